"""HTTP/1.1 for one request and its answer, within bounds. What a path means is not decided here."""

import asyncio
import json
import re
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

HEAD_LIMIT = 32 * 1024  # bytes; more than any client of a chat sends
BODY_LIMIT = 4 * 1024 * 1024  # bytes; a conversation as long as the largest context windows
PATIENCE = 20.0  # seconds for the whole request to arrive
LINGER = 2.0  # seconds a refused client is given to read why

START = re.compile(rb"([A-Z]+) (\S+) HTTP/1\.1")
FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\x00\r\n]*?)[ \t]*")  # RFC 9110, 5.1 and 5.5


class Refused(Exception):
    """A request is answered with an error: an OpenAI-style JSON object, or the page given as `html`."""

    def __init__(self, status: int, message: str, *, code: str | None = None, headers: tuple = (), html: str = ""):
        super().__init__(message)
        self.status, self.message, self.code, self.headers, self.html = status, message, code, headers, html

    def answer(self) -> bytes:
        if self.html:
            answer = answered(self.status, self.html.encode(), kind="text/html; charset=utf-8", headers=self.headers)
        else:
            kind = "server_error" if self.status >= 500 else "invalid_request_error"
            error = {"message": self.message, "type": kind, "param": None, "code": self.code}
            answer = answered(self.status, json.dumps({"error": error}).encode(), headers=self.headers)
        return answer


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: dict[str, str]  # names in lower case
    body: bytes


async def read(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Request:
    """The one request of a connection. Raises Refused, TimeoutError, or IncompleteReadError if the client left."""
    async with asyncio.timeout(PATIENCE):
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.LimitOverrunError:
            raise Refused(431, f"The request's head is longer than {HEAD_LIMIT} bytes. Send less of it.") from None
        method, path, headers = _parsed(head)
        size = _size(method, headers)
        if headers.get("expect", "").lower() == "100-continue":
            writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        return Request(method, path, headers, await reader.readexactly(size))


def answered(status: int, body: bytes, *, kind: str = "application/json", headers: tuple = ()) -> bytes:
    """A whole answer, ready to be written."""
    return head(status, kind, (*headers, ("Content-Length", str(len(body))))) + body


def head(status: int, kind: str, headers: tuple = ()) -> bytes:
    """The head of an answer; every connection serves one request, so that its end is the client's or ours."""
    fields = (("Content-Type", kind), ("Cache-Control", "no-store"), ("Connection", "close"), *headers)
    lines = [
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        *(f"{name}: {value}" for name, value in fields),
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def chunk(body: bytes) -> bytes:
    """A piece of a body whose length is not known beforehand (RFC 9112, 7.1); the empty one ends it."""
    return b"%x\r\n%b\r\n" % (len(body), body)


async def gone(reader: asyncio.StreamReader) -> None:
    """Return when the client has closed its side; what it sends until then is thrown away."""
    try:
        while await reader.read(64 * 1024):
            pass
    except ConnectionError:
        pass  # It left with a reset.


async def linger(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Let the client read its refusal: closing over unread bytes resets the connection (RFC 9112, 9.6)."""
    await writer.drain()
    writer.write_eof()
    try:
        async with asyncio.timeout(LINGER):
            await gone(reader)
    except TimeoutError:
        pass  # It had its time.


def _parsed(head: bytes) -> tuple[str, str, dict[str, str]]:
    first, *lines = head[:-4].split(b"\r\n")
    start = START.fullmatch(first)
    fields = [FIELD.fullmatch(line) for line in lines]
    if not start or not all(fields):
        raise Refused(400, "This is not an HTTP/1.1 request. Ask with an HTTP/1.1 client.")
    method, target = (part.decode("latin-1") for part in start.groups())
    headers: dict[str, str] = {}
    for name, value in (field.groups() for field in fields):
        key = name.decode().lower()
        headers[key] = f"{headers[key]}, {value.decode('latin-1')}" if key in headers else value.decode("latin-1")
    if "host" not in headers:
        raise Refused(400, "The Host header is missing. HTTP/1.1 asks for it.")
    return method, _path(target), headers


def _path(target: str) -> str:
    try:
        return urlsplit(target).path
    except ValueError:
        raise Refused(400, "The request's address cannot be read. Ask for a path like /v1/models.") from None


def _size(method: str, headers: dict[str, str]) -> int:
    told = headers.get("content-length")
    if "transfer-encoding" in headers or (told is None and method in ("POST", "PUT", "PATCH")):
        raise Refused(411, "The length of the body is not told. Send it whole, with a Content-Length header.")
    if told is not None and not re.fullmatch("[0-9]{1,18}", told):
        raise Refused(400, "The Content-Length header is not a number. Send the body's length in bytes.")
    size = int(told or 0)
    if size > BODY_LIMIT:
        raise Refused(413, f"The body is longer than {BODY_LIMIT} bytes. Send a shorter conversation.")
    return size
