"""Providers in the admin: their form, a test of each, and their own lists of models."""

from django.contrib import admin, messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from chat import catalogue, listing, trial, upstream
from chat.models import LanguageModel, Provider, presets

from .forms import EnvironmentForm, ProviderForm
from .language_models import BESIDE, BesideProvider, Offers

NAMED = 8  # models that a message names
AT_ONCE = 5  # providers that one action asks, for each may take twenty seconds

TIMES = ["connect", "write", "silence", "thought", "total", "grace", "patience", "pause"]
IN_THE_CLEAR = "Questions, answers and the key travel in the clear to this address. Use https:// if the server has it."
FROM_ENVIRONMENT = "This provider comes from the environment of the server: what is set there is changed there."


@admin.register(Provider)
class ProviderAdmin(Offers, admin.ModelAdmin):
    form = ProviderForm
    list_display = ["name", "base_url", "dialect", "secrets", "offers", "source", "order", "enabled"]
    list_editable = ["order", "enabled"]
    actions = ["test", "refresh"]
    change_form_template = "admin/chat/provider/change_form.html"

    # What is shown

    @admin.display(description="key")
    def secrets(self, provider):
        if provider.pk is None or not (provider.sealed_key or provider.sealed_headers):
            return "Not set"
        return f"Set, but cannot be read. {provider.trouble()}" if provider.trouble() else "Set and readable"

    @admin.display(description="extra headers")
    def header_secrets(self, provider):
        return "Set" if provider.sealed_headers else "Not set"

    @admin.display(description="models")
    def offers(self, provider):
        return provider.models.filter(enabled=True, gone=False).count()

    @admin.display(description="source")
    def source(self, provider):
        if provider.gone:
            return "Not in the environment any more"
        return "The environment" if provider.from_environment else "By hand"

    def get_fieldsets(self, request, obj=None):
        place = ["preset", "name", "base_url", "inside", "dialect"]
        secrets = ["secrets", "key", "remove_key", "header_secrets", "headers", "remove_headers"]
        if obj and obj.from_environment:
            about = {"fields": ["name", "base_url", "dialect", "secrets", "enabled", "order"]}
            first = [(None, about | {"description": FROM_ENVIRONMENT})]
        else:
            hidden = {"remove_key", "remove_headers", "secrets", "header_secrets"} if not obj else {"preset"}
            first = [
                (None, {"fields": [name for name in place if name not in hidden]}),
                ("Key", {"fields": [name for name in secrets if name not in hidden]}),
                ("In the list of models", {"fields": ["enabled", "order"]}),
            ]
        more = [("template", "thinks_first", "prefill", "refuses", "trust_env"), tuple(TIMES)]
        return [
            *first,
            ("Request", {"fields": list(more[0]), "classes": ["collapse"] if obj else []}),
            ("How long to wait", {"fields": list(more[1]), "classes": ["collapse"]}),
        ]

    def get_readonly_fields(self, request, obj=None):
        shown = ["secrets", "header_secrets"]
        return [*shown, "name", "base_url", "dialect"] if obj and obj.from_environment else shown

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = EnvironmentForm if obj and obj.from_environment else ProviderForm
        return super().get_form(request, obj, change, **(kwargs | {"form": form}))

    def get_inlines(self, request, obj):
        return [] if obj and obj.models.filter(gone=False).count() > BESIDE else [BesideProvider]

    # What may be done

    def get_actions(self, request):
        # Deleting many at once would take the one from the environment along, and it would come back.
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def has_delete_permission(self, request, obj=None):
        kept = obj and obj.from_environment and not obj.gone
        return super().has_delete_permission(request, obj) and not kept

    @method_decorator(sensitive_post_parameters("key", "headers"))
    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        known = {preset.id: preset.fills() | {"note": preset.note} for preset in presets.PRESETS}
        provider = self.get_object(request, object_id) if object_id else None
        context = {"presets": known, "provider": provider}
        if provider:
            context |= {
                "models_url": f"{reverse('admin:chat_languagemodel_changelist')}?provider__id__exact={provider.pk}"
            }
            context |= {"preset": presets.find(provider.preset), "count": provider.models.filter(gone=False).count()}
        return super().changeform_view(request, object_id, form_url, (extra_context or {}) | context)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if obj.base_url.startswith("http://") and not obj.inside and not obj.from_environment:
            self.message_user(request, IN_THE_CLEAR, messages.WARNING)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        provider, preset = form.instance, presets.find(form.instance.preset)
        if not change and preset and not provider.models.exists():
            for name in preset.models:
                LanguageModel.objects.create(provider=provider, name=name, label=name)

    # What is asked of the provider itself

    def get_urls(self):
        doors = [
            path("<int:pk>/test/", self.admin_site.admin_view(require_POST(self.test_one)), name="chat_provider_test"),
            path(
                "<int:pk>/refresh/",
                self.admin_site.admin_view(require_POST(self.refresh_one)),
                name="chat_provider_refresh",
            ),
        ]
        return [*doors, *super().get_urls()]

    def test_one(self, request, pk):
        return self.done(request, pk, self.test)

    def refresh_one(self, request, pk):
        return self.done(request, pk, self.refresh)

    def done(self, request, pk, action):
        provider = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_change_permission(request, provider):
            return redirect("admin:chat_provider_changelist")
        action(request, self.get_queryset(request).filter(pk=pk))
        return redirect("admin:chat_provider_change", pk)

    @admin.action(description="Test with a tiny question", permissions=["change"])
    def test(self, request, queryset):
        for provider in self.few(request, queryset):
            result = trial.tried(provider)
            level = messages.ERROR if result.problem else messages.SUCCESS
            self.tell(
                request,
                provider,
                f"{provider.name}, {result}",
                level,
                "Tested: no answer." if result.problem else "Tested: it answered.",
            )

    @admin.action(description="Refresh models", permissions=["change"])
    def refresh(self, request, queryset):
        for provider in self.few(request, queryset):
            try:
                found = listing.refresh(provider)
            except upstream.Failed as failure:
                self.tell(
                    request, provider, f"{provider.name}: {failure.message}", messages.ERROR, "Models not listed."
                )
            else:
                catalogue.forget()
                self.tell(request, provider, f"{provider.name}: {news(found)}", messages.SUCCESS, news(found))

    def few(self, request, queryset):
        if len(queryset) > AT_ONCE:
            self.message_user(request, f"At most {AT_ONCE} providers are asked at once. Choose fewer.", messages.ERROR)
        return queryset if len(queryset) <= AT_ONCE else []

    def tell(self, request, provider, sentence, level, entry):
        self.message_user(request, sentence, level)
        with transaction.atomic():
            self.log_change(request, provider, entry)


def news(found):
    """What a new list changed, in a sentence."""
    if not (found.added or found.gone):
        return f"{found.all} models, as before."
    added = f"added {named(found.added)}" if found.added else ""
    gone = f"gone {named(found.gone)}" if found.gone else ""
    return f"{found.all} models: {'; '.join(filter(None, (added, gone)))}."


def named(names):
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{', '.join(names[:NAMED])}{more}"
