"""The product with one more page, which tells where its CPU went since the page was last asked for, as JSON.

A clock of the CPU time that the process uses rings every few milliseconds of it, and the thread that used most of them
is looked at: an idle server never is, a busy one slows down by a few percent.
"""

import json
import signal
import sys
import sysconfig
import threading
import time
from collections import Counter
from pathlib import Path

from chatsite import asgi

PAGE = "/profile"
EVERY = 0.002  # seconds of CPU
ROOT, STANDARD = Path(__file__).parent.parent, Path(sysconfig.get_path("stdlib"))
PACKAGES = Path(sysconfig.get_path("purelib"))

counted = Counter()
used = {}  # thread: seconds of CPU


async def application(scope, receive, send):
    """Asking for the page also begins the count anew."""
    if scope["type"] == "http" and scope["path"] == PAGE:
        body = json.dumps({" ".join(place): count for place, count in counted.most_common()}).encode()
        counted.clear()
        begin()
        headers = [(b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})
    else:
        await asgi.application(scope, receive, send)


def begin():
    signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)


def look(number, frame):
    """The handler runs in the loop's thread, whichever thread was at work."""
    global used
    frames = sys._current_frames() | {threading.get_ident(): frame}
    now = {thread: time.clock_gettime(time.pthread_getcpuclockid(thread)) for thread in frames}
    busiest = max(now, key=lambda thread: now[thread] - used.get(thread, 0))
    used = now
    counted[place(frames[busiest].f_code)] += 1


def place(code):
    """(file, function) as people know them: ours by their path, others by their package."""
    path = Path(code.co_filename)
    for folder in PACKAGES, STANDARD, ROOT:
        if path.is_relative_to(folder):
            return str(path.relative_to(folder)), code.co_name
    return path.name, code.co_name
