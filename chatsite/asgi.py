"""The application as Daphne serves it; what must outlive a request starts with the reactor."""

import asyncio
import gc
import os
import signal
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatsite.settings")
django.setup()
sys.setswitchinterval(0.001)  # seconds; at the default 5 ms the journal waits for the loop at every call

from channels.routing import ProtocolTypeRouter, URLRouter
from daphne import http_protocol
from django.urls import path

from chat import runner
from chat.consumers import Tab
from chatsite.bodies import Request
from chatsite.doors import Http, SameOrigin, started

http_protocol.WebRequest = Request  # There is no setting for it.

application = started(
    ProtocolTypeRouter({"http": Http(), "websocket": SameOrigin(URLRouter([path("ws/", Tab.as_asgi())]))})
)


# What is loaded by now stays: collections that pass over it again and again hold the loop up for tens of milliseconds.
gc.collect()
gc.freeze()


def serve():
    """Start the process's own work, and take SIGTERM from Daphne.

    Daphne's own shutdown cancels every consumer first, so that a drain beside it would keep
    sockets that no longer answer. Its handler is replaced, and called when the drain is over.
    """
    loop = asyncio.get_running_loop()
    runner.open(loop)
    for number in signal.SIGTERM, signal.SIGINT:
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(close))


def close():
    for number in signal.SIGTERM, signal.SIGINT:
        signal.signal(number, lambda *_: os._exit(1))
    closing = asyncio.get_running_loop().create_task(runner.drain())
    closing.add_done_callback(lambda _: reactor.stop())


if "daphne.server" in sys.modules:  # Under another server only the lease protects replies at the end.
    from twisted.internet import reactor

    # Not callWhenRunning: that is called before the loop runs, and its errors are swallowed.
    reactor.callLater(0, serve)
