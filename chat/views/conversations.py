"""The doors to reading: a new chat, a conversation, the list beside them."""

import uuid

from django.conf import settings
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from chat import catalogue
from chat.models import Conversation, Message

RECENT = 60  # conversations in the list


@require_safe
def new(request):
    return page(request)


@require_safe
def show(request, pk):
    return page(request, pk)


def page(request, pk=None, text="", error=None, status=200):
    """The chat page, of a conversation or for a new one, with what was typed before an error."""
    conversation = get_object_or_404(Conversation.objects.visible_to(request.user), pk=pk) if pk else None
    models = catalogue.models()
    turns = shown(conversation, models) if conversation else []
    chosen = turns[-1]["model"] if turns else None
    context = {
        "conversation": conversation,
        "turns": turns,
        "sidebar": sidebar(request.user, conversation),
        "models": [{"id": model.id, "label": model.label, "selected": model.id == chosen} for model in models],
        "person": request.user,
        "text": text,
        "error": error,
        "sending_id": uuid.uuid4(),
        "longest": settings.LONGEST_PROMPT,
    }
    return render(request, "chat/conversation.html", context, status=status)


def shown(conversation, models):
    """The turns of a conversation as the page draws them, open replies with what is stored so far."""
    labels = {model.id: model.label for model in models}
    return [turn(message, labels) for message in conversation.messages.order_by("pk").prefetch_related("parts")]


def turn(message, labels):
    return {
        "id": message.pk,
        "role": message.role,
        "state": message.state,
        "model": message.model,
        "model_label": labels.get(message.model, message.model),
        "created": message.created_at,
        "parts": [{"name": name, "text": text, "to": len(text)} for name, text in message.so_far().items()],
        "notice": None if message.is_open else message.notice,
        "finish_reason": message.finish_reason,
    }


def sidebar(person, current):
    """The latest conversations by day: `{"groups": [{"name", "conversations"}], "more"}`."""
    rows = list(Conversation.objects.visible_to(person).recent()[: RECENT + 1])
    writing = set(Message.objects.visible_to(person).open().values_list("conversation", flat=True))
    groups = {}
    for row in rows[:RECENT]:
        entry = {"url": row.get_absolute_url(), "title": row.title}
        entry |= {"current": row == current, "writing": row.pk in writing}
        groups.setdefault(day(row.asked_at), []).append(entry)
    listed = [{"name": name, "conversations": entries} for name, entries in groups.items()]
    return {"groups": listed, "more": len(rows) > RECENT}


def day(moment):
    """The name of a day as the list's heading says it."""
    days = (timezone.localdate() - timezone.localdate(moment)).days
    if days <= 1:
        return "Yesterday" if days == 1 else "Today"
    return "Last seven days" if days < 7 else "Last thirty days" if days < 30 else "Older"
