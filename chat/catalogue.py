"""Which models can be asked, and the endpoint behind each."""

import asyncio
import time
from dataclasses import dataclass

from asgiref.sync import async_to_sync
from django.conf import settings

from . import upstream
from .demo import Demo

FRESH = 300  # seconds for which a provider's own list of models is believed
REST = 15  # seconds after which a provider that did not answer is asked again
PATIENCE = 5  # seconds that a page waits for that list


@dataclass(frozen=True, slots=True)
class Model:
    id: str
    label: str


DEMO = Model("demo", "Demo (no AI)")
demo = Demo()
starting = asyncio.Lock()
listed, listed_at = (), float("-inf")


def models():
    """The models a person may choose from, the default first: a tuple of `Model`, perhaps empty."""
    if not settings.OPENAI_BASE_URL:
        return (DEMO,)
    if settings.OPENAI_MODELS:
        return tuple(Model(name, name) for name in settings.OPENAI_MODELS)
    if time.monotonic() - listed_at > FRESH:
        async_to_sync(ask_provider)()
    return listed


def find(name):
    """The model of that id; the default for none, None for one that is not offered."""
    offered = models()
    if not name:
        return offered[0] if offered else None
    return next((model for model in offered if model.id == name), None)


async def ask_provider():
    global listed, listed_at
    try:
        async with asyncio.timeout(PATIENCE):
            names = await upstream.models(provider())
    except (upstream.Failed, TimeoutError):
        listed_at = time.monotonic() - FRESH + REST
        return  # What was listed before stays.
    listed, listed_at = tuple(Model(name, name) for name in names), time.monotonic()


def provider():
    return upstream.Endpoint("provider", settings.OPENAI_BASE_URL, settings.OPENAI_API_KEY)


async def endpoint():
    """Where replies come from: the provider, or the demo, which starts at its first question."""
    if settings.OPENAI_BASE_URL:
        return provider()
    async with starting:
        if not demo.base_url:
            await demo.start()
    return upstream.Endpoint(DEMO.label, demo.base_url, "")
