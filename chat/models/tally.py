"""The ledger added up day by day, so that a page of usage does not go through all of it.

Triggers in the database count each entry as it is written, whoever writes it, in its own transaction. What was used
by one person is read of the ledger itself: that is short.
"""

from django.db import connection, models, transaction
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum

from .ledger import Entry, Share

COUNTED = ["replies", "prompt_tokens", "completion_tokens", "cost", "priced", "estimates"]
BATCH = 1000  # rows


class Tally(models.Model):
    """What a day's entries of one kind add up to."""

    day = models.DateField()
    replies = models.BigIntegerField()
    prompt_tokens = models.BigIntegerField()
    completion_tokens = models.BigIntegerField()
    cost = models.BigIntegerField()  # in millionths
    priced = models.BigIntegerField()  # entries with a cost; without any there is no cost, not one of nothing
    estimates = models.BigIntegerField()

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.day}: {self.replies} replies"


class ModelTally(Tally):
    """How the replies of a model ended, and what they took."""

    model = models.CharField(max_length=200)
    provider = models.CharField(max_length=80)
    state = models.CharField(max_length=11)

    KEYS = ["day", "model", "provider", "state"]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "model", "provider", "state"], name="one_tally_a_model")]


class PersonTally(Tally):
    person = models.BigIntegerField()
    person_name = models.CharField(max_length=150)

    KEYS = ["day", "person", "person_name"]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "person", "person_name"], name="one_tally_a_person")]


class GroupTally(Tally):
    """What the entries of a group's people took. Those of several groups count in each; `is_first` in one alone."""

    group = models.BigIntegerField()
    group_name = models.CharField(max_length=80)
    is_first = models.BooleanField()

    KEYS = ["day", "group", "group_name", "is_first"]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "group", "group_name", "is_first"], name="one_tally_a_group")
        ]


TALLIES = [ModelTally, PersonTally, GroupTally]


def wrong():
    """The tallies that are not what the ledger adds up to; empty when all is well."""
    with transaction.atomic():
        hold_the_ledger()
        return [table for table in TALLIES if kept(table) != by_the_ledger(table)]


def count_anew():
    """Add the whole ledger up again."""
    with transaction.atomic():
        hold_the_ledger()
        for table in TALLIES:
            rows = [table(**dict(zip(table.KEYS + COUNTED, row, strict=True))) for row in by_the_ledger(table)]
            table.objects.all().delete()
            table.objects.bulk_create(rows, batch_size=BATCH)


def hold_the_ledger():
    """Let nobody add to it until the transaction ends. SQLite's transaction is alone from its begin."""
    if connection.vendor == "postgresql":
        connection.cursor().execute("LOCK TABLE chat_entry, chat_share IN SHARE MODE")


def kept(table):
    return set(table.objects.values_list(*table.KEYS, *COUNTED))


def by_the_ledger(table):
    """The rows that a table should have: `{(*KEYS, *COUNTED)}`."""
    if table is GroupTally:
        first = Share.objects.filter(entry=OuterRef("entry")).order_by("pk").values("pk")[:1]
        return added_up(table, Share.objects.annotate(day=F("entry__day"), is_first=Q(pk=Subquery(first))), "entry__")
    return added_up(table, Entry.objects.all())


def added_up(table, rows, of=""):
    sums = [Count(f"{of}cost") if name == "priced" else Sum(f"{of}{name}", default=0) for name in COUNTED]
    named = {f"sum_{name}": one for name, one in zip(COUNTED, sums, strict=True)}
    return set(rows.order_by().values_list(*table.KEYS).annotate(**named))
