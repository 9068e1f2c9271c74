"""What was used in some days: in all, a day, and by model, person, group and end.

One person's is read of the ledger, everybody's of its tallies.
"""

from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, Max, Sum
from django.utils import timezone
from django.utils.functional import cached_property

from .models import Entry, GroupTally, ModelTally, PersonTally
from .models.account import MICRO

MOST = 500  # lines of one table; who has more people takes the CSV
PERIODS = {7: "7 days", 30: "30 days", 90: "90 days"}

ENDS = {
    "done": "Done",
    "stopped": "Stopped by the person",
    "failed": "Failed at the provider",
    "interrupted": "Interrupted by us",
    "": "Deleted while written",
}

SUMS = {
    "count": Sum("replies", default=0),
    "asked": Sum("prompt_tokens", default=0),
    "answered": Sum("completion_tokens", default=0),
    "paid": Sum("cost", default=0),
    "guessed": Sum("estimates", default=0),
}


class Used(NamedTuple):
    """What a line of a table adds up: replies, tokens, money, and how many replies were estimated."""

    name: object
    replies: int = 0
    asked: int = 0
    answered: int = 0
    cost: Decimal | None = None  # None where no model had a price
    estimated: int = 0

    @property
    def tokens(self):
        return self.asked + self.answered

    @classmethod
    def of(cls, name, row):
        cost = Decimal(row["paid"]) / MICRO if row["charged"] else None
        return cls(name, row["count"], row["asked"], row["answered"], cost, row["guessed"])


def added(name, lines):
    """Several lines as one."""
    costs = [line.cost for line in lines if line.cost is not None]
    numbers = [sum(getattr(line, what) for line in lines) for what in ("replies", "asked", "answered", "estimated")]
    return Used(name, *numbers[:3], sum(costs) if costs else None, numbers[3])


class Usage:
    """The last `days` days, today among them: of one person, or of all."""

    def __init__(self, days, person=None):
        today = timezone.localdate()
        self.days = [today - timedelta(days=back) for back in range(days - 1, -1, -1)]
        self.person = person

    def in_all(self):
        return added("All", self.by_day())

    def people(self):
        """How many asked anything."""
        named = len(self.by_person())
        if named < MOST:
            return named
        return self.within(PersonTally).aggregate(number=Count("person", distinct=True))["number"]

    def by_day(self):
        """One for each day, also for those on which nothing was asked."""
        return self.daily

    def by_model(self):
        return self.added_by(lambda row: f"{row['model']} ({row['provider']})")

    def by_person(self):
        return self.personal

    def by_end(self):
        return self.added_by(lambda row: ENDS.get(row["state"], row["state"]))

    def by_group(self):
        """Everybody's alone. Who is in several groups counts in each; what was asked in no group is the last line."""
        rows = self.grouped(GroupTally, "group", "group_name").order_by("-count", "group", "group_name")[:MOST]
        whole, once = self.whole(ModelTally), self.whole(GroupTally, is_first=True)
        alone = {what: whole[what] - once[what] for what in whole}
        in_none = [Used.of("In no group", alone)] if any(alone.values()) else []
        return [Used.of(row["group_name"], row) for row in rows] + in_none

    def lines(self):
        """Every day, person and model, for who adds it up elsewhere: [([day, person, model, provider], Used)]."""
        columns = "day", "person", "person_name", "model", "provider"
        for row in self.grouped(Entry, *columns).order_by(*columns).iterator():
            yield [row["day"], row["person_name"], row["model"], row["provider"]], Used.of(None, row)

    def added_by(self, name):
        """Lines by model and end, added up to those of one name each, the greatest first."""
        found = {}
        for row in self.ends_of_models:
            found.setdefault(name(row), []).append(Used.of(None, row))
        return sorted((added(*line) for line in found.items()), key=lambda line: -line.replies)[:MOST]

    # What more than one line is made of is read once.

    @cached_property
    def daily(self):
        known = {row["day"]: Used.of(row["day"], row) for row in self.grouped(ModelTally, "day")}
        return [known.get(day, Used(day)) for day in self.days]

    @cached_property
    def personal(self):
        # By key: two who had a name one after the other stay two, and who had two names stays one.
        rows = self.grouped(PersonTally, "person").annotate(known_as=Max("person_name")).order_by("-count", "person")
        return [Used.of(row["known_as"], row) for row in rows[:MOST]]

    @cached_property
    def ends_of_models(self):
        return list(self.grouped(ModelTally, "model", "provider", "state"))

    def grouped(self, tally, *columns):
        rows = self.within(tally)
        return rows.values(*columns).annotate(**sums(rows.model))

    def whole(self, tally, **which):
        return self.within(tally).filter(**which).aggregate(**sums(tally))

    def within(self, tally):
        """The rows of these days: everybody's in a tally, one person's in the ledger, where they are few."""
        found = Entry.objects.filter(person=self.person.pk) if self.person else tally.objects.all()
        return found.filter(day__gte=self.days[0], day__lte=self.days[-1]).order_by()


def sums(table):
    """What is added up of the ledger or of a tally, and of how many entries there was a price."""
    return SUMS | {"charged": Count("cost") if table is Entry else Sum("priced", default=0)}
