"""The title of a new conversation, by the model that replied first; where site and person like that.

Nobody waits for it, and it is asked for once: what fails is counted, and the first words of the prompt stay.
"""

import asyncio
import logging
import re
import unicodedata
from dataclasses import replace

from . import catalogue, endpoints, metrics, upstream
from .database import AWAY, in_db
from .models import LanguageModel, Message, Part, charging, titling
from .models.conversation import title_from
from .said import Said

LIMIT, THINKING = 60, 1000  # tokens of the answer; of one that the model thinks about
CLOCKS = {"connect": 5, "silence": 20, "thought": 20, "total": 30, "patience": 0}  # seconds, at most
READ = 2000  # characters of prompt and reply that the model sees of each
ENOUGH = 400  # characters of a title that are read at all
WAITING = 50  # titles that wait for their turn; what comes then keeps its first words
ASK = (
    "Give the conversation below a title of two to six words, in its own language. Answer with the title alone, "
    "without quotation marks.\n\n<prompt>\n{}\n</prompt>\n\n<reply>\n{}\n</reply>"
)
MARKS = "#*_`\"'“”„«»\u2018\u2019. \t"  # that models put around a title

turn = asyncio.Semaphore(2)  # titles asked for at once by a process
waiting = 0

log = logging.getLogger(__name__)


async def entitle(pk):
    """Have the conversation of a reply that has just ended named, if that is due."""
    global waiting
    if waiting >= WAITING:
        return
    waiting += 1
    try:
        async with turn:
            if wanted := await in_db(claimed, pk):
                metrics.titles.labels(await named(*wanted)).inc()
    except AWAY:
        metrics.titles.labels("failed").inc()
    except Exception:
        log.exception("title_broke reply=%s", pk)
        metrics.titles.labels("failed").inc()
    finally:
        waiting -= 1


def claimed(pk):
    """(reply, what to ask) when it is this call's turn to have the conversation named, else None."""
    reply = titling.claim(pk)
    if not reply:
        return None
    model = reply.language_model = catalogue.row(reply.language_model_id)
    texts = dict(
        Part.objects.filter(message__in=[reply.pk, reply.parent_id], name="text").values_list("message", "text")
    )
    asked = ASK.format(*(texts.get(key, "")[:READ] for key in (reply.parent_id, reply.pk)))
    return reply, upstream.Request(reply.model, [{"role": "user", "content": asked}], settings_for(model))


def settings_for(model: LanguageModel):
    wished = {"max_tokens": THINKING if model and model.can_reason else LIMIT, "reasoning_effort": "low"}
    return endpoints.parameters(model, "", wished)


async def named(reply, request):
    """Ask, charge what that took, and store the title; returns how it went, in one of the metric's words."""
    try:
        endpoint = await catalogue.endpoint_for(reply)
    except upstream.Failed:
        return "failed"
    said, text = Said(), ""
    answer = upstream.Answer(impatient(endpoint), request)
    try:
        text = await heard(answer, said)
    except (upstream.Failed, upstream.Closed):
        pass
    finally:
        await answer.close()
    if answer.sent:
        await in_db(charge, reply, request, said.facts, text)
    title = cleaned(text)
    return await in_db(titling.store, reply, title) if title else "failed"


def impatient(endpoint):
    """The same endpoint, given up on sooner. By its own clocks: a call that is cancelled may keep its connection."""
    limits = {name: min(most, getattr(endpoint.timeouts, name) or most) for name, most in CLOCKS.items()}
    return replace(endpoint, timeouts=replace(endpoint.timeouts, **limits))


async def heard(answer, said):
    text = ""
    async for parts in answer.parts():
        for part in parts:
            text += "".join(piece for name, piece in said.hear(part) if name == "text")
        if len(text) > ENOUGH:
            break
    return text


def charge(reply: Message, request, facts, text):
    """Write down what the title took, as the provider counted it or as it is estimated."""
    counted = facts.get("prompt_tokens"), facts.get("completion_tokens")
    asked = charging.estimate(request.messages[0]["content"])
    prompt, completion = (counted[0], counted[1]) if None not in counted else (asked, charging.estimate(text))
    charging.charge_beside(reply.pk, prompt, completion, int(None in counted))


def cleaned(text):
    """The title that a model meant, on one line; empty when there is none."""
    lines = [line.strip(MARKS) for line in text.splitlines()]
    first = next(filter(None, lines), "")
    first = re.sub(r"^(title|titel|titre|título)\s*[:：]\s*", "", first, flags=re.I).strip(MARKS)  # noqa: RUF001
    # Nothing that would turn the line around, or that nobody sees; joiners are letters of some writings.
    shown = (sign for sign in first if sign in "\u200c\u200d" or not unicodedata.category(sign).startswith("C"))
    return title_from("".join(shown))
