"""The product with one more page, which tells how long a batch of its journal waited at most, in ms."""

from chatsite import asgi

PAGE = "/longest"


async def application(scope, receive, send):
    """Asking for the page also begins the count anew."""
    if scope["type"] == "http" and scope["path"] == PAGE:
        journal = asgi.runner.journal
        longest, journal.longest = journal.longest, 0.0
        body = b"%.3f" % (longest * 1000)
        headers = [(b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})
    else:
        await asgi.application(scope, receive, send)
