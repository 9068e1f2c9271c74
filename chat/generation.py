"""One reply from claim to close."""

import asyncio
import logging

from django.db import InterfaceError, OperationalError

from . import catalogue, upstream
from .database import in_db
from .journal import Full
from .models import Message, State
from .models.message import claim, close
from .tail import tail

PAUSE = 0.2  # seconds before a database that is away is asked again

AWAY = "The database was away and too much text was waiting for it. What arrived is kept. Ask again."
BROKEN = "Something went wrong in this server. What arrived is kept. Ask again, or tell the team that runs it."

log = logging.getLogger(__name__)


class Ear:
    """Hears for a generation that its reply is closed, whoever closed it, and ends the call."""

    def __init__(self, answer):
        self.answer, self.closing = answer, None

    def began(self):
        pass

    def hear(self, part, start, text):
        pass

    def closed(self):
        self.closing = self.closing or asyncio.create_task(self.answer.close())


async def write(pk, writer, journal):
    """Write a queued reply of ours, unless it was closed before it began."""
    try:
        answer = upstream.Answer(await catalogue.endpoint(), await certainly(question, pk))
        ear = Ear(answer)
        # Join before claiming: a reply closed in between must reach the ear.
        tail.join(pk, ear)
        try:
            if await certainly(claim, pk, writer):
                tail.began(pk)
                state, facts = await relay(answer, pk, journal)
                # The close folds what is stored, so everything must be.
                if await journal.stored(pk) and state:
                    await end(pk, state, **facts)
        finally:
            tail.leave(pk, ear)
    except Message.DoesNotExist:
        pass  # Deleted before it began.
    except Exception:
        log.exception("reply_broke reply=%s", pk)
        await end(pk, State.FAILED, error_kind="internal", error_message=BROKEN)


async def relay(answer, pk, journal):
    """Pass on what the upstream says; return (state, facts), or (None, {}) if closed by others."""
    facts = {}
    try:
        async for parts in answer.parts():
            for part in parts:
                match part:
                    case upstream.Piece(name, text):
                        journal.append(pk, name, text)
                    case upstream.Usage():
                        facts |= {"prompt_tokens": part.prompt, "completion_tokens": part.completion}
                    case upstream.Meta():
                        facts |= {"answered_by": part.model[:200], "request_id": part.request_id[:200]}
                    case upstream.End(reason):
                        facts["finish_reason"] = reason[:40]
    except upstream.Closed:
        return None, {}
    except upstream.Failed as error:
        return State.FAILED, facts | {"error_kind": error.kind[:40], "error_message": error.message}
    except Full:
        return State.FAILED, facts | {"error_kind": "database", "error_message": AWAY}
    finally:
        await answer.close()
    return State.DONE, facts


async def end(pk, state, **facts):
    """Close a reply from any process: told here at once, elsewhere by the tail."""
    won = await certainly(close, pk, state, **facts)
    tail.closed(pk)
    return won


async def certainly(verb, *args, **kwargs):
    """Await a verb that may be repeated, until the database is there to answer it."""
    while True:
        try:
            return await in_db(verb, *args, **kwargs)
        except (OperationalError, InterfaceError):
            await asyncio.sleep(PAUSE)


def question(pk):
    """What is asked for a reply: the conversation up to it, as the upstream reads it."""
    reply = Message.objects.select_related("conversation", "parent").get(pk=pk)
    said = [{"role": message.role, "content": message.text} for message in reply.parent.path()]
    return upstream.Request(reply.model, [one for one in said if one["content"]])
