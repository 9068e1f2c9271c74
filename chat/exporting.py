"""Conversations as people take them away: JSON and Markdown, a bite at a time, however many there are."""

import json

from asgiref.sync import sync_to_async

from .models import Conversation, Message, rating

BITE = 200  # messages read at once
OPENING, BETWEEN, ENDING = '{"conversations": [\n', ",\n", "\n]}\n"


async def everything_as_json(person):
    """All conversations of a person, the oldest first, as one JSON object; a line for each message."""
    yield OPENING
    for number, pk in enumerate(await sync_to_async(keys)(person)):
        async for piece in one_as_json(pk, BETWEEN if number else ""):
            yield piece
    yield ENDING


async def one_as_json(pk, before=""):
    """A conversation as its own export gives it: `{"id", "title", "messages"}`."""
    if not (title := await sync_to_async(title_of)(pk)):
        return  # It was deleted meanwhile.
    yield f'{before}{{"id": {written(str(pk))}, "title": {written(title)}, "messages": ['
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
    return [(message.pk, verb(message)) for message in messages.order_by("pk").with_parts()[:BITE]]


def keys(person):
    return list(Conversation.objects.visible_to(person).order_by("created_at", "pk").values_list("pk", flat=True))


def title_of(pk):
    return Conversation.objects.filter(pk=pk, deleted_at=None).values_list("title", flat=True).first() or ""


def told(message):
    """A message as the contract has it; one that is being written as far as it is stored."""
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
        "rating": rating.told(message),
        "created": message.created_at.isoformat(),
    }


def passage(message):
    """A message under its heading."""
    who = "You" if message.role == "user" else message.answered_by or message.model
    heading = who if message.state == "done" else f"{who} ({message.state})"
    return f"## {heading}\n\n{message.so_far().get('text', '')}\n"


def written(value):
    return json.dumps(value, ensure_ascii=False)
