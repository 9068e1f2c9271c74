"""The list of conversations, a page at a time: by place, not by number, so that the last page costs no more."""

import re
import uuid
from datetime import UTC, datetime, timedelta

from django.db.models import BooleanField, ExpressionWrapper, Q, Value
from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from chat.models import Conversation, Message

PAGE = 50  # conversations
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# The list goes on from one shelf to the next, the archive has its own; each is sorted by the field
# of its name, `pinned_at` and so on.
SHELVES = {
    "pinned": Q(pinned_at__isnull=False, archived_at=None),
    "asked": Q(pinned_at=None, archived_at=None),
    "archived": Q(archived_at__isnull=False),
}
# The shelf, microseconds, and the key. As texts, later places in the list are smaller ones.
PLACE = re.compile(r"(pinned|asked|archived)-([0-9a-f]{13})-([0-9a-f]{32})")
READ = "read"  # what the conversation that is read is called beside the shelves
LOST = {"kind": "bad_request", "message": "There is no such place in the list. Reload the page to see the list anew."}

WRITING_HERE = ExpressionWrapper(Q(pk__in=Message.objects.open().values("conversation")), BooleanField())


@require_safe
def listed(request):
    """A page of the list, or of its archive, after the place that the page before it named as `more`."""
    found = place(request.GET.get("after", ""), request.GET.get("shelf", "pinned"))
    if not found:
        return JsonResponse({"error": LOST}, status=400)
    return JsonResponse(page_of(read(request.user, *found)))


def beside(person, pk=None, after=""):
    """A page of the list as it is drawn, and the conversation of that key that stands beside it, or None.

    One question for both. For a bad place it is the first page.
    """
    rows = read(person, *(place(after, "pinned") or ["pinned"]), pk=pk)
    current = next((row for row in rows if row.part == READ), None)
    found = page_of([row for row in rows if row.part != READ])
    for group in found["groups"]:
        for entry in group["conversations"]:
            entry["current"] = bool(current) and entry["id"] == str(pk)
    return found, current


def place(after, shelf):
    """Read a place, or the beginning of a shelf: (shelf, moment, key), or None when it is neither."""
    if not after:
        return (shelf, None, None) if shelf in ("pinned", "archived") else None
    match = PLACE.fullmatch(after)
    return match and (match[1], EPOCH + timedelta(microseconds=int(match[2], 16)), uuid.UUID(match[3]))


def read(person, shelf, moment=None, key=None, pk=None):
    """The conversations of a page and one more, if there is one, in their order; then the one of the key `pk`.

    One question. Each shelf is looked through by itself: only so the index ends the search after a page.
    """
    mine, shelves = Conversation.objects.visible_to(person), [shelf]
    parts = [named(beyond(mine, shelf, moment, key), shelf)]
    if shelf == "pinned":
        parts.append(named(beyond(mine, "asked"), "asked"))
        shelves.append("asked")
    if pk:
        parts.append(mine.filter(pk=pk).annotate(writing=WRITING_HERE, part=Value(READ)))
    rows = list(parts[0].union(*parts[1:], all=True))
    listed = [row for name in shelves for row in in_order(rows, name)]
    return listed[: PAGE + 1] + [row for row in rows if row.part == READ]


def named(rows, part):
    """These rows by their keys, because only a whole query can be one of several in a question."""
    keys = rows.values("pk")[: PAGE + 1]
    return Conversation.objects.filter(pk__in=keys).annotate(writing=WRITING_HERE, part=Value(part))


def in_order(rows, shelf):
    """Those of a shelf, the last one first, as the database sorts them."""
    found = [row for row in rows if row.part == shelf]
    return sorted(found, key=lambda row: (getattr(row, f"{shelf}_at"), row.pk), reverse=True)


def page_of(rows):
    """`{"groups": [{"name", "conversations"}], "more"}`; `more` is the place to go on from, or empty."""
    groups = {}
    for row in rows[:PAGE]:
        groups.setdefault(heading(row), []).append(entry(row))
    listed = [{"name": name, "conversations": entries} for name, entries in groups.items()]
    return {"groups": listed, "more": place_of(rows[PAGE - 1]) if len(rows) > PAGE else ""}


def beyond(mine, shelf, moment=None, key=None):
    """The conversations of a shelf that come after a place."""
    field = f"{shelf}_at"
    rows = mine.filter(SHELVES[shelf])
    if moment:
        # The first condition says nothing new, but it is the one that an index can begin at.
        rows = rows.filter(**{f"{field}__lte": moment}).filter(Q(**{f"{field}__lt": moment}) | Q(pk__lt=key))
    return rows.order_by(f"-{field}", "-pk")


def entry(row):
    return {
        "id": str(row.pk),
        "url": row.get_absolute_url(),
        "title": row.title,
        "pinned": bool(row.pinned_at),
        "archived": bool(row.archived_at),
        "writing": row.writing,
        "unread": row.is_unread,
        "place": place_of(row),
    }


def place_of(row):
    shelf = shelf_of(row)
    moment = (getattr(row, f"{shelf}_at") - EPOCH) // timedelta(microseconds=1)
    return f"{shelf}-{moment:013x}-{row.pk.hex}"


def shelf_of(row):
    if row.archived_at:
        return "archived"
    return "pinned" if row.pinned_at else "asked"


def heading(row):
    shelf = shelf_of(row)
    return day(row.asked_at) if shelf == "asked" else shelf.capitalize()


def day(moment):
    """The name of a day as the list's heading says it."""
    days = (timezone.localdate() - timezone.localdate(moment)).days
    if days <= 1:
        return "Yesterday" if days == 1 else "Today"
    return "Last seven days" if days < 7 else "Last thirty days" if days < 30 else "Older"
