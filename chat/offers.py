"""What a person may choose from: the models that are offered, told apart, and to whom."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from .models.abilities import PARAMETERS, taken


@dataclass(frozen=True, slots=True)
class Choice:
    """A model as a person may choose it; `id` is what the page sends back, `key` that of its row."""

    id: str
    name: str
    label: str
    provider: str
    key: int | None
    price_in: Decimal | None = None
    price_out: Decimal | None = None
    output_limit: int | None = None
    context_size: int | None = None
    takes: tuple[str, ...] = PARAMETERS


DEMO = Choice("demo", "demo", "Demo (no AI)", "Demo (no AI)", None)


class Offers:
    """The models that were offered at one moment. Those not open to all are there for their groups alone."""

    def __init__(self, rows=(), granted=None):
        self.rows, self.granted = rows, granted or {}  # `granted`: the groups of each model that is not open to all
        self.choices, self.is_empty = {}, not self.rows

    def to(self, groups):
        """The choices of somebody in these groups, keys in a frozenset: a tuple, the default first."""
        if groups not in self.choices:
            rows = [row for row in self.rows if row.open_to_all or not groups.isdisjoint(self.granted[row.key])]
            self.choices[groups] = told_apart(rows)
        return self.choices[groups]


class OnlyDemo(Offers):
    """What is offered while there is no provider."""

    def __init__(self):
        super().__init__()
        self.is_empty = False

    def to(self, groups):
        return (DEMO,)


def told_apart(rows):
    """The choices, each with a label of its own: where two providers call a model the same, they are named too."""
    labels = Counter(label(row) for row in rows)
    return tuple(choice(row, label(row) if labels[label(row)] == 1 else f"{label(row)} ({row.name})") for row in rows)


def label(row):
    return row.label or row.model


def choice(row, name):
    about = row.price_in, row.price_out, row.output_limit, row.context_size
    takes = taken(row.dialect, row.can_reason, row.refuses, row.refuses_too)
    return Choice(str(row.key), row.model, name, row.name, row.key, *about, takes)
