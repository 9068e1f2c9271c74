"""The product with one mechanism broken on purpose: `daphne tests.proof.mutants:application` with MUTANT=name.

A mutant is a change of the product's own source as it is imported. When that source has changed so that a mutant does
not fit any more, its server does not start, and its test says so: mend the mutant together with the product.
"""

import importlib.machinery
import os
import sys
import types

# Longer than PostgreSQL keeps an idle transaction, once: what SIGSTOP does when it strikes inside a commit.
PAUSE = """
stores = iter(range(1000))


def pause():
    import time

    if next(stores, 0) == 20:
        time.sleep(3)
"""

# The record comes a moment after what it is about.
LATE = """
    import threading

    about = {"conversation": conversation, "reason": reason, "category": category}
    threading.Timer(0.5, audit.reading, (reviewer, Action.OPENED), about).start()
    entry = audit.AuditEntry(sequence=0)
"""

MUTANTS = {
    "tell before store": [
        (
            "chat.journal",
            "            self.held += len(text)\n",
            "            self.held += len(text)\n            self.loop.call_soon(self.tell, pk, part, start, text)\n",
        )
    ],
    "no state check in the fence": [("chat.models.writing", " AND state = 'writing' ORDER BY", " ORDER BY")],
    "no lease sweep": [("chat.runner", "for pk in abandoned(at):", "for pk in ():")],
    "a judge that trusts itself": [("chat.runner", "or not 0 <= gap <= GAP", "or gap < 0")],
    "no window": [("chat.watch", "WINDOW = 64 << 10", "WINDOW = 64 << 30")],
    "no allowance of frames": [("chat.allowance", "return not self.is_spent", "return True")],
    "no drain": [("chatsite.asgi", "create_task(runner.drain())", "create_task(asyncio.sleep(0))")],
    "close without folding": [("chat.models.life", '{"text": ""} | folded(pk)', '{"text": ""}')],
    "read before joining": [
        ("chat.consumers", "        tail.join(pk, self.watches[pk])\n", ""),
        (
            "chat.watch",
            "        if self.tab.watches.get(self.pk) is not self:\n",
            "        await asyncio.sleep(0.05)\n        tail.join(self.pk, self)\n"
            "        if self.tab.watches.get(self.pk) is not self:\n",
        ),
        ("chat.watch", "from . import events\n", "import asyncio\n\nfrom . import events\n"),
    ],
    "paused inside a commit": [
        (
            "chat.models.writing",
            "        ours = {pk for (pk,) in cursor.fetchall()}\n",
            "        ours = {pk for (pk,) in cursor.fetchall()}\n        pause()\n",
        ),
        ("chat.models.writing", "\ndef store(", PAUSE + "\n\ndef store("),
    ],
    "commits of unknown outcome": [],
    "commits of unknown outcome, not idempotent": [("chat.models.writing", '" ON CONFLICT DO NOTHING"', '""')],
    "claimed by everybody": [
        ("chat.models.life", "writer=writer, state=State.QUEUED)", "writer=writer)"),
        ("chat.views.asking", "    if is_new:\n", "    if True:\n"),
    ],
    "shown before it is on record": [
        (
            "chat.models.review",
            "    entry = audit.reading(reviewer, Action.OPENED, conversation=conversation, reason=reason, "
            "category=category)\n",
            LATE,
        )
    ],
    "a stop that only says so": [
        ("chat.generation", "if answer := answers.get(pk):", "if answer := None:"),
        ("chat.generation", "self.closing = self.closing or asyncio.create_task(self.answer.close())", "pass"),
    ],
}

UNLUCKY = (
    "chat.journal",
    "    def commit(self, batch):\n",
    """    def commit(self, batch):
        import random

        from django.db import OperationalError

        ours = self.committed(batch)
        if random.random() < 0.2:
            raise OperationalError("The connection was lost during COMMIT.")
        return ours

    def committed(self, batch):
""",
)
for name in MUTANTS:
    if name.startswith("commits of unknown outcome"):
        MUTANTS[name].append(UNLUCKY)


class Loader(importlib.machinery.SourceFileLoader):
    """Loads a module's source with the changes of the mutant."""

    def get_code(self, fullname):
        source = self.get_data(self.path).decode()
        for module, old, new in MUTANTS[os.environ["MUTANT"]]:
            if module == fullname:
                if source.count(old) != 1:
                    raise ImportError(f"The mutant does not fit {module} any more: {old!r}")
                source = source.replace(old, new)
        return compile(source, self.path, "exec")


class Finder:
    """Finds the modules that the mutant changes, before anybody else does."""

    def find_spec(self, fullname, path=None, target=None):
        if fullname not in {module for module, _, _ in MUTANTS[os.environ["MUTANT"]]}:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path)
        spec.loader = Loader(fullname, spec.origin)
        return spec


if os.environ.get("MUTANT"):
    sys.meta_path.insert(0, Finder())
    from chatsite.asgi import application
else:
    application = types.SimpleNamespace()  # Imported for its table.
