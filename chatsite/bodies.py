"""What is taken of a request's body: no more than it may have, nothing of what it says, and none of it into memory.

Twisted reads forms by itself, in the thread of the event loop: 30 MB of a file took a second, a long prompt a third
of one, in which no reply went on. Django reads them again, in a lane. Twisted has put long ones on the disk, from
where Daphne would read all of it into a queue: the application gets the file itself (doors.py).
"""

from io import BytesIO

from daphne import http_protocol

from .bounds import longest


class Request(http_protocol.WebRequest):
    """Daphne's request. What its body has beyond the bound is thrown away as it comes; the middleware says so."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, parsePOSTFormSubmission=False, **kwargs)
        self.received, self.longest, self.body = 0, 0, None

    def gotLength(self, length):
        path, _, _ = getattr(self.channel, "_path", b"").partition(b"?")
        self.longest = longest(path.decode("latin-1"))
        super().gotLength(length)

    def handleContentChunk(self, data):
        self.received += len(data)
        if self.received <= self.longest:
            super().handleContentChunk(data)

    def process(self):
        if self.received > self.longest:
            self.content.truncate(0)
            # Those that come in chunks do not say it themselves.
            self.requestHeaders.setRawHeaders(b"Content-Length", [b"%d" % self.received])
        self.content.seek(0)
        self.body, self.content = self.content, BytesIO()
        return super().process()
