"""One reply under way in the Chat Completions dialect, streamed or whole. What it says is decided elsewhere."""

import asyncio
import json
import random
import re
import socket
import struct
import time

from .asked import Asked
from .http import Refused, answered, chunk, head

PACE = 66.0  # pieces a second: quick to read along, slow enough to see that it streams
HEAD = head(200, "text/event-stream; charset=utf-8", (("Transfer-Encoding", "chunked"),))
DONE = b"data: [DONE]\n\n"
# Neither UTF-8 nor JSON, yet a whole event, so that a careful reader can go on after it.
UNREADABLE = b'data: {"choices":[{"index":0,"delta":{"content":"\xff\xfe\x80 torn\n\n'
PIECE = re.compile(r"\s*\S{1,7}|\s+")
KEPT = 1_000_000  # characters an answer that is not streamed remembers, should it never end


class Reply:
    """What a script can do: say pieces, pause, end well or badly. `pace` multiplies every pause."""

    def __init__(self, asked: Asked, number: int, writer: asyncio.StreamWriter, pace: float, refused: set):
        self.asked, self.writer, self.pace = asked, writer, pace
        self.refused = refused  # prompts that were told to come back, shared by all replies of a demo
        self._about = {"id": f"chatcmpl-demo-{number}", "created": int(time.time()), "model": asked.model}
        self._said = 0  # words
        self._due = time.monotonic()

    async def speak(self, text: str, part: str = "content", rate: float = PACE) -> None:
        """Say the text in pieces of a few characters, unevenly, at about `rate` pieces a second."""
        for piece in pieces(text):
            await self.say(piece, part)
            await self.pause(random.uniform(0.5, 1.5) / rate)
        self._said += len(text.split())

    async def recite(self, words: list[str], rate: float) -> None:
        """Say one word, with the white space after it, at a time: as many tokens as words."""
        for word in words:
            await self.say(word)
            await self.pause(1 / rate)
        self._said += len(words)

    async def pause(self, seconds: float) -> None:
        """Sleep until the moment due, so that pauses add up without drift; beyond a second, being late is forgiven."""
        self._due = max(self._due, time.monotonic() - 1) + seconds * self.pace
        await asyncio.sleep(max(0.0, self._due - time.monotonic()))

    async def say(self, text: str, part: str = "content") -> None:
        await self.tell({part: text})

    async def reset(self) -> None:
        """End the connection with a TCP RST: closing with a linger of zero seconds sends one."""
        await self.writer.drain()
        self.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    def usage(self) -> dict:
        """Words are counted as tokens."""
        asked, said = self.asked.tokens, self._said
        return {"prompt_tokens": asked, "completion_tokens": said, "total_tokens": asked + said}


class Stream(Reply):
    """A reply sent as events; the head goes out with the first of them, or alone by `open`."""

    _open = False
    _told = False

    async def open(self) -> None:
        if not self._open:
            self._open = True
            self.writer.write(HEAD)
            await self.writer.drain()

    async def tell(self, delta: dict, reason: str | None = None) -> None:
        """One event with this delta; the role goes ahead of the first."""
        await self.open()
        if not self._told:
            self._told = True
            await self._send({"choices": [_choice({"role": "assistant", "content": ""}, None)]})
        await self._send({"choices": [_choice(delta, reason)]})

    async def close(self, reason: str) -> None:
        await self.tell({}, reason)
        if self.asked.usage:
            await self._send({"choices": [], "usage": self.usage()})
        await self.write(DONE)
        await self.write(b"")

    async def fail(self, message: str) -> None:
        """An error event in mid-stream, then the end: what vLLM and others do."""
        await self.write(_event({"error": {"message": message, "type": "server_error", "code": "demo_error"}}))
        await self.write(DONE)
        await self.write(b"")

    async def garble(self) -> None:
        await self.write(UNREADABLE)

    async def write(self, body: bytes) -> None:
        self.writer.write(chunk(body))
        await self.writer.drain()

    async def _send(self, fields: dict) -> None:
        await self.write(_event({**self._about, "object": "chat.completion.chunk", **fields}))


class Whole(Reply):
    """A reply gathered and answered at its end, for a request without `stream`."""

    def __init__(self, *told):
        super().__init__(*told)
        self._parts: dict[str, list[str]] = {"content": []}
        self._tools: dict = {}
        self._length = 0

    async def open(self) -> None:
        """Nothing goes out before the end."""

    async def tell(self, delta: dict, reason: str | None = None) -> None:
        for call in delta.get("tool_calls", ()):
            self._tools.setdefault("function", {"name": call["function"].get("name"), "arguments": ""})
            self._tools.setdefault("id", call.get("id"))
            self._tools["function"]["arguments"] += call["function"]["arguments"]
        for part, text in delta.items():
            if isinstance(text, str) and self._length < KEPT:
                self._parts.setdefault(part, []).append(text)
                self._length += len(text)

    async def close(self, reason: str) -> None:
        message = {"role": "assistant"} | {part: "".join(texts) for part, texts in self._parts.items()}
        if self._tools:
            message["tool_calls"] = [{"type": "function", **self._tools}]
        choice = {"index": 0, "message": message, "finish_reason": reason}
        fields = {**self._about, "object": "chat.completion", "choices": [choice], "usage": self.usage()}
        self.writer.write(answered(200, _json(fields)))
        await self.writer.drain()

    async def fail(self, message: str) -> None:
        raise Refused(500, message, code="demo_error")

    async def garble(self) -> None:
        """Only a stream has events that can be unreadable."""


def pieces(text: str) -> list[str]:
    """The text cut into tokens of a few characters, each with the white space before it."""
    return PIECE.findall(text)


def _choice(delta: dict, reason: str | None) -> dict:
    return {"index": 0, "delta": delta, "finish_reason": reason}


def _event(fields: dict) -> bytes:
    return b"data: " + _json(fields) + b"\n\n"


def _json(fields: dict) -> bytes:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
