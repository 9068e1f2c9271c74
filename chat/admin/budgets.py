"""Budgets in the admin: whose they are, what they allow, and how much of that is used."""

from django import forms
from django.contrib import admin
from django.db import transaction
from django.utils import timezone

from chat.models import Budget, LanguageModel, budget, spent

from .fields import Bare

NO_LIMIT = "Enter at least one limit. A limit of 0 allows nothing."
TWO = "Choose a person or a group, not both. For everybody leave both empty."
ALONE = "One person has it alone anyway. Take this tick away, or choose a group or nobody."
PRICELESS = (
    "Money is counted by the prices of models. {} of those offered have none, cost nothing here, and are not held back "
    "by a limit of money: enter prices, or limit tokens."
)
NEW = "It counts from its first prompt on; what was used before is not in it."


class BudgetForm(forms.ModelForm):
    def clean(self):
        given = super().clean()
        if given.get("person") and given.get("group"):
            self.add_error("group", TWO)
        elif given.get("person") and given.get("each"):
            self.add_error("each", ALONE)
        if not self.errors and all(given.get(name) is None for name in budget.LIMITS):
            self.add_error(budget.LIMITS[0], NO_LIMIT)
        return given


@admin.register(Budget)
class BudgetAdmin(Bare, admin.ModelAdmin):
    form = BudgetForm
    list_display = ["__str__", "used_most", *budget.LIMITS]
    list_select_related = ["person", "group", "model", "model__provider"]
    search_fields = ["person__username", "group__name", "model__name", "model__label"]
    autocomplete_fields = ["person", "group", "model"]
    fieldsets = [
        (
            "Whose",
            {"fields": ["person", "group", "each", "model"], "description": "Of several budgets the strictest wins."},
        ),
        ("Prompts", {"fields": [("requests_a_minute", "running_at_once")]}),
        ("Tokens", {"fields": [("tokens_a_day", "tokens_a_month")]}),
        ("Money", {"fields": [("cost_a_day", "cost_a_month")]}),
    ]

    def get_readonly_fields(self, request, obj=None):
        # What was counted would be somebody else's.
        return ["person", "group", "each", "model"] if obj else []

    @admin.display(description="used")
    def used_most(self, one):
        """The limit of which most is used, by whoever used most of it."""
        stands = spent.standings([(one, account) for account in one.accounts.all()], timezone.now())
        most = max(stands, key=lambda one: one.share, default=None)
        return f"{100 * most.share:.0f} % of {most.amount(most.most)}" if most else "Nothing"

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("accounts")

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        transaction.on_commit(budget.forget)
        priceless = LanguageModel.objects.filter(enabled=True, gone=False, price_in=None, price_out=None).count()
        if priceless and (obj.cost_a_day is not None or obj.cost_a_month is not None):
            self.message_user(request, PRICELESS.format(priceless), "WARNING")
        if not change:
            self.message_user(request, NEW)

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        transaction.on_commit(budget.forget)

    def delete_queryset(self, request, queryset):
        super().delete_queryset(request, queryset)
        transaction.on_commit(budget.forget)
