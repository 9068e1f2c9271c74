"""A clock that counts only the time spent waiting for somebody else."""

import asyncio
from collections.abc import Callable


class Alarm:
    """Calls `ring` once, when `seconds` were spent waiting since the last reset; `None` never rings.

    Resetting costs an assignment and no timer: the timer looks at the time when it is due.
    """

    def __init__(self, seconds: float | None, ring: Callable[[], None]):
        self.loop = asyncio.get_running_loop()
        self.seconds, self.ring = seconds, ring
        self.spent, self.since = 0.0, None
        self.timer = self.loop.call_later(seconds, self._look) if seconds is not None else None

    def wait(self):
        """From here on, time counts."""
        self.since = self.loop.time()

    def rest(self):
        """From here on, the time is somebody else's."""
        if self.since is not None:
            self.spent += self.loop.time() - self.since
            self.since = None

    def reset(self):
        self.spent = 0.0
        if self.since is not None:
            self.since = self.loop.time()

    def stop(self):
        if self.timer:
            self.timer.cancel()

    def _look(self):
        waiting = 0.0 if self.since is None else self.loop.time() - self.since
        left = self.seconds - self.spent - waiting
        if left <= 0:
            self.ring()
        else:
            self.timer = self.loop.call_later(left, self._look)
