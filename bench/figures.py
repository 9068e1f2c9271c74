"""Figures of several runs: medians, ratios to the relay, and what was to be reached."""

import statistics
from dataclasses import dataclass, field


def percentile(ordered, percent):
    """The value that `percent` of the ordered values do not exceed."""
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


@dataclass(frozen=True)
class Target:
    """At most this much, or at least: of the product's figure, or of its ratio to the relay."""

    bound: float
    of_ratio: bool = False
    is_least: bool = False

    @property
    def words(self):
        return "at least" if self.is_least else "at most"


@dataclass(frozen=True)
class Row:
    """One figure of one case, measured several times: `product[n]` and `relay[n]` in the same round.

    `beside` are the values of others who took turns with them, by name, or why there are none.
    """

    case: str
    figure: str
    unit: str
    product: list[float]
    relay: list[float] | None = None
    target: Target | None = None
    beside: dict[str, list[float] | str] = field(default_factory=dict)

    @property
    def ratios(self):
        """Of each round: what disturbs the machine for longer than a round disturbs both. A floor of 0 has none."""
        rounds = zip(self.product, self.relay or (), strict=False)
        return [ours / bare for ours, bare in rounds] if all(self.relay or ()) else []

    @property
    def judged(self):
        return statistics.median(self.ratios if self.target.of_ratio else self.product)

    @property
    def is_reached(self):
        bound = self.target.bound
        return self.judged >= bound if self.target.is_least else self.judged <= bound

    def record(self):
        """The row as results.json keeps it."""
        found = {"case": self.case, "figure": self.figure, "unit": self.unit, "product": spread(self.product)}
        if self.relay:
            found["relay"] = spread(self.relay)
        if self.ratios:
            found["ratio"] = spread(self.ratios)
        if self.beside:
            found["beside"] = {name: noted(values) for name, values in self.beside.items()}
        if self.target:
            name = ("ratio " if self.target.of_ratio else "") + self.target.words
            found["target"] = {name.replace(" ", "_"): self.target.bound, "reached": self.is_reached}
        return found


def rows(case, figures, product, relay=None):
    """A row for each (key, figure, unit, target or None) from what each round found: lists of dicts."""
    for key, figure, unit, target in figures:
        bare = [found[key] for found in relay] if relay else None
        yield Row(case, figure, unit, [found[key] for found in product], bare, target)


def spread(values):
    """Median, least and most, as few digits as mean something."""
    return {"median": short(statistics.median(values)), "least": short(min(values)), "most": short(max(values))}


def noted(values):
    return {"not_measured": values} if isinstance(values, str) else spread(values)


def short(value):
    """Three digits that count, more only before the point."""
    return float(f"{value:.3g}") if abs(value) < 1000 else round(value)
