"""What lives as long as the process: its lease, its running replies, and its goodbye."""

import asyncio
import contextvars
import logging
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.db import DatabaseError, connection

from . import events, generation, housework, metrics, titles
from .database import fresh
from .journal import Journal
from .models import Process, State
from .models.life import abandoned, close
from .models.writing import GAP, TERM
from .sqlite.turn import turn
from .tail import tail

BEAT = 0.5  # seconds between two renewals of the lease

RESTARTED = "The server was restarted while this was being written. Nothing that you saw is lost. Ask again to go on."
REFUSED = "This reply holds text that cannot be stored. What arrived before is kept. Ask again."

process = Process(name=uuid.uuid4().hex)
running = {}  # pk: task; a task nobody holds may be collected while it runs
ending = set()  # tasks at the end of a reply
tabs = set()  # open sockets, to be told goodbye
ready, draining = threading.Event(), threading.Event()
judge = ThreadPoolExecutor(1, thread_name_prefix="judge")
living = []  # tasks that end with the process
journal = loop = None

log = logging.getLogger(__name__)


def open(its_loop):  # noqa: A001 - the pair of drain
    """Begin the process's own work on the loop that serves it; once."""
    global journal, loop
    if loop:
        return
    loop = its_loop
    metrics.running.set_function(lambda: len(running))
    metrics.sockets.set_function(lambda: len(tabs))
    journal = Journal(process.name, loop, tail.tell, tail.closed, refuse)
    journal.start()
    living.extend(loop.create_task(work) for work in (tail.run(), *housework.works(tabs)))
    threading.Thread(target=keep_lease, name="lease", daemon=True).start()


def is_taking():
    """Whether new prompts can be taken: the lease is held and nobody said goodbye."""
    return ready.is_set() and not draining.is_set()


def start(pk):
    """Write a reply here, whoever stays to watch. Callable from any thread."""
    loop.call_soon_threadsafe(begin, pk)


def begin(pk):
    tail.here.add(pk)
    # A fresh context, or the task would keep its caller's request alive.
    task = loop.create_task(generation.write(pk, process.name, journal), context=contextvars.Context())
    running[pk] = task
    task.add_done_callback(lambda _: forget(pk))


def forget(pk):
    running.pop(pk, None)
    tail.here.discard(pk)
    housework.due.set()
    if not draining.is_set():
        soon(titles.entitle(pk))


def afterwards_soon():
    """Something was closed or renamed. Callable from any thread."""
    loop.call_soon_threadsafe(housework.due.set)


def stop(pk):
    """End a reply because a person asked for it, wherever it is written. Callable from the loop only."""
    soon(generation.stop(pk))


def stop_from_anywhere(pk):
    """The same, callable from any thread."""
    loop.call_soon_threadsafe(stop, pk)


def refuse(pk):
    """End a reply whose text the database does not take."""
    soon(generation.end(pk, State.FAILED, error_kind="database", error_message=REFUSED))


def soon(closing):
    task = loop.create_task(closing)
    ending.add(task)
    task.add_done_callback(ending.discard)


def keep_lease():
    """Renew the lease for ever; judge others only after a whole term without a gap of our own.

    A database that was away, or a long lock, keeps everybody from renewing. Whoever comes back
    first would find all others dead, and kill their healthy replies.
    """
    sure_since = judging = None
    while True:
        try:
            with turn.first():
                gap, at = process.renew()
            ready.set()
            if sure_since is None or not 0 <= gap <= GAP:
                sure_since = at
            elif (at - sure_since).total_seconds() >= TERM and (judging is None or judging.done()):
                # Not in this thread: a paused process may hold the locks of its replies.
                judging = judge.submit(fresh, lambda at=at: sweep(at))
        except DatabaseError:
            sure_since = None
            connection.close()
        time.sleep(BEAT)


def sweep(at):
    """Interrupt the replies of processes that were dead at a renewal of ours."""
    for pk in abandoned(at):
        if close(pk, State.INTERRUPTED):
            metrics.count_end(State.INTERRUPTED, {})
            log.warning("reply_interrupted reply=%s", pk)
            loop.call_soon_threadsafe(tail.closed, pk)
            afterwards_soon()


async def drain():
    """Say goodbye: replies get a set time to finish, what is half written stays and says so."""
    draining.set()
    log.info("drain_began replies=%s tabs=%s", len(running), len(tabs))
    if running:
        await asyncio.wait(running.values(), timeout=settings.DRAIN_SECONDS)
    for pk in list(running):
        await generation.end(pk, State.INTERRUPTED, error_message=RESTARTED)
    await asyncio.sleep(0.1)  # The tabs read the end of their replies.
    for tab in list(tabs):
        await tab.part(events.AWAY)
    await asyncio.sleep(0.2)  # The close frames leave the process.
    log.info("drain_ended")
