"""Run as a program with DATA_DIR and DATABASE_URL: fills the ledger with what a team used in ninety days.

`python -m bench.ledger ENTRIES` makes so many entries, of 200 people in eight groups, who use three of twelve models
each. What they are follows from their numbers alone, so that every run measures the same.
"""

import os
import sys

from bench.crowd import COUNTING, PRIME

DAYS, PEOPLE, GROUPS = 90, 200, 8
FIRST = 10**9  # key of a reply that is not there
BATCH = 100_000  # entries of one statement: PostgreSQL ends a transaction that says nothing for long

MIXED = f"(i * {PRIME} % 1000003)"
PERSON = f"({MIXED} % {PEOPLE})"
MODEL = f"(({MIXED} / {PEOPLE} % 3 + {PERSON}) % 12)"
STATE = "CASE WHEN i % 50 = 0 THEN 'failed' WHEN i % 20 = 7 THEN 'stopped' ELSE 'done' END"


def main(entries):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatsite.settings")
    import django

    django.setup()
    from django.db import connection

    from chat.models import User

    alice = User.objects.get(username="alice").pk
    with connection.cursor() as cursor:
        for start in range(0, entries, BATCH):
            many = min(BATCH, entries - start)
            for statement in statements(connection.vendor, start, many, alice):
                cursor.execute(statement)
        cursor.execute("ANALYZE")


def statements(vendor, start, many, alice):
    """Entries, and the groups that share them; one in five people is in none, one in four in two."""
    on_postgres = vendor == "postgresql"
    day = (
        f"current_date - ({MIXED} % {DAYS})::int"
        if on_postgres
        else f"date('now', '-' || ({MIXED} % {DAYS}) || ' days')"
    )
    now = "now()" if on_postgres else "datetime('now')"
    count = f"{COUNTING.format(many=many)}, e(i) AS (SELECT i + {start} FROM n)"
    yield (
        "INSERT INTO chat_entry (person, person_name, model, provider, prompt_tokens, completion_tokens, cost,"
        f" asked_at, accounts, reply_id, day, settled_at, state, replies, estimates) {count}"
        f" SELECT {alice} + {PERSON}, 'person-' || {PERSON}, 'model-' || {MODEL}, 'Bench', i % 900, i % 300,"
        f" CASE WHEN {MODEL} = 11 THEN NULL ELSE i % 5000 END, {now}, '[]', {FIRST} + i, {day}, {now}, {STATE}, 1,"
        " CASE WHEN i % 100 = 3 THEN 1 ELSE 0 END FROM e"
    )
    for number, members in enumerate([f"person % 5 <> {alice} % 5", f"person % 4 = {alice} % 4"]):
        group = f"1 + (person + {number}) % {GROUPS}"
        yield (
            f"INSERT INTO chat_share (entry_id, \"group\", group_name) SELECT id, {group}, 'Group ' || ({group})"
            f" FROM chat_entry WHERE reply_id > {FIRST + start} AND {members}"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]))
