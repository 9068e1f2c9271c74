"""The doors to what was used: one's own, and everybody's for who administers the site."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chat import charts, sheets
from chat.models import Role, charging
from chat.models.site import money
from chat.models.spent import NEAR
from chat.usage import PERIODS, Usage

from .roles import needs_role

USUAL = 30  # days
LONG = 8  # bars of a lying chart; the table has them all

HEAD = ["Replies", "Tokens of questions", "Tokens of replies", "Cost", "Estimated replies"]
NAMES = {"day": "Day", "model": "Model", "person": "Person", "group": "Group", "end": "End"}


@require_safe
def own(request):
    return page(request, request.user)


@require_safe
@needs_role(Role.ADMIN)
def of_all(request):
    return page(request)


@require_safe
def own_sheet(request, by):
    return sheet(request, by, request.user)


@require_safe
@needs_role(Role.ADMIN)
def sheet_of_all(request, by):
    return sheet(request, by)


def page(request, person=None):
    days = period(request)
    usage = Usage(days, person)
    used = usage.in_all()
    context = {
        "person": person,
        "days": days,
        "periods": PERIODS.items(),
        "figures": figures(used, None if person else usage.people()),
        "charts": drawn(usage, used, person) if used.replies else [],
        "standings": [stood(one) for one in charging.standings_of(person)] if person else [],
        "sees_all": request.user.has_role(Role.ADMIN),
    }
    return render(request, "usage/usage.html", context)


def sheet(request, by, person=None):
    """A table of usage as CSV: by day, model, person, group or end, or all of its lines."""
    usage, days = Usage(period(request), person), period(request)
    name = f"usage-by-{by}-{days}-days"
    if by == "all":
        lines = ([*about, *numbers(used)] for about, used in usage.lines())
        return sheets.download(name, ["Day", "Person", "Model", "Provider", *HEAD], lines)
    if by not in NAMES or (person and by in ("person", "group")):
        raise Http404
    rows = [[str(used.name), *numbers(used)] for used in getattr(usage, f"by_{by}")()]
    return sheets.download(name, [NAMES[by], *HEAD], rows)


def period(request):
    asked = request.GET.get("days", "")
    return next((days for days in PERIODS if str(days) == asked), USUAL)


def numbers(used):
    return [used.replies, used.asked, used.answered, used.cost, used.estimated]


def figures(used, people):
    """The numbers on top of a page: [{"name", "amount"}]."""
    known = {
        "Replies": full(used.replies),
        "People": people and full(people),
        "Tokens of questions": short(used.asked),
        "Tokens of replies": short(used.answered),
        "Cost": used.cost is not None and money(used.cost),
        "Estimated replies": used.estimated and full(used.estimated),
    }
    return [{"name": name, "amount": amount} for name, amount in known.items() if amount]


def drawn(usage, used, person):
    """The charts of a page, each with its table; those of money only where something had a price."""
    days, models, ends = usage.by_day(), usage.by_model(), usage.by_end()
    found = [standing("tokens", "Tokens a day", days, "tokens", short)]
    if used.cost is not None:
        found.append(standing("cost", "Cost a day", days, "cost", money))
    found += [standing("replies", "Replies a day", days, "replies", short), lying("model", "Tokens by model", models)]
    if not person:
        found += [
            lying("person", "Tokens by person", usage.by_person()),
            lying("group", "Tokens by group", usage.by_group()),
        ]
    return [*found, lying("end", "How replies ended", ends, "replies")]


def standing(key, title, lines, what, show):
    values = [(line.name, getattr(line, what) or 0) for line in lines]
    about = {"key": key, "by": "day", "of": NAMES["day"], "title": title, "note": "Today is not over."}
    return about | {"days": charts.days(values, show), "lines": told(lines[::-1])}


def lying(by, title, lines, what="tokens"):
    lines = sorted(lines, key=lambda line: getattr(line, what), reverse=True)
    values = [(line.name, getattr(line, what)) for line in lines[:LONG]]
    more = len(lines) - len(values)
    about = {"key": by, "by": by, "of": NAMES[by], "title": title, "note": f"{more} more in the table." if more else ""}
    return about | {"rows": charts.rows(values, full), "lines": told(lines)}


def stood(standing):
    """A limit of a budget in words, and as a bar of a hundred."""
    return {
        "name": standing.name,
        "used": standing.number(standing.used),
        "most": standing.amount(standing.most),
        "percent": min(100, round(100 * standing.share)),
        "is_near": standing.share >= NEAR,
        "resets_at": standing.resets_at if standing.period else None,
    }


def told(lines):
    """Lines of a table in words."""
    return [
        {
            "name": charts.dated(line.name) if hasattr(line.name, "day") else line.name,
            "replies": full(line.replies),
            "tokens": full(line.tokens),
            "cost": "" if line.cost is None else money(line.cost),
        }
        for line in lines
    ]


def full(number):
    return f"{number:,}"


def short(number):
    """A number with its thousands and millions as letters, as an axis has room for."""
    for size, letter in ((1_000_000_000, "G"), (1_000_000, "M"), (1_000, "k")):
        if number >= size:
            return f"{number / size:.3g}{letter}"
    return f"{number:.3g}"
