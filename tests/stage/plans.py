"""How the database goes about what it is asked: which large tables it would go through from end to end.

Tables of a test are small, and planners know it. SQLite, which keeps no figures until somebody has it count, plans for
large ones in any case; PostgreSQL is told to leave out whatever reads a table whole as long as there is another way.
"""

import re
from contextlib import contextmanager

from django.db import connection

LARGE = {
    "chat_message",
    "chat_part",
    "chat_passage",
    "chat_chunk",
    "chat_conversation",
    "chat_transcript",
    "chat_voice",
}
# Indexes that hold what is asked for and little else, or in which a page is soon full: to go through them is the plan.
SHORT = {"open_replies", "due_messages", "deleted_messages", "deleted", "recent_transcripts"}
ASKING = "SELECT", "UPDATE", "DELETE", "WITH"
OFF = "enable_seqscan", "enable_hashjoin", "enable_mergejoin", "enable_material"


@contextmanager
def whole_tables():
    """A list that, at the end, has every statement within that would go through a large table: [(table, statement)]."""
    asked, found = [], []

    def listen(execute, statement, values, many, context):
        if statement.startswith(ASKING) and not many:
            asked.append((statement, values))
        return execute(statement, values, many, context)

    with connection.execute_wrapper(listen):
        yield found
    for statement, values in asked:
        found += [(table, statement) for table in read_whole(statement, values)]


def read_whole(statement, values):
    with connection.cursor() as cursor:
        return (on_postgres if connection.vendor == "postgresql" else on_sqlite)(cursor, statement, values)


def on_sqlite(cursor, statement, values):
    named = {alias: table for table, alias in re.findall(r'"?(chat_\w+)"? (?:AS )?"?(\w+)"?', statement)}
    cursor.execute(f"EXPLAIN QUERY PLAN {statement}", values)
    scans = [re.fullmatch(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?", row[3]) for row in cursor.fetchall()]
    tables = [named.get(scan[1], scan[1]) for scan in scans if scan and scan[2] not in SHORT]
    return [table for table in tables if table in LARGE]


def on_postgres(cursor, statement, values):
    for way in OFF:
        cursor.execute(f"SET {way} = off")
    try:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", values)
        [[[plan]]] = cursor.fetchall()
        return list(scanned(plan["Plan"]))
    finally:
        for way in OFF:
            cursor.execute(f"RESET {way}")


def scanned(node):
    """Yield the large tables that a node of a plan, or one below it, reads whole."""
    # Through an index in its order it reads a small table rather than sort it; that tells nothing of a large one.
    if node["Node Type"] == "Seq Scan" and node["Relation Name"] in LARGE:
        yield node["Relation Name"]
    for below in node.get("Plans", ()):
        yield from scanned(below)
