"""Budgets: how much people, groups and models may use. What they did use is in account.py."""

import time

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from .groups import Group, groups_of
from .provider import LanguageModel

FRESH = 1  # seconds for which the budgets are believed
SHARED = 0  # the holder of an account that several people use together

rows, read_at = [], float("-inf")


def limit(field, **more):
    return field(null=True, blank=True, validators=[MinValueValidator(0)], **more)


def money(**more):
    return limit(models.DecimalField, max_digits=12, decimal_places=2, **more)


LIMITS = "requests_a_minute", "running_at_once", "tokens_a_day", "tokens_a_month", "cost_a_day", "cost_a_month"


class BudgetQuerySet(models.QuerySet):
    def about(self, person):
        """All that a person's questions are charged to, whatever model they ask, each with its group and model."""
        groups = Group.objects.filter(people=person.pk)
        whose = Q(person=None) | Q(person=person.pk), Q(group=None) | Q(group__in=groups)
        return self.filter(*whose).select_related("group", "model")


class Budget(models.Model):
    """What may be used of one model or of all: by a person, a group, or everybody. Of several, the strictest wins."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, "budgets", null=True, blank=True)
    group = models.ForeignKey(Group, models.CASCADE, "budgets", null=True, blank=True)
    model = models.ForeignKey(LanguageModel, models.CASCADE, "budgets", null=True, blank=True)
    each = models.BooleanField("for each", default=False, help_text="Each person has it alone, not all together.")
    requests_a_minute = limit(models.PositiveIntegerField, verbose_name="prompts a minute")
    running_at_once = limit(
        models.PositiveIntegerField, verbose_name="replies at once", help_text="Replies that wait or are being written."
    )
    tokens_a_day = limit(models.PositiveBigIntegerField, help_text="Of questions and replies.")
    tokens_a_month = limit(models.PositiveBigIntegerField)
    cost_a_day = money(
        verbose_name="money a day", help_text="In the currency of the prices. Models without a price cost nothing."
    )
    cost_a_month = money(verbose_name="money a month")

    objects = BudgetQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True) | Q(group__isnull=True), name="budget_of_a_person_or_a_group"
            ),
            models.CheckConstraint(condition=Q(person__isnull=True) | Q(each=False), name="budget_of_one_is_not_each"),
            models.CheckConstraint(
                condition=~Q(**{f"{name}__isnull": True for name in LIMITS}), name="budget_has_a_limit"
            ),
        ]

    def __str__(self):
        whose = str(self.person or self.group or "everybody")
        if self.each:
            whose = f"each of {self.group}" if self.group else "each person"
        return f"{whose}, {self.model.label or self.model.name}" if self.model else whose

    def holder(self, person, groups, model):
        """Whose account is charged when `person` asks `model` (keys): None when this budget is not about that."""
        is_about = self.model_id in (None, model) and self.person_id in (None, person)
        if not is_about or (self.group_id and self.group_id not in groups):
            return None
        return person if self.each else SHARED


def budgets():
    """All budgets, as they were at most a second ago: one query a second, whoever asks."""
    global rows, read_at
    if time.monotonic() - read_at > FRESH:
        rows = list(Budget.objects.select_related("group", "model"))
        read_at = time.monotonic()
    return rows


def forget():
    """Read again at the next question, because something was changed here."""
    global read_at
    read_at = float("-inf")


def about(person, model):
    """The budgets that a question of this person to this model (a key or None) is charged to: {key: (budget, holder)}.

    In the order of their keys, in which their accounts are locked.
    """
    found = budgets()
    groups = groups_of(person) if any(budget.group_id for budget in found) else ()
    holders = ((budget, budget.holder(person.pk, groups, model)) for budget in found)
    return {budget.pk: (budget, holder) for budget, holder in holders if holder is not None}
