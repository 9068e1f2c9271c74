"""Between the server and the application: few threads for many requests, one origin a socket."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from channels.security.websocket import WebsocketDenier
from django.conf import settings
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.db import close_old_connections
from django.http.request import split_domain_port, validate_host
from django.urls import set_script_prefix

from chat import runner, rush

AHEAD = 1 << 20  # bytes of a long answer that may wait for their reader
BODY = "chatsite.body"  # where the scope has the file of a body
LANES = 8  # requests answered at once; more threads only fight for the interpreter and the database


class Http(ASGIHandler):
    """Django in a few lanes, each a thread that stays and keeps its connection to the database.

    Django itself starts a thread and opens a connection for every request, and hops between
    thread and loop for every middleware. Here the whole chain runs in one hop, because every
    view and middleware of ours is sync, and a burst of requests waits in line.
    """

    def __init__(self):
        super().__init__()
        self.lanes = asyncio.LifoQueue()  # the lane used last is the warmest
        for number in range(LANES):
            self.lanes.put_nowait(ThreadPoolExecutor(1, thread_name_prefix=f"lane{number}"))

    async def __call__(self, scope, receive, send):
        with ExitStack() as stay:
            stay.enter_context(rush.request())
            lane = await self.lanes.get()
            stay.callback(self.lanes.put_nowait, lane)
            async with ThreadSensitiveContext(executor=lane):
                # A long answer goes on in its thread, between the requests of others: a slow reader holds up nobody.
                kept = {BODY: getattr(daphne_s(send), "body", None)}
                await self.handle(scope | kept, receive, paced(send, begun=stay.close))

    async def handle(self, scope, receive, send):
        """Django's own watches for a browser that hangs up, and takes the hop to the thread twice more: for the
        signal at the beginning, and to close the answer. The one ends no thread, so it is for streams alone; the
        others are done by get_response.
        """
        try:
            came = await self.read_body(receive)
        except RequestAborted:
            return
        # Of Daphne's requests (bodies.py) the body lies in a file, and nothing came.
        with closing(came), closing(scope[BODY] or came) as body:
            set_script_prefix(get_script_prefix(scope))
            request, refusal = self.create_request(scope, body)
            response = refusal or await self.run_get_response(request)
            if response.streaming:
                await self.stream(response, receive, send)
            else:
                await self.send_response(response, send)

    async def stream(self, response, receive, send):
        """Send a long answer until its end, or until the browser hangs up."""
        sending = asyncio.create_task(self.send_response(response, send))
        watching = asyncio.create_task(self.listen_for_disconnect(receive))
        try:
            await asyncio.wait([sending, watching], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in sending, watching:
                task.cancel()
            outcome, _ = await asyncio.gather(sending, watching, return_exceptions=True)
            await sync_to_async(response.close)()
        if isinstance(outcome, Exception):
            raise outcome

    def load_middleware(self, is_async=False):
        super().load_middleware(is_async=False)

    async def get_response_async(self, request):
        return await sync_to_async(self.get_response, thread_sensitive=True)(request)

    def get_response(self, request):
        close_old_connections()
        response = super().get_response(request)
        if not response.streaming:
            response.close()  # It is whole by now; what closes is what was read for it.
        return response


def daphne_s(send):
    """The request of Daphne's that `send` answers; None under another server."""
    return next(iter(getattr(send, "args", ())), None)


def paced(send, begun):
    """`send` that says when a long answer has begun, and waits for its slow reader: Daphne queues without end."""
    protocol = daphne_s(send)

    async def wait(message):
        await send(message)
        if message.get("more_body"):
            begun()
        while message.get("more_body") and queued(protocol) > AHEAD:  # noqa: ASYNC110 - nobody rings when it has gone
            await asyncio.sleep(0.02)

    return wait


def queued(protocol):
    """Bytes that a connection of Daphne's has not sent yet; 0 where that is not known, and when it was closed."""
    transport = getattr(getattr(protocol, "channel", None), "transport", None)
    return len(getattr(transport, "dataBuffer", b"")) + getattr(transport, "_tempDataLen", 0)


class SameOrigin:
    """Refuses sockets that a page of another origin opened: browsers ask nobody else.

    With SITE_URL the origin must be exactly that. Without it the site is on loopback only, and
    the origin must be the address the request itself was sent to, port included.
    """

    def __init__(self, application):
        self.application = application

    async def __call__(self, scope, receive, send):
        headers = dict(scope["headers"])
        origin, host = (headers.get(name, b"").decode("latin-1") for name in (b"origin", b"host"))
        if is_ours(origin, host):
            return await self.application(scope, receive, send)
        return await WebsocketDenier()(scope, receive, send)


def is_ours(origin, host):
    if settings.SITE_URL:
        return origin == settings.SITE_URL
    domain, _ = split_domain_port(host.lower())
    return validate_host(domain, settings.ALLOWED_HOSTS) and origin == f"http://{host}"


def started(application):
    """The application, which opens the process's own work at its first call if nothing did before."""

    async def opened(scope, receive, send):
        runner.open(asyncio.get_running_loop())
        if scope["type"] != "lifespan":
            await application(scope, receive, send)

    return opened
