"""The ledger: what each reply took, for ever; and what is held for those that are not closed yet."""

from decimal import ROUND_HALF_UP, Decimal

from django.db import models
from django.db.models import Q

from .growing import Growing, GrowingQuerySet

LEDGER = "ledger"

# Not checked by the database: what was charged stays when the reply is deleted.
LOOSE = {"on_delete": models.DO_NOTHING, "db_constraint": False}


class Charge(models.Model):
    """Who asked which model, and what that takes. Names are kept as they were: rows may be deleted."""

    person = models.BigIntegerField()
    person_name = models.CharField(max_length=150)
    language_model = models.BigIntegerField(null=True)
    model = models.CharField(max_length=200)
    provider = models.CharField(max_length=80)
    prompt_tokens = models.BigIntegerField(default=0)
    completion_tokens = models.BigIntegerField(default=0)
    cost = models.BigIntegerField(null=True)  # in millionths; None where the model had no price
    asked_at = models.DateTimeField()
    accounts = models.JSONField(default=list)  # keys of those in which it is counted

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.reply_id}: {self.tokens} tokens"

    @classmethod
    def facts(cls, charge):
        """What all charges have, of one: `{column: value}`."""
        return {field.name: getattr(charge, field.name) for field in Charge._meta.fields}

    @property
    def tokens(self):
        return self.prompt_tokens + self.completion_tokens


class Hold(Charge):
    """What is reserved for a reply until it is closed."""

    reply = models.OneToOneField("chat.Message", **LOOSE, related_name="hold")


class Entry(Growing, Charge):
    """What one reply took, or how a later count corrects that. The columns add up: a correction holds differences."""

    GROWS = LEDGER

    reply = models.ForeignKey("chat.Message", **LOOSE, related_name="entries")
    day = models.DateField()  # on which was asked, where the site is
    settled_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=11)  # how the reply ended; empty when it was deleted before its end
    replies = models.SmallIntegerField(default=1)  # none in a correction
    estimates = models.SmallIntegerField(default=0)  # 1 where nobody counted the tokens, -1 where that is corrected

    objects = GrowingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reply"], condition=Q(replies=1), name="one_entry_a_reply")]
        indexes = [
            models.Index(fields=["day"], name="entries_of_a_day"),
            models.Index(fields=["person", "day"], name="entries_of_a_person"),
        ]


class Share(Growing):
    """A group that the person of an entry was in: for a team that divides its bill."""

    GROWS = LEDGER

    entry = models.ForeignKey(Entry, models.PROTECT, "shares")
    group = models.BigIntegerField()
    group_name = models.CharField(max_length=80)

    objects = GrowingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "group"], name="one_share_a_group")]

    def __str__(self):
        return f"{self.entry_id} {self.group_name}"


def price(model, asked, answered):
    """What so many tokens of question and answer cost, in millionths; None when the model has no price."""
    if model is None or (model.price_in is None and model.price_out is None):
        return None
    # A price is for a million tokens, and what is counted are millionths.
    cost = (model.price_in or 0) * asked + (model.price_out or 0) * answered
    return int(Decimal(cost).quantize(Decimal(1), ROUND_HALF_UP))


def cost_of(reply):
    """What a reply took, as a column of a query that has its key under the name `reply`."""
    entries = Entry.objects.filter(reply=models.OuterRef(reply)).order_by().values("reply")
    return models.Subquery(entries.annotate(sum=models.Sum("cost")).values("sum"))
