"""What is taken of a request's body: no more than it may have, and nothing of what it says.

Twisted reads forms by itself, in the thread of the event loop: 30 MB of a file took a second, a long prompt a third
of one, in which no reply went on. Django reads them again, in a lane.
"""

from daphne import http_protocol
from django.conf import settings


class Request(http_protocol.WebRequest):
    """Daphne's request. What its body has beyond the bound is thrown away as it comes; the middleware says so."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, parsePOSTFormSubmission=False, **kwargs)
        self.received = 0

    def handleContentChunk(self, data):
        self.received += len(data)
        if self.received <= settings.LONGEST_BODY:
            super().handleContentChunk(data)

    def process(self):
        if self.received > settings.LONGEST_BODY:
            self.content.truncate(0)
            # Those that come in chunks do not say it themselves.
            self.requestHeaders.setRawHeaders(b"Content-Length", [b"%d" % self.received])
        return super().process()
