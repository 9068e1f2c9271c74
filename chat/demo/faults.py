"""The words that make the demo fail, each in a way that real providers were seen to fail."""

import asyncio

from .answers import show
from .http import Refused
from .reply import Reply
from .showpiece import NOTICE
from .words import word

REMEMBERED = 1000  # prompts that were told to come back
BAD_GATEWAY = """<html>
<head><title>502 Bad Gateway</title></head>
<body><center><h1>502 Bad Gateway</h1></center><hr><center>demo</center></body>
</html>
"""


@word("silent", does="Sends headers, then nothing.")
async def silent(reply: Reply) -> None:
    await reply.open()
    await asyncio.Event().wait()


@word("stall", does="Falls silent in mid-sentence.")
async def stall(reply: Reply) -> None:
    await reply.speak(f"{NOTICE} After this sentence nothing comes, and nobody says")
    await asyncio.Event().wait()


@word("cut", does="Closes the connection in mid-sentence.")
async def cut(reply: Reply) -> None:
    await reply.speak(f"{NOTICE} The connection is closed in the middle of this")


@word("reset", does="Resets the connection in mid-sentence.")
async def reset(reply: Reply) -> None:
    await reply.speak(f"{NOTICE} The connection is reset in the middle of this")
    await reply.reset()


@word("429", does="Is busy (HTTP 429) the first time, answers the second.")
async def busy(reply: Reply) -> None:
    text, refused = reply.asked.text, reply.refused
    if text not in refused:
        if len(refused) >= REMEMBERED:
            refused.clear()
        refused.add(text)
        raise Refused(
            429,
            "The demo is busy. Ask again in a second.",
            code="rate_limit_exceeded",
            headers=(("Retry-After", "1"),),
        )
    refused.remove(text)
    await show(reply)


@word("429 forever", "quota", does="Has no quota left (HTTP 429), always.")
async def quota(reply: Reply) -> None:
    raise Refused(429, "You exceeded your current quota. This is the demo: it is free.", code="insufficient_quota")


@word("500", does="Fails (HTTP 500).")
async def broken(reply: Reply) -> None:
    raise Refused(500, "The demo fails because the prompt asked it to.", code="internal_error")


@word("502", does="Answers like a broken proxy (HTTP 502, in HTML).")
async def unreachable(reply: Reply) -> None:
    raise Refused(502, "Bad gateway.", html=BAD_GATEWAY)


@word("401", does="Refuses the API key (HTTP 401).")
async def refused_key(reply: Reply) -> None:
    raise Refused(401, "Incorrect API key provided. This is the demo: it needs none.", code="invalid_api_key")


@word("malformed", does="Sends something unreadable between two sentences.")
async def malformed(reply: Reply) -> None:
    await reply.speak(f"{NOTICE} Between this sentence ")
    await reply.garble()
    await reply.speak("and this one something unreadable was sent.")
    await reply.close("stop")


@word("error", does="Reports an error in mid-stream.")
async def error(reply: Reply) -> None:
    await reply.speak(f"{NOTICE} In the middle of this sentence an error")
    await reply.fail("The demo fails in mid-stream because the prompt asked it to.")
