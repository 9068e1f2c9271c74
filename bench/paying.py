"""Run as a program in a place: how long the budgets of a prompt are checked and settled; prints JSON.

`python -m bench.paying BUDGETS ENTRIES ROUNDS`: so many budgets about each prompt, entries in the ledger, prompts.
"""

import json
import os
import sys
import time
import uuid
from contextlib import contextmanager, nullcontext

import django


def main(budgets, entries, rounds):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatsite.settings")
    django.setup()
    from chat.models import Budget, Process, User, asking, charging
    from chat.models.life import close
    from chat.offers import DEMO

    alice, writer = User.objects.get(username="alice"), Process.objects.create(name=uuid.uuid4().hex)
    Budget.objects.bulk_create(Budget(each=number % 2 == 0, tokens_a_month=10**12) for number in range(budgets))
    remember(alice, entries)
    checked, settled = Clock(charging.reserve), Clock(charging.settle_held)
    asking.reserve, charging.settle_held = checked, settled
    for _ in range(rounds):
        reply, _ = asking.ask(alice, uuid.uuid4(), "hello", DEMO, writer)
        close(reply.pk, "done", prompt_tokens=10, completion_tokens=90)
    json.dump({"queries": checked.queries, "check": checked.took, "settle": settled.took}, sys.stdout)


class Clock:
    """A verb that is timed, in ms, at each call."""

    def __init__(self, verb):
        self.verb, self.took, self.calls, self.queries = verb, [], 0, 0

    def __call__(self, *args):
        # The first call also reads what is believed for a second and makes the accounts; the second is counted.
        with self.counting() if self.calls == 1 else nullcontext():
            began = time.perf_counter()
            answer = self.verb(*args)
        if self.calls > 1:
            self.took.append((time.perf_counter() - began) * 1000)
        self.calls += 1
        return answer

    @contextmanager
    def counting(self):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as asked:
            yield
        self.queries = len(asked)


def remember(person, entries):
    """Entries of the past, which a check must not read."""
    from django.utils import timezone

    from chat.models import Entry

    about = {"person": person.pk, "person_name": "alice", "model": "m", "provider": "p", "prompt_tokens": 9}
    now = timezone.now()
    for at in range(0, entries, 1000):
        some = range(at, min(entries, at + 1000))
        Entry.objects.bulk_create(
            Entry(**about, reply_id=10**9 + number, asked_at=now, day=now.date(), state="done") for number in some
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
