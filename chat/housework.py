"""What a process does beside its replies: it closes tabs that may not go on, catches up, and tidies up."""

import asyncio
import logging
from functools import partial

from django.db import Error

from . import afterwards, events, rush, sessions
from .database import in_db
from .models.charging import settle_vanished
from .models.export import forget_items
from .models.forgetting import forget_deleted
from .models.life import forget_processes

WATCH = 2  # seconds between two looks at who is still logged in
GATHER = 0.3  # seconds before each bite of what is done afterwards: many replies end at once, and live ones go first
TIDY = 60  # seconds between two rounds of forgetting

due = asyncio.Event()  # something waits for afterwards.py

log = logging.getLogger(__name__)


def works(tabs):
    """The works to be run as tasks, for as long as the process lives; `tabs` is the set of its open sockets."""
    return ever(WATCH, partial(watch_sessions, tabs)), ever(GATHER, keep_up), ever(TIDY, tidy)


async def ever(pause, work):
    """Do it again and again. What goes wrong once must not end it: without it nobody would be logged out any more."""
    while True:
        await asyncio.sleep(pause)
        try:
            await work()
        except Error:
            pass  # Next time.
        except Exception:
            log.exception("housework_broke")


async def watch_sessions(tabs):
    """Close the tabs of people who logged out, elsewhere too, or were disabled, and of those whose rights changed."""
    asked = list(tabs)  # Tabs that come while the rows are read are not judged by them.
    still = await in_db(sessions.living, {tab.session_key for tab in asked}) if asked else {}
    for tab in asked:
        epoch = still.get(tab.session_key)
        if epoch != tab.person.epoch:
            await tab.part(events.LOGGED_OUT if epoch is None else events.REVOKED)


async def keep_up():
    """Do a bite of what is due after messages, and wait for more; at the start it is what another process left."""
    due.clear()
    await rush.over(asyncio.get_running_loop().time())
    if await in_db(afterwards.some):
        due.set()
    try:
        async with asyncio.timeout(TIDY):
            await due.wait()
    except TimeoutError:
        pass  # Another process may have closed something.


async def tidy():
    """Forget what nobody can ask for any more: leases of dead processes, what was deleted a while ago.

    And settle what was held for replies that went with them.
    """
    for verb in forget_processes, forget_items, settle_vanished:
        await in_db(verb)
    while await in_db(forget_deleted):
        await rush.over(asyncio.get_running_loop().time())
        await asyncio.sleep(GATHER)
