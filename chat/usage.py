"""What was used in some days, read of the ledger: in all, a day, and by model, person, group and end."""

from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, F, Max, Sum
from django.utils import timezone
from django.utils.functional import cached_property

from .models import Entry
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
    "count": Sum("replies"),
    "asked": Sum("prompt_tokens"),
    "answered": Sum("completion_tokens"),
    "paid": Sum("cost"),
    "guessed": Sum("estimates"),
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
        cost = None if row["paid"] is None else Decimal(row["paid"]) / MICRO
        return cls(name, row["count"] or 0, row["asked"] or 0, row["answered"] or 0, cost, row["guessed"] or 0)


def added(name, lines):
    """Several lines as one."""
    costs = [line.cost for line in lines if line.cost is not None]
    numbers = [sum(getattr(line, what) for line in lines) for what in ("replies", "asked", "answered", "estimated")]
    return Used(name, *numbers[:3], sum(costs) if costs else None, numbers[3])


class Usage:
    """The ledger's last `days` days, today among them: of one person, or of all."""

    def __init__(self, days, person=None):
        today = timezone.localdate()
        self.days = [today - timedelta(days=back) for back in range(days - 1, -1, -1)]
        entries = Entry.objects.filter(day__gte=self.days[0], day__lte=today)
        self.entries = entries.filter(person=person.pk) if person else entries

    def in_all(self):
        return added("All", self.by_day())

    def people(self):
        """How many asked anything."""
        named = len(self.by_person())
        return named if named < MOST else self.entries.aggregate(number=Count("person", distinct=True))["number"]

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
        """Those of several groups count in each; what was asked in no group is the last line."""
        shared = self.most(group=F("shares__group"), group_name=F("shares__group_name"))
        named = [Used.of(row["group_name"], row) for row in shared if row["group"]]
        return named + [Used.of("In no group", row) for row in shared if not row["group"]]

    def lines(self):
        """Every day, person and model, for who adds it up elsewhere: [([day, person, model, provider], Used)]."""
        columns = "day", "person", "person_name", "model", "provider"
        for row in self.grouped(*columns).order_by(*columns).iterator():
            yield [row["day"], row["person_name"], row["model"], row["provider"]], Used.of(None, row)

    def added_by(self, name):
        """Lines by model and end, added up to those of one name each, the greatest first."""
        found = {}
        for row in self.ends_of_models:
            found.setdefault(name(row), []).append(Used.of(None, row))
        return sorted((added(*line) for line in found.items()), key=lambda line: -line.replies)[:MOST]

    # What more than one line is made of is read once: each question goes through all entries of the days.

    @cached_property
    def daily(self):
        known = {row["day"]: Used.of(row["day"], row) for row in self.grouped("day")}
        return [known.get(day, Used(day)) for day in self.days]

    @cached_property
    def personal(self):
        # By key: two who had a name one after the other stay two, and who had two names stays one.
        rows = self.grouped("person").annotate(known_as=Max("person_name")).order_by("-count", "person")
        return [Used.of(row["known_as"], row) for row in rows[:MOST]]

    @cached_property
    def ends_of_models(self):
        return list(self.grouped("model", "provider", "state"))

    def grouped(self, *columns, **more):
        return self.entries.order_by().values(*columns, **more).annotate(**SUMS)

    def most(self, *columns, **more):
        return list(self.grouped(*columns, **more).order_by("-count", *columns, *more)[:MOST])
