"""The door to what others did with one's own conversations: who, which, when and why."""

from django.conf import settings
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chat.models import AuditEntry, Conversation

from .audit import number

PAGE = 50  # readings


@require_safe
def show(request):
    before = number(request.GET.get("before", ""))
    rows = list(AuditEntry.objects.about(request.user).before(before)[: PAGE + 1])
    keys = {row.conversation for row in rows} - {None}
    context = {
        "rows": rows[:PAGE],
        "more": rows[PAGE - 1].sequence if len(rows) > PAGE else None,
        "is_first": before is None,
        "conversations": Conversation.objects.visible_to(request.user).in_bulk(keys),
        "delay": settings.REVIEW_NOTICE_DELAY_DAYS,
    }
    for row in context["rows"]:
        row.seen = context["conversations"].get(row.conversation)
    return render(request, "readings.html", context)
