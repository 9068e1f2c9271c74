"""Groups in the admin: who is in them, and which models are theirs."""

from django.contrib import admin
from django.db import transaction
from django.db.models import Count

from chat import catalogue
from chat.models import Group, LanguageModel, groups

from .fields import Bare


def forget():
    """Let the next page see what was changed here."""
    groups.known.clear()
    catalogue.forget()


class GrantedModel(Bare, admin.TabularInline):
    """A model that the group may ask, though it is not open to all."""

    model = LanguageModel.granted_to.through
    autocomplete_fields = ["languagemodel"]
    extra = 0
    verbose_name = "granted model"
    verbose_name_plural = "granted models (one that is open to all needs no grant)"

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        return super().formfield_for_foreignkey(db_field, request, **kwargs | {"label": "Model"})


@admin.register(Group)
class GroupAdmin(Bare, admin.ModelAdmin):
    list_display = ["name", "people_in_it", "models_granted"]
    search_fields = ["name"]
    autocomplete_fields = ["people"]
    inlines = [GrantedModel]

    def get_queryset(self, request):
        counts = {"people_count": Count("people", distinct=True), "models_count": Count("granted", distinct=True)}
        return super().get_queryset(request).annotate(**counts)

    @admin.display(description="people", ordering="people_count")
    def people_in_it(self, group):
        return group.people_count

    @admin.display(description="granted models", ordering="models_count")
    def models_granted(self, group):
        return group.models_count

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        transaction.on_commit(forget)

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        transaction.on_commit(forget)

    def delete_queryset(self, request, queryset):
        super().delete_queryset(request, queryset)
        transaction.on_commit(forget)
