"""The models of all providers as administrators see them: one by one, as a list, and beside their provider."""

from django import forms
from django.contrib import admin
from django.db import transaction

from chat import catalogue
from chat.models import LanguageModel

from .fields import Bare

BESIDE = 40  # models that are edited beside their provider; more are a list of their own


class Offers:
    """Whatever changes a table of the catalogue here is seen by the next page, and what the environment says here."""

    def changelist_view(self, request, extra_context=None):
        catalogue.read()
        return super().changelist_view(request, extra_context)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        transaction.on_commit(catalogue.forget)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        transaction.on_commit(catalogue.forget)

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        transaction.on_commit(catalogue.forget)

    def delete_queryset(self, request, queryset):
        super().delete_queryset(request, queryset)
        transaction.on_commit(catalogue.forget)


class BesideProviderForm(forms.ModelForm):
    """A name that a list gave stays: under another one the next list would not know it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].disabled = bool(self.instance.pk and self.instance.listed)
        for name in "name", "label":
            self.fields[name].widget.attrs["class"] = "admin-wide"


class BesideProvider(admin.TabularInline):
    """The models of a provider, with what is most often changed."""

    model = LanguageModel
    form = BesideProviderForm
    fields = ["name", "label", "price_in", "price_out", "order", "enabled"]
    show_change_link = True
    verbose_name_plural = "models"

    def get_extra(self, request, obj=None, **kwargs):
        return 0 if obj else 1

    def get_queryset(self, request):
        return super().get_queryset(request).filter(gone=False).select_related("provider")

    # What the environment or its provider lists would come back.

    def has_add_permission(self, request, obj=None):
        return super().has_add_permission(request, obj) and not (obj and obj.from_environment)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and obj.from_environment)


@admin.register(LanguageModel)
class LanguageModelAdmin(Bare, Offers, admin.ModelAdmin):
    list_display = ["shown", "provider", "price_in", "price_out", "state", "open_to_all", "order", "enabled"]
    list_display_links = ["shown"]
    list_editable = ["order", "enabled"]
    list_filter = ["provider", "enabled", "open_to_all"]
    list_select_related = ["provider"]
    list_per_page = 50
    search_fields = ["name", "label"]
    autocomplete_fields = ["granted_to"]
    actions = ["offer", "withdraw"]
    fieldsets = [
        (None, {"fields": ["provider", "name", "label", "enabled", "order"]}),
        ("Sizes and prices", {"fields": [("context_size", "output_limit"), ("price_in", "price_out")]}),
        ("Who may ask it", {"fields": ["open_to_all", "granted_to"]}),
        ("What it can do", {"fields": [("can_images", "can_tools", "can_reason"), "refuses"]}),
    ]

    @admin.display(description="label", ordering="label")
    def shown(self, model):
        return model.label or model.name

    @admin.display(description="source", ordering="listed")
    def state(self, model):
        return "not listed any more" if model.gone else "listed" if model.listed else "entered by hand"

    def get_readonly_fields(self, request, obj=None):
        return ["provider", "name"] if obj and obj.listed else ["provider"] if obj else []

    @admin.action(description="Offer to people", permissions=["change"])
    def offer(self, request, queryset):
        self.set_enabled(request, queryset, True, "Offered to people.")

    @admin.action(description="Offer no longer", permissions=["change"])
    def withdraw(self, request, queryset):
        self.set_enabled(request, queryset, False, "Offered no longer.")

    @transaction.atomic
    def set_enabled(self, request, queryset, enabled, sentence):
        changed = list(queryset.exclude(enabled=enabled))
        queryset.update(enabled=enabled)
        for model in changed:
            self.log_change(request, model, sentence)
        transaction.on_commit(catalogue.forget)
        self.message_user(request, f"{sentence} {len(changed)} of {queryset.count()} were changed.")
