"""What people are told of their budgets: that one nears its end or is spent, and when there is more."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone

from .account import MICRO, Moment
from .budget import LIMITS, Budget
from .site import money

NEAR = 0.8  # of a limit, from where on a person is warned
WHEN = {"minute": "this minute", "day": "today", "month": "this month"}

NOTHING = "The budget for this allows no {noun}. Choose another model, or ask the team that runs this site."
RUNNING = "{has} {most} under way already. Wait for one to end or stop one, then send this again."
SENT = "{has} sent {most} in this minute. Send this again at {at}."
SPENT = "{has} used up the {most} for {when}. The budget is filled again {at}; send this again then."
SHORT = "{has} {left} left of the {most} for {when}, and this needs about {more}. The budget is filled again {at}."
NEARLY = "{has} used {percent} % of the {most} for {when}. The budget is filled again {at}."


class Spent(Exception):
    """What a budget does not allow, as a sentence with the next step."""


class Standing(NamedTuple):
    """Where somebody stands with one limit of a budget: `used` of `most`, in units of the account, at a time."""

    budget: Budget
    limit: str
    used: int
    most: int
    at: datetime

    @property
    def period(self):
        return self.limit.partition("_a_")[2]

    @property
    def share(self):
        return self.used / self.most if self.most else 1.0

    @property
    def resets_at(self):
        """When the period ends; for what has none, the time of asking."""
        day = timezone.localdate(self.at)
        match self.period:
            case "minute":
                return datetime.fromtimestamp((int(self.at.timestamp()) // 60 + 1) * 60, UTC)
            case "day":
                return midnight(day + timedelta(days=1))
            case "month":
                return midnight((day.replace(day=1) + timedelta(days=32)).replace(day=1))
        return self.at

    @property
    def whose(self):
        if self.budget.person_id or self.budget.each:
            return "You"
        return f"The group {self.budget.group.name}" if self.budget.group_id else "Everybody together"

    @property
    def of(self):
        """The model it is about, as an end of a sentence; empty for all."""
        model = self.budget.model
        return f" of {model.label or model.name}" if model else ""

    @property
    def name(self):
        """What is limited, such as "Tokens of Qwen3 32B a day, the group Harbour"."""
        what = nouns(self.limit)[1].capitalize() + self.of
        period = f" a {self.period}" if self.period else " at once"
        return f"{what}{period}" if self.whose == "You" else f"{what}{period}, {self.whose[0].lower()}{self.whose[1:]}"

    def amount(self, count):
        """So much of what is limited, for people: "1 prompt", "50,000 tokens", "$4.20"."""
        number = self.number(count)
        return number if self.limit.startswith("cost") else f"{number} {nouns(self.limit)[count != 1]}"

    def number(self, count):
        return money(Decimal(count) / MICRO) if self.limit.startswith("cost") else f"{count:,}"

    def said(self, sentence, more=0):
        return sentence.format(
            has=f"{self.whose} {'have' if self.whose == 'You' else 'has'}",
            noun=f"{nouns(self.limit)[1]}{self.of}",
            most=f"{self.amount(self.most)}{self.of}",
            left=self.amount(max(0, self.most - self.used + more)),
            more=self.amount(more),
            percent=int(100 * self.share),
            when=WHEN.get(self.period, ""),
            at=clock(self.resets_at) if self.period == "minute" else f"on {day_and_time(self.resets_at)}",
        )


def standings(charged, at):
    """Where the accounts of `[(budget, account)]` stand, limit by limit."""
    moment = Moment.of(at)
    return [
        Standing(budget, limit, account.used(limit, moment), units(limit, most), at)
        for budget, account in charged
        for limit in LIMITS
        if (most := getattr(budget, limit)) is not None
    ]


def check(found, needed):
    """Raise Spent when a standing is beyond its limit, `needed` for the question included: `{"tokens", "cost"}`.

    Of several it names the one that lasts longest: waiting for another would be in vain.
    """
    beyond = [one for one in found if one.used > one.most]
    if beyond:
        raise Spent(said(max(beyond, key=lambda one: one.resets_at), needed))


def said(last, needed):
    what, _, period = last.limit.partition("_a_")
    more = needed.get(what, 1)
    if not last.most:
        return last.said(NOTHING)
    fits_later = SHORT if last.used - more < last.most else SPENT
    return last.said({"minute": SENT, "": RUNNING}.get(period, fits_later), more)


def warning(found):
    """The sentence for the standing that is nearest to its end; empty while none is near."""
    near = [one for one in found if one.period in ("day", "month") and one.share >= NEAR]
    return max(near, key=lambda one: one.share).said(NEARLY) if near else ""


def units(limit, most):
    return int(most * MICRO) if limit.startswith("cost") else most


def nouns(limit):
    """What a limit counts: one of it, and many."""
    known = {"requests": "prompt prompts", "running": "reply replies", "tokens": "token tokens", "cost": "money money"}
    return known[limit.partition("_")[0]].split()


def midnight(day: date):
    return datetime.combine(day, time.min, timezone.get_default_timezone())


def clock(at):
    return f"{timezone.localtime(at):%H:%M}"


def day_and_time(at):
    local = timezone.localtime(at)
    return f"{local.day} {local:%B} at {local:%H:%M} ({settings.TIME_ZONE})"
