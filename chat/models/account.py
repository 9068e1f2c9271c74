"""What was used of each budget: one account a holder, counted up before a call and set right after it."""

from dataclasses import dataclass

from django.db import connection, models
from django.db.models import Case, F, FilteredRelation, Q, When
from django.utils import timezone

from .budget import SHARED, Budget

MICRO = 1_000_000  # units of an account's money in one of the currency's


@dataclass(frozen=True, slots=True)
class Moment:
    """The minute, day and month of a time, where the site is; each is a number that only grows."""

    minute: int
    day: int
    month: int

    @classmethod
    def of(cls, at):
        day = timezone.localdate(at)
        return cls(int(at.timestamp()) // 60, day.toordinal(), day.year * 12 + day.month - 1)


class Account(models.Model):
    """What one holder used of a budget in the newest minute, day and month, with what is reserved."""

    # Not checked by the database: a budget may be deleted while what was known of it is still believed.
    budget = models.ForeignKey(Budget, models.CASCADE, "accounts", db_constraint=False, db_index=False)
    holder = models.BigIntegerField(default=SHARED)  # the key of a person, who may be deleted
    running = models.IntegerField(default=0)
    minute = models.BigIntegerField(default=0)
    minute_requests = models.IntegerField(default=0)
    day = models.IntegerField(default=0)
    day_tokens = models.BigIntegerField(default=0)
    day_cost = models.BigIntegerField(default=0)
    month = models.IntegerField(default=0)
    month_tokens = models.BigIntegerField(default=0)
    month_cost = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["budget", "holder"], name="one_account_a_holder")]

    def __str__(self):
        return "what all used together" if self.holder == SHARED else f"what person {self.holder} used"

    def used(self, limit, moment):
        """How much of a limit, by its name, is used at a moment: what an older period counted is none of it."""
        what, _, period = limit.partition("_a_")
        if not period:
            return self.running
        is_now = getattr(self, period) >= getattr(moment, period)
        return getattr(self, f"{period}_{what}") if is_now else 0


COLUMNS = [field.column for field in Account._meta.fields if field.name != "id"]


def charged(person):
    """What a person's questions are charged to, of whatever model they ask: [(budget, account)]. One question."""
    held = Q(each=True, accounts__holder=person.pk) | Q(each=False, accounts__holder=SHARED)
    rows = Budget.objects.about(person).annotate(held=FilteredRelation("accounts", condition=held))
    rows = rows.annotate(**{f"held_{name}": F(f"held__{name}") for name in COLUMNS[2:]})
    return [(row, Account(**{name: getattr(row, f"held_{name}") or 0 for name in COLUMNS[2:]})) for row in rows]


def grown(column):
    """The SQL for a column of an account that takes more in: what is counted for a period ends with it.

    A period never goes back: of two machines at midnight, the one whose clock is behind counts into the new day.
    """
    mine, more = f"chat_account.{column}", f"excluded.{column}"
    period = column.partition("_")[0]
    if period not in ("minute", "day", "month"):
        return f"{column} = {mine} + {more}"
    is_new = f"chat_account.{period} < excluded.{period}"
    older = mine if column == period else f"{mine} + {more}"
    return f"{column} = CASE WHEN {is_new} THEN {more} ELSE {older} END"


TAKE = (
    f"INSERT INTO chat_account ({', '.join(COLUMNS)}) VALUES %s ON CONFLICT (budget_id, holder) DO UPDATE SET "
    f"{', '.join(map(grown, COLUMNS[2:]))} RETURNING id, {', '.join(COLUMNS)}"
)


def take(holders, moment, tokens, cost):
    """Count one more reply in the accounts of `{key of a budget: holder}`; return them as they are now.

    One statement makes, renews, locks and counts: who comes at the same time waits for our transaction,
    and adds to what it left. The rows are locked in the order given, which must be that of the keys.
    """
    counted = [1, moment.minute, 1, moment.day, tokens, cost, moment.month, tokens, cost]
    values = [value for budget, holder in holders.items() for value in (budget, holder, *counted)]
    row = f"({', '.join(['%s'] * len(COLUMNS))})"
    with connection.cursor() as cursor:
        cursor.execute(TAKE % ", ".join([row] * len(holders)), values)
        return [Account(*found) for found in cursor.fetchall()]


def give_back(pks, moment, tokens, cost, ended=1):
    """End a reply in the accounts that counted it at `moment`; it took so many tokens more or less than held.

    With `ended` 0 the reply ended before, and only the counts change.
    """
    accounts = Account.objects.filter(pk__in=pks)
    if connection.features.has_select_for_update:  # Else the transaction is alone.
        list(accounts.select_for_update().order_by("budget", "holder").values_list("pk"))
    day, month = {"day": moment.day}, {"month": moment.month}
    accounts.update(
        running=F("running") - ended,
        day_tokens=more("day_tokens", tokens, **day),
        day_cost=more("day_cost", cost, **day),
        month_tokens=more("month_tokens", tokens, **month),
        month_cost=more("month_cost", cost, **month),
    )


def more(column, amount, **period):
    """The column and so much more, if it still counts the same period."""
    return Case(When(then=F(column) + amount, **period), default=F(column), output_field=models.BigIntegerField())
