"""Which models an endpoint offers."""

import asyncio

from . import jsons, trouble
from .answer import DIALECTS
from .ask import Endpoint
from .clean import clean
from .inflate import Inflate, coding
from .parts import Failed
from .sse import BOM
from .wire import Call

PATH = "/models"
LARGEST = 4 * 1024 * 1024  # bytes; a router with thousands of models sends less than two
MOST = 5000  # models
LONGEST = 200  # characters of a model's id
PATIENCE = 15  # seconds

UNREADABLE = "The provider's list of models cannot be read. Please tell the team that runs this site."
HUGE = "The provider's list of models is too long. Please tell the team that runs this site to name the models."


async def models(endpoint: Endpoint) -> list[str]:
    """The ids of its models, in its order, each once. Raises Failed."""
    headers = DIALECTS[endpoint.dialect].headers(endpoint) | endpoint.headers
    call = Call("GET", endpoint.url(PATH), headers, None, endpoint)
    timer = asyncio.get_running_loop().call_later(PATIENCE, call.end, trouble.silent())
    try:
        head = await call.head()
        received = await _all(call, coding(head.headers.get("content-encoding", "")))
        if head.status_code != 200:
            raise trouble.answered(head.status_code, head.headers, received, endpoint.secrets())
        return _ids(jsons.value(received))
    finally:
        timer.cancel()
        await call.close()


async def _all(call, packed):
    received, inflate = bytearray(), Inflate(packed) if packed else None
    while burst := await call.burst():
        for plain in inflate.feed(burst) if inflate else (burst,):
            received += plain
            if len(received) > LARGEST:
                raise Failed("too_large", HUGE)
    return bytes(received.removeprefix(BOM))


def _ids(said):
    """Out of OpenAI's {"data": [{"id"}]}, Ollama's {"models": [{"name"}]}, or a bare list of either or of strings."""
    if isinstance(said, dict):
        said = said.get("data") or said.get("models") or ([] if "data" in said else None)
    if not isinstance(said, list):
        raise Failed("unreadable", UNREADABLE)
    named = (one if isinstance(one, str) else _id(one) for one in said[:MOST])
    return list(dict.fromkeys(clean(name.strip()) for name in named if name.strip() and len(name) <= LONGEST))


def _id(model):
    names = [model.get(key) for key in ("id", "name", "model")] if isinstance(model, dict) else []
    return next((name for name in names if isinstance(name, str)), "")
