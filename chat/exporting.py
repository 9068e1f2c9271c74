"""Conversations as people take them away: JSON and Markdown, a bite at a time, however many there are."""

import json

from asgiref.sync import sync_to_async

from .models import Conversation, Message, rating

BITE = 200  # messages read at once
USAGE, USAGE_DETAILS = ("prompt_tokens", "completion_tokens"), ("reasoning_tokens", "cached_tokens")
OPENING, BETWEEN, ENDING = '{"conversations": [\n', ",\n", "\n]}\n"


async def everything_as_json(person):
    """All conversations of a person, the oldest first, as one JSON object; a line for each message."""
    yield OPENING
    for number, pk in enumerate(await sync_to_async(keys)(person)):
        async for piece in one_as_json(pk, BETWEEN if number else ""):
            yield piece
    yield ENDING


async def one_as_json(pk, before=""):
    """A conversation as its own export gives it: `{"id", "title", "messages"}`, and its settings."""
    if not (head := await sync_to_async(head_of)(pk)):
        return  # It was deleted meanwhile.
    yield f'{before}{written(head)[:-1]}, "messages": ['
    between = "\n"
    async for bite in bites(pk, told):
        for message in bite:
            yield between + written(message)
            between = BETWEEN
    yield "\n]}"


async def everything_as_markdown(person):
    for pk in await sync_to_async(keys)(person):
        async for piece in one_as_markdown(pk):
            yield piece


async def one_as_markdown(pk):
    yield f"# {await sync_to_async(title_of)(pk)}\n\n"
    async for bite in bites(pk, passage):
        yield "\n".join(bite) + "\n"


async def bites(pk, verb):
    """What `verb` makes of each message of a conversation, all branches, the oldest first, in lists."""
    last = 0
    while found := await sync_to_async(read)(pk, last, verb):
        last = found[-1][0]
        yield [made for _, made in found]


def read(pk, last, verb):
    messages = Message.objects.there().rated().filter(conversation=pk, pk__gt=last, conversation__deleted_at=None)
    messages = messages.order_by("pk").select_related("request").with_parts()
    return [(message.pk, let_go(message, verb)) for message in messages[:BITE]]


def let_go(message, verb):
    """What the verb makes of a message, whose parts are dropped: they name each other, which keeps texts for long."""
    made = verb(message)
    message.read_parts.clear()
    return made


def keys(person):
    return list(Conversation.objects.visible_to(person).order_by("created_at", "pk").values_list("pk", flat=True))


def title_of(pk):
    return Conversation.objects.filter(pk=pk, deleted_at=None).values_list("title", flat=True).first() or ""


def head_of(pk):
    """What is known of a conversation beside its messages; None for a deleted one."""
    found = Conversation.objects.filter(pk=pk, deleted_at=None).first()
    return found and {
        "id": str(found.pk),
        "title": found.title,
        "system": found.system,
        "parameters": found.parameters,
        "created": found.created_at.isoformat(),
        "asked": found.asked_at.isoformat(),
        "shown": found.leaf_id,
        "pinned": bool(found.pinned_at),
        "archived": bool(found.archived_at),
    }


def told(message):
    """A message as the contract has it, and what else is known; one that is being written as far as it is stored."""
    parts = message.so_far()
    failure = {"kind": message.error_kind, "message": message.error_message}
    return {
        "id": message.pk,
        "parent": message.parent_id,
        "role": message.role,
        "text": parts.pop("text", ""),
        "reasoning": parts.pop("reasoning", ""),
        "state": message.state,
        "model": message.answered_by or message.model,
        "finish_reason": message.finish_reason or None,
        "usage": {name: getattr(message, name) for name in USAGE},
        "error": failure if message.error_kind else None,
        "rating": rating.told(message),
        "created": message.created_at.isoformat(),
        **(beyond(message, parts) if message.role == "assistant" else {}),
        "imported": message.is_imported,
    }


def beyond(reply, parts):
    """What a reply has beyond a prompt: how it was really asked, and how it came; `parts` are its other parts."""
    request = getattr(reply, "request", None)
    asked = {name: getattr(request, name) for name in ("system", "parameters", "left_out")} if request else {}
    return {
        "continues": reply.continues_id,
        "usage_details": {name: getattr(reply, name) for name in USAGE_DETAILS},
        "request": {"model": reply.model, "provider": reply.provider} | asked,
        "upstream": {"id": reply.upstream_id, "request_id": reply.request_id, "finish_reason": reply.finish_raw},
        "began": reply.began_at and reply.began_at.isoformat(),
        "ended": reply.closed_at and reply.closed_at.isoformat(),
        "first_ms": reply.first_ms,
        "parts": parts,
    }


def passage(message):
    """A message under its heading."""
    who = "You" if message.role == "user" else message.answered_by or message.model
    heading = who if message.state == "done" else f"{who} ({message.state})"
    return f"## {heading}\n\n{message.so_far().get('text', '')}\n"


def written(value):
    return json.dumps(value, ensure_ascii=False)
