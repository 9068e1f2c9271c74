"""Bytes into server-sent events (WHATWG HTML 9.2.6), with the deviations that model servers need.

An event cut short by the end of the body is kept: `end()` returns it. A complete JSON value ends its event at the
next `data:` line, for servers that send no blank lines. `[DONE]` ends its event at once. A field named `error` that
holds JSON is an event of that name (llama.cpp until 2025). An object on a line of its own is data: gateways send
comments while they wait, and then what they got. `id` and `retry` mean nothing after a POST.
"""

from . import jsons
from .parts import Failed

BOM = b"\xef\xbb\xbf"
LONGEST = 16 * 1024 * 1024  # bytes of one event; images come in one line, but an endless one must not fill the memory
LINE = 64  # bytes of memory that a line costs beside its own
TRIES = 8  # how often an event is tested for being whole: a body made for it must not cost more
SENTINEL = b"[DONE]"
MEANINGLESS = b"", b"id", b"retry"  # the first is a comment's


class Events:
    """An incremental parser: the same events come out, however the bytes were cut.

    `strange` says that there were lines which are no fields of an event at all.
    """

    def __init__(self):
        self.line = bytearray()  # received, but its end has not come
        self.name, self.data, self.size, self.tries = "", [], 0, TRIES
        self.begun = self.after_cr = self.strange = False

    def feed(self, received: bytes) -> list[tuple[str, str]]:
        """The (name, data) of each event that these bytes complete. Raises Failed when one does not end."""
        if len(self.line) + self.size > LONGEST:
            raise Failed("too_large", "The model's server sent a line without end. Please try again.")
        if not self.begun:
            received = self._start(received)
        if self.after_cr and received:
            # A CR ended its line when it came; an LF behind it belongs to it.
            received, self.after_cr = received.removeprefix(b"\n"), False
        if b"\r" in received:
            self.after_cr = received.endswith(b"\r")
            received = received.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        return self._read(received)

    def end(self) -> list[tuple[str, str]]:
        """What the end of the body cut short; it may be half of something."""
        return self.feed(b"\n\n")

    def _start(self, received):
        received = bytes(self.line) + received
        self.line.clear()
        if len(received) < len(BOM) and BOM.startswith(received):
            self.line += received
            return b""
        self.begun = True
        return received.removeprefix(BOM)

    def _read(self, received):
        *lines, rest = received.split(b"\n")
        found = []
        if lines and self.line:
            self.line += lines[0]
            lines[0] = bytes(self.line)
            self.line.clear()
        self.line += rest
        for line in lines:
            if line.startswith(b"data:"):
                self._data(line[6:] if line[5:6] == b" " else line[5:], found)
            elif not line:
                self._dispatch(found)
            else:
                self._field(line, found)
        return found

    def _data(self, value, found):
        if self.data and self._is_whole(value):
            self._dispatch(found)
        self.data.append(value)
        self.size += len(value) + LINE
        if value.startswith(SENTINEL) and len(self.data) == 1 and value.strip() == SENTINEL:
            self._dispatch(found)

    def _dispatch(self, found):
        if self.data:
            found.append((self.name, b"\n".join(self.data).decode("utf-8", "replace")))
            self.data, self.size, self.tries = [], 0, TRIES
        self.name = ""

    def _field(self, line, found):
        field, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if field == b"data":
            self._data(value, found)
        elif field == b"event":
            if self.name and self.data and self._is_whole(b"{"):
                self._dispatch(found)
            self.name = value.decode("utf-8", "replace")
        elif field == b"error" and value[:1] in (b"{", b'"'):
            found.append(("error", value.decode("utf-8", "replace")))
        elif line.startswith(b'{"'):
            self._data(line, found)
        elif field not in MEANINGLESS:
            self.strange = True

    def _is_whole(self, following):
        """Whether the data so far is all of its event, judged when the next line already begins."""
        opens = following.startswith((b"{", b"[")) and self.data[-1].rstrip().endswith((b"}", b"]"))
        if not opens or not self.tries:
            return False
        self.tries -= 1
        return jsons.value(b"\n".join(self.data)) is not None
