"""Charts as plain geometry: where the bars, lines and words of an SVG stand. They are drawn by templates."""

from typing import NamedTuple

WIDTH, LEFT, TOP, FLOOR = 360, 36, 20, 140  # of the drawing; bars stand on the floor, numbers hang left
GAP = 0.3  # of a bar's place that stays empty
LABELS = 5  # days that are named at most
ROW, THICK = 31, 6  # from one lying bar to the next, and how thick one is


class Bar(NamedTuple):
    x: str
    y: str
    width: str
    height: str
    title: str
    is_now: bool = False


class Word(NamedTuple):
    x: str
    y: str
    text: str
    anchor: str = "middle"


class Days(NamedTuple):
    """Standing bars, one a day."""

    bars: list[Bar]
    ticks: list[Word]
    labels: list[Word]
    left: int = LEFT
    height: int = FLOOR + 25


class Row(NamedTuple):
    bar: Bar
    y: str  # of its words
    name: str
    amount: str


class Rows(NamedTuple):
    """Lying bars, the longest first."""

    rows: list[Row]
    height: int


def days(values, show):
    """The chart of `[(date, number)]`, the last one today; `show(number)` says a number on the axis."""
    values = [(day, float(number)) for day, number in values]
    most = nice(max((number for _, number in values), default=0))
    place = (WIDTH - LEFT) / len(values)
    bars = []
    for at, (day, number) in enumerate(values):
        height = (FLOOR - TOP) * number / most if most else 0
        x = LEFT + place * (at + GAP / 2)
        is_now = at == len(values) - 1
        bars.append(
            Bar(
                at_tenth(x),
                at_tenth(FLOOR - height),
                at_tenth(place * (1 - GAP)),
                at_tenth(height),
                f"{dated(day)}: {show(number)}",
                is_now,
            )
        )
    ticks = [tick(part, most, show) for part in ((0, 0.5, 1) if most else (0,))]
    return Days(bars, ticks, labels([day for day, _ in values], place))


def tick(part, most, show):
    return Word(at_tenth(LEFT - 6), at_tenth(FLOOR - (FLOOR - TOP) * part), show(most * part), "end")


def labels(dates, place):
    """Names of some days, today the last: those between are counted back from it."""
    step = -(-len(dates) // LABELS)
    found = []
    for at in range(len(dates) - 1, -1, -step):
        if at == len(dates) - 1:
            found.append(Word(str(WIDTH), at_tenth(FLOOR + 17), "today", "end"))
        elif at >= step / 3 or len(found) < 2:
            found.append(Word(at_tenth(LEFT + place * (at + 0.5)), at_tenth(FLOOR + 17), dated(dates[at])))
    return found[::-1]


def rows(values, show):
    """The chart of `[(name, number)]`, as they come; `show(number)` says a number beside its bar."""
    most = max((number for _, number in values), default=0)
    found = []
    for at, (name, number) in enumerate(values):
        width = max(2, WIDTH * number / most) if number else 0
        bar = Bar("0", str(20 + ROW * at), at_tenth(width), str(THICK), f"{name}: {show(number)}")
        found.append(Row(bar, str(14 + ROW * at), name, show(number)))
    return Rows(found, ROW * max(1, len(found)) + 4)


def nice(most):
    """The smallest number with one digit that means something, even, at which an axis can end."""
    if most <= 0:
        return 0
    unit = 1
    while unit * 10 <= most:
        unit *= 10
    while unit > most:
        unit /= 10
    return next(unit * digit for digit in (1, 2, 4, 6, 8, 10) if unit * digit >= most)


def at_tenth(number):
    return f"{number:.1f}"


def dated(day):
    return f"{day.day} {day:%b}"
