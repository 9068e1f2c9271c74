"""When a call that failed is made again by itself, and after which pause."""

import random
import re

from .ask import Timeouts
from .parts import Failed, Waiting

MOST = 2  # repeats
STATUSES = {408, 409, 425, 429, 500, 502, 503, 504, 529}
TRANSIENT = re.compile("server_error|internal_error")
WHY = {
    "network": "The model's server cannot be reached.",
    "timeout": "The model's server did not answer in time.",
    "rate": "The model's server gets too many requests from here.",
    "overloaded": "The model's server is overloaded.",
    "encoding": "The model's server sent nothing readable.",
    "empty": "The model's server sent an empty answer.",
    "cut": "The model's server ended before it began to answer.",
}


class Repeats:
    """Counts the calls made for one answer."""

    def __init__(self, timeouts: Timeouts):
        self.timeouts, self.made, self.calls = timeouts, 0, 1

    def after(self, failure: Failed, *, heard: bool) -> Waiting | None:
        """The pause before the next call, or None if there must be none; `heard`: a status line came.

        Only for calls of which nothing was shown: another call would begin the answer anew.
        """
        seconds = self._seconds(failure)
        most = 1 if failure.kind == "timeout" and not failure.status else MOST
        if self.made >= most or not _may_pass(failure, heard) or seconds > self.timeouts.patience:
            return None
        self.made += 1
        return self.again(seconds, WHY.get(failure.kind, "The model's server reported an error."))

    def again(self, seconds: float, why: str) -> Waiting:
        self.calls += 1
        return Waiting(self.calls, seconds, why)

    def _seconds(self, failure):
        if failure.retry_after is not None:
            return failure.retry_after
        return self.timeouts.pause * 2**self.made * random.uniform(0.75, 1.25)


def _may_pass(failure, heard):
    """Whether the same question may well be answered at the next attempt."""
    match failure.kind:
        case "network" | "encoding" | "empty" | "cut" | "overloaded":
            return True
        case "timeout":
            return not heard or failure.status in STATUSES
        case "rate" | "server" | "refused":
            return failure.status in STATUSES or bool(TRANSIENT.search(failure.code or ""))
    return False
