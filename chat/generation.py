"""One reply from claim to close."""

import asyncio
import logging
import time

from . import catalogue, metrics, rush, upstream
from .database import AWAY as DATABASE_AWAY
from .database import in_db
from .farewell import Farewell, late
from .journal import Full
from .models import Message, State, request
from .models.life import claim, close, count, missed, released
from .question import question
from .said import Said
from .tail import tail

PAUSE = 0.2  # seconds before a database that is away is asked again

AWAY = "The database was away and too much text was waiting for it. What arrived is kept. Ask again."
BROKEN = "Something went wrong in this server. What arrived is kept. Ask again, or tell the team that runs it."

few = asyncio.Semaphore(2)  # replies that begin at once; each costs as much as two requests
answers = {}  # pk: the upstream's answer to a reply that is written here

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
        began = asyncio.get_running_loop().time()
        async with few:
            await rush.over(began)
            asked = await certainly(question, pk)
        endpoint = await catalogue.endpoint_for(asked.reply)
        answer = upstream.Answer(endpoint, asked.request)
        ear = Ear(answer)
        # Join before claiming: a reply closed in between must reach the ear.
        tail.join(pk, ear)
        answers[pk] = answer
        try:
            row = asked.row(answer.payload(), endpoint.secrets())
            if await certainly(claim, pk, writer, row):
                tail.began(pk)
                await relay(answer, asked, journal, ear)
                if answer.sent and (sent := request.sent(answer.sent, endpoint.secrets())) != row.parameters:
                    await certainly(request.amend, pk, sent)
        finally:
            del answers[pk]
            tail.leave(pk, ear)
    except Message.DoesNotExist:
        pass  # Deleted before it began.
    except upstream.Failed as error:
        # Before any call: the model is not offered any more, or its key cannot be read.
        await end(pk, State.FAILED, error_kind=error.kind, error_message=error.message)
    except Exception:
        log.exception("reply_broke reply=%s", pk)
        await end(pk, State.FAILED, error_kind="internal", error_message=BROKEN)


async def relay(answer, asked, journal, ear):
    """Pass on what the upstream says, and close the reply: with its last word, or with what ends it before."""
    pk, said, told = asked.reply.pk, Said(asked.reply.begins_with, asked.is_prefilled), {}

    async def close_early():
        tail.leave(pk, ear)  # The call goes on, for what it may still count.
        told.update(said.facts)
        await finish(pk, State.DONE, told, journal)

    farewell = Farewell(close_early)
    state, facts = await heard(answer, pk, said, journal, farewell)
    if ear.closing:
        # Whoever closed it from another process could not know when its connection would be.
        metrics.count_release(await certainly(released, pk, time.monotonic()))
    metrics.count_first(answer.endpoint.name, said.facts)
    if not await farewell.end():
        await finish(pk, state, facts, journal)
        return
    if counted := late(told, facts):
        await certainly(count, pk, **counted)
    if lost := len(farewell.missed.strip()):
        log.warning("text_came_late reply=%s characters=%s", pk, lost)
        await certainly(missed, pk)


async def heard(answer, pk, said, journal, farewell):
    """Append what the upstream says; return (state, facts), or (None, {}) if closed by others."""
    try:
        for piece in said.begin():
            journal.append(pk, *piece)
        async for parts in answer.parts():
            for part in parts:
                pieces = said.hear(part)
                if farewell.is_said:
                    farewell.miss(pieces)
                else:
                    for piece in pieces:
                        journal.append(pk, *piece)
                if isinstance(part, upstream.Finish):
                    farewell.due()
                elif pieces:
                    farewell.put_off()
    except upstream.Closed:
        return None, {}
    except upstream.Failed as error:
        return State.FAILED, said.facts | {"error_kind": error.kind[:40], "error_message": error.message}
    except Full:
        return State.FAILED, said.facts | {"error_kind": "database", "error_message": AWAY}
    finally:
        await answer.close()
    return State.DONE, said.facts


async def finish(pk, state, facts, journal):
    # The close folds what is stored, so everything must be.
    if await journal.stored(pk) and state:
        await end(pk, state, **facts)


async def stop(pk):
    """End a reply because a person asked for it: first its connection, if it is ours, then the row."""
    facts = {}
    if answer := answers.get(pk):
        began = time.monotonic()
        await answer.close()
        facts["released_ms"] = round((time.monotonic() - began) * 1000)
    return await end(pk, State.STOPPED, **facts)


async def end(pk, state, **facts):
    """Close a reply from any process: told here at once, elsewhere by the tail."""
    answer = answers.get(pk)
    won = await certainly(close, pk, state, **facts)
    tail.closed(pk)
    if won:
        metrics.count_end(state, facts, answer.endpoint.name if answer else "")
    return won


async def certainly(verb, *args, **kwargs):
    """Await a verb that may be repeated, until the database is there to answer it."""
    while True:
        try:
            return await in_db(verb, *args, **kwargs)
        except DATABASE_AWAY:
            await asyncio.sleep(PAUSE)
