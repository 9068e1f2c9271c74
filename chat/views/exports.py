"""The doors by which owners take their conversations away."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from chat.models import Conversation


@require_safe
def as_json(request, pk):
    """All messages, all branches, oldest first; what is being written, as far as it is stored."""
    conversation = get_object_or_404(Conversation.objects.visible_to(request.user), pk=pk)
    messages = [exported(message) for message in every(conversation)]
    found = {"id": str(conversation.pk), "title": conversation.title, "messages": messages}
    return attachment(JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 1}), "json")


@require_safe
def as_markdown(request, pk):
    conversation = get_object_or_404(Conversation.objects.visible_to(request.user), pk=pk)
    said = [f"## {heading(message)}\n\n{message.so_far().get('text', '')}\n" for message in every(conversation)]
    text = "\n".join([f"# {conversation.title}\n", *said])
    return attachment(HttpResponse(text, content_type="text/markdown; charset=utf-8"), "md")


def every(conversation):
    return conversation.messages.order_by("pk").prefetch_related("parts")


def exported(message):
    parts = message.so_far()
    failure = {"kind": message.error_kind, "message": message.error_message}
    return {
        "id": message.pk,
        "parent": message.parent_id,
        "role": message.role,
        "text": parts.get("text", ""),
        "reasoning": parts.get("reasoning", ""),
        "state": message.state,
        "model": message.answered_by or message.model,
        "finish_reason": message.finish_reason or None,
        "usage": {"prompt_tokens": message.prompt_tokens, "completion_tokens": message.completion_tokens},
        "error": failure if message.error_kind else None,
        "created": message.created_at.isoformat(),
    }


def heading(message):
    who = "You" if message.role == "user" else message.answered_by or message.model
    return who if message.state == "done" else f"{who} ({message.state})"


def attachment(response, ending):
    response["Content-Disposition"] = f'attachment; filename="conversation.{ending}"'
    return response
