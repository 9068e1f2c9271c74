"""A tiny call to a provider, made as a reply is made, to see whether it answers and how fast."""

import asyncio
import contextlib
import time
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from asgiref.sync import async_to_sync

from . import upstream
from .endpoints import endpoint, parameters
from .upstream.said import fit

QUESTION = [{"role": "user", "content": "Say hello in five words."}]
ENOUGH = 200  # characters of an answer that are waited for
SHOWN = 80  # characters of it that are shown
LIMITS = {"connect": 5, "silence": 15, "thought": 15, "total": 20, "patience": 0}  # seconds that somebody waits


@dataclass
class Trial:
    """What came of a call; times in seconds from its begin, None for what did not happen."""

    model: str
    connected: float | None = None
    first: float | None = None
    total: float = 0
    said: str = ""
    problem: str = ""

    def __str__(self):
        times = [
            f"connected after {spoken(self.connected)}" if self.connected is not None else "",
            f"first words after {spoken(self.first)}" if self.first is not None else "",
            f"{'given up' if self.problem else 'complete'} after {spoken(self.total)}",
        ]
        words = f"{self.model}: {', '.join(filter(None, times))}."
        if self.problem:
            return f"{words} {self.problem}"
        return f"{words} It said: “{self.said}”" if self.said else f"{words} It ended without any words."


def spoken(seconds):
    if seconds < 0.01:
        return f"{seconds * 1000:.1f} ms"
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def tried(provider):
    """Ask the first model that a provider offers, as a person would; the Trial, whatever comes."""
    model = provider.models.filter(enabled=True, gone=False).first()
    if not model:
        return Trial(provider.name, problem="It offers no model yet. Refresh its models or enter one, then test again.")
    try:
        whom = endpoint(provider)
    except upstream.Failed as failure:
        return Trial(model.name, problem=failure.message)
    impatient = {name: min(limit, getattr(whom.timeouts, name) or limit) for name, limit in LIMITS.items()}
    whom = replace(whom, timeouts=replace(whom.timeouts, **impatient))
    return async_to_sync(call)(whom, upstream.Request(model.name, QUESTION, parameters(model)))


async def call(whom, request):
    trial, said = Trial(request.model), {}
    answer, began = upstream.Answer(whom, request), time.monotonic()
    try:
        trial.connected = await connected(whom)
        async for parts in answer.parts():
            for part in parts:
                if isinstance(part, upstream.Piece):
                    trial.first = trial.first or time.monotonic() - began
                    said[part.part] = said.get(part.part, "") + part.text
            if sum(map(len, said.values())) > ENOUGH:
                break
    except upstream.Failed as failure:
        trial.problem = failure.message
    finally:
        trial.total = time.monotonic() - began
        await answer.close()
    # A server may repeat what it was sent, its key too.
    words = fit(said.get("text") or said.get("reasoning", ""), whom.secrets())
    trial.said = words if len(words) <= SHOWN else f"{words[:SHOWN].rstrip()}…"
    return trial


async def connected(whom):
    """Seconds for a connection to the server; None when there is none, which the call will then explain."""
    at, began = urlsplit(whom.base_url), time.monotonic()
    port = at.port or (443 if at.scheme == "https" else 80)
    try:
        async with asyncio.timeout(whom.timeouts.connect):
            _, writer = await asyncio.open_connection(at.hostname, port)
    except (OSError, TimeoutError):
        return None
    seconds = time.monotonic() - began
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return seconds
