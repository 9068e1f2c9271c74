"""The list of conversations, a page at a time: by place, not by number, so that the last page costs no more."""

import re
import uuid
from datetime import UTC, datetime, timedelta

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.db.models.expressions import RawSQL
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
LOST = {"kind": "bad_request", "message": "There is no such place in the list. Reload the page to see the list anew."}

# Word for word the condition of the index of open replies: SQLite uses such an index for no parameter.
WRITING = RawSQL("state IN ('queued', 'writing')", (), BooleanField())


@require_safe
def listed(request):
    """A page of the list, or of its archive, after the place that the page before it named as `more`."""
    found = place(request.GET.get("after", ""), request.GET.get("shelf", "pinned"))
    if not found:
        return JsonResponse({"error": LOST}, status=400)
    return JsonResponse(page(request.user, *found))


def sidebar(person, current, after=""):
    """A page as the list is drawn with it, the conversation that is read marked; the first for a bad place."""
    found = page(person, *(place(after, "pinned") or ["pinned"]))
    for group in found["groups"]:
        for entry in group["conversations"]:
            entry["current"] = bool(current) and entry["id"] == str(current.pk)
    return found


def place(after, shelf):
    """Read a place, or the beginning of a shelf: (shelf, moment, key), or None when it is neither."""
    if not after:
        return (shelf, None, None) if shelf in ("pinned", "archived") else None
    match = PLACE.fullmatch(after)
    return match and (match[1], EPOCH + timedelta(microseconds=int(match[2], 16)), uuid.UUID(match[3]))


def page(person, shelf, moment=None, key=None):
    """`{"groups": [{"name", "conversations"}], "more"}`; `more` is the place to go on from, or empty."""
    rows = list(beyond(person, shelf, moment, key)[: PAGE + 1])
    if shelf == "pinned" and len(rows) <= PAGE:
        rows += beyond(person, "asked")[: PAGE + 1 - len(rows)]
    groups = {}
    for row in rows[:PAGE]:
        groups.setdefault(heading(row), []).append(entry(row))
    listed = [{"name": name, "conversations": entries} for name, entries in groups.items()]
    return {"groups": listed, "more": place_of(rows[PAGE - 1]) if len(rows) > PAGE else ""}


def beyond(person, shelf, moment=None, key=None):
    """The conversations of a shelf that come after a place, in one query with what is being written."""
    field = f"{shelf}_at"
    rows = Conversation.objects.visible_to(person).filter(SHELVES[shelf])
    if moment:
        # The first condition says nothing new, but it is the one that an index can begin at.
        rows = rows.filter(**{f"{field}__lte": moment}).filter(Q(**{f"{field}__lt": moment}) | Q(pk__lt=key))
    writing = Q(pk__in=Message.objects.filter(WRITING).values("conversation"))
    return rows.annotate(writing=ExpressionWrapper(writing, BooleanField())).order_by(f"-{field}", "-pk")


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
