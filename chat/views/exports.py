"""The doors by which owners take their conversations away. What they get is streamed, a bite at a time."""

from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from chat import exporting
from chat.models import Conversation, Message

TYPES = {"json": "application/json", "md": "text/markdown; charset=utf-8"}


@require_safe
def as_json(request, pk):
    """All messages, all branches, oldest first; what is being written, as far as it is stored."""
    conversation = get_object_or_404(Conversation.objects.visible_to(request.user), pk=pk)
    return attachment(exporting.one_as_json(conversation.pk), "conversation.json")


@require_safe
def as_markdown(request, pk):
    conversation = get_object_or_404(Conversation.objects.visible_to(request.user), pk=pk)
    return attachment(exporting.one_as_markdown(conversation.pk), "conversation.md")


@require_safe
def everything(request, kind=None):
    """All conversations of the person in one file, or the page that offers it."""
    if kind:
        texts = {"json": exporting.everything_as_json, "md": exporting.everything_as_markdown}
        return attachment(texts[kind](request.user), f"conversations.{kind}")
    mine = Conversation.objects.visible_to(request.user)
    about = {"conversations": mine.count(), "written": Message.objects.visible_to(request.user).count()}
    return render(request, "export.html", about | {"person": request.user})


def attachment(pieces, name):
    response = StreamingHttpResponse(pieces, content_type=TYPES[name.rpartition(".")[2]])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
