"""A body of whatever kind into events: server-sent events, bare JSON, or a web page, judged by its first bytes.

Content types are not believed: servers send events as text/plain and whole JSON as text/event-stream.
"""

from collections.abc import Iterator

from . import jsons
from .inflate import Inflate, coding
from .parts import Failed
from .sse import BOM, LONGEST, Events

PAGE = (
    "The model's server answered with a web page instead of an answer. "
    "Please ask the team to check the provider's address."
)
HUGE = "The model's server sent more than can be shown. Please ask for something shorter."


class Body:
    """Feeds (name, data) events out of a body.

    `whole` says that it was one JSON value and not a stream, `strange` that it held lines that are neither.
    """

    def __init__(self, encoding: str = ""):
        packed = coding(encoding)
        self.inflate = Inflate(packed) if packed else None
        self.reader, self.head = None, b""

    @property
    def whole(self) -> bool:
        return isinstance(self.reader, Bare) and self.reader.told < 2

    @property
    def strange(self) -> bool:
        return bool(self.reader and self.reader.strange)

    def feed(self, received: bytes) -> Iterator[list]:
        """The events that these bytes complete, in steps of little work. Raises Failed for what is no answer at all."""
        for plain in self.inflate.feed(received) if self.inflate else (received,):
            yield self._feed(plain)

    def end(self):
        """What the end of the body cut short, or the one value."""
        return (self.reader or Events()).end()

    def _feed(self, plain):
        return self.reader.feed(plain) if self.reader else self._sniff(plain)

    def _sniff(self, plain):
        # Any amount of white space may come first: it keeps the line alive while the answer is made.
        head = (self.head + plain).lstrip()
        begin = head.removeprefix(BOM).lstrip()
        if not begin or BOM.startswith(head):
            self.head = head[: len(BOM)]
            return []
        if begin.startswith(b"<"):
            raise Failed("not_api", PAGE)
        self.reader = Bare() if begin.startswith((b"{", b"[")) else Events()
        return self.reader.feed(head)


class Bare:
    """JSON without events: one value, of a server that ignored `stream`, or one a line; `told` counts them."""

    strange = False

    def __init__(self):
        self.received, self.by_line, self.told = bytearray(), None, 0

    def feed(self, received):
        self.received += received
        if len(self.received) > LONGEST:
            raise Failed("too_large", HUGE)
        if b"\n" not in received:
            return []
        if self.by_line is None:
            # A value that fills the first line is the first of several; else all lines are one value.
            self.by_line = jsons.value(self._text(self.received.partition(b"\n")[0])) is not None
        return self._lines() if self.by_line else []

    def end(self):
        rest, self.received = self.received, bytearray()
        return self._told([rest])

    def _lines(self):
        *lines, self.received = self.received.split(b"\n")
        return self._told(lines)

    def _told(self, lines):
        found = [("", self._text(line)) for line in lines if line.strip()]
        self.told += len(found)
        return found

    def _text(self, line):
        return line.removeprefix(BOM).decode("utf-8", "replace")
