"""A body of whatever kind into events: server-sent events, one JSON value, or a web page, judged by its first bytes.

Content types are not believed: servers send events as text/plain and whole JSON as text/event-stream.
"""

from collections.abc import Iterator

from .inflate import Inflate
from .parts import Failed
from .sse import BOM, LONGEST, Events

BLANK = 1024  # bytes of white space after which nothing but events is expected

PAGE = (
    "The model's server answered with a web page instead of an answer. "
    "Please ask the team to check the provider's address."
)
HUGE = "The model's server sent more than can be shown. Please ask for something shorter."


class Body:
    """Feeds (name, data) events out of a body; `whole` says that it was one JSON value and not a stream."""

    def __init__(self, encoding: str = ""):
        self.inflate = None if encoding.strip().lower() in ("", "identity") else Inflate(encoding)
        self.reader, self.head = None, b""

    @property
    def whole(self) -> bool:
        return isinstance(self.reader, Whole)

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
        self.head += plain
        begin = self.head.removeprefix(BOM).lstrip()
        if len(self.head) < BLANK and (not begin or BOM.startswith(self.head)):
            return []
        if begin.startswith(b"<"):
            raise Failed("not_api", PAGE)
        self.reader = Whole() if begin.startswith((b"{", b"[")) else Events()
        return self.reader.feed(self.head)


class Whole:
    """A server that ignored `stream`: its one JSON value, told at the end as one event."""

    def __init__(self):
        self.received = bytearray()

    def feed(self, received):
        self.received += received
        if len(self.received) > LONGEST:
            raise Failed("too_large", HUGE)
        return []

    def end(self):
        return [("", self.received.removeprefix(BOM).decode("utf-8", "replace"))]
