"""The threads in which the event loop's questions to the database are asked."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from django.db import InterfaceError, InternalError, OperationalError, close_old_connections

# What a database says that is away, was restarted, or ended a transaction that was paused for too long.
AWAY = (OperationalError, InterfaceError, InternalError)

# All consumers would share one thread otherwise. More than four gain nothing on SQLite.
threads = ThreadPoolExecutor(4, thread_name_prefix="db")


async def in_db(verb, *args, **kwargs):
    """Await `verb(*args)` in a database thread. A cancelled caller leaves it running."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(threads, fresh, lambda: verb(*args, **kwargs))


def fresh(verb):
    """Call `verb` on a connection that works; only requests see to that by themselves."""
    close_old_connections()
    try:
        return verb()
    finally:
        close_old_connections()
