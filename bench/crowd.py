"""Run as a program with DATA_DIR and DATABASE_URL: fills the tables with the conversations of many people.

`python -m bench.crowd MESSAGES` makes so many messages, ten in a conversation, half of them prompts, on a prepared
database. What they are follows from their numbers alone, so that every run measures the same.
"""

import os
import sys

EACH = 10  # messages of a conversation
APART = 5  # minutes between two conversations
PEOPLE, FIRST = 500, 1000  # how many, and the key of the first
CREW = 20  # people of the one group
PRIME = 2_654_435_761

COUNTING = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {many})"
# One conversation in 50 has a failed reply, one in 20 a stopped one, one in 1,000 a thumb down, and one in 2,000 waits
# for a decision.
FAILED, STOPPED, DISLIKED, REPORTED = "i % 50 = 0", "i % 20 = 7", "i % 1000 = 3", "i % 2000 = 13"
# Of twelve models that are used as much as each other, and one in one conversation of 10,000.
MODEL = "CASE WHEN i % 10000 = 5000 THEN 'model-rare' ELSE 'model-' || (i % 12) END"
TEXT = "'Message ' || i || ' asks about the tide tables of the harbour, and what changed in them since November. '"


def main(messages):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatsite.settings")
    import django

    django.setup()
    from django.db import connection, transaction

    from chat.models import Group, Role, RoleGrant, User

    with transaction.atomic(), connection.cursor() as cursor:
        User.objects.bulk_create(User(pk=FIRST + number, username=f"person-{number}") for number in range(PEOPLE))
        Group.objects.create(pk=1, name="Crew").people.set(range(FIRST, FIRST + CREW))
        RoleGrant.objects.create(person=User.objects.get(username="rita"), role=Role.EXPORTER)
        for statement in statements(connection.vendor, messages // EACH):
            cursor.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def statements(vendor, conversations):
    on_postgres = vendor == "postgresql"
    mixed = f"i * {PRIME} % 4294967296"  # a key's beginning tells nothing of its neighbours
    uuid = f"(lpad(to_hex({mixed}), 8, '0') || lpad(to_hex(i), 24, '0'))::uuid"
    uuid = uuid if on_postgres else f"printf('%08x%024x', {mixed}, i)"
    ago = "now() - interval '1 minute' * {}" if on_postgres else "datetime('now', '-' || ({}) || ' minutes')"
    then = ago.format(f"{APART} * ({conversations} - i)")
    count = COUNTING.format(many=conversations)
    places = f"({COUNTING.format(many=EACH)} SELECT i AS place FROM n) AS p"
    owner = f"{FIRST} + i % {PEOPLE}"
    key = f"({EACH} * i + place)"
    yield (
        f"INSERT INTO chat_conversation (id, owner_id, title, created_at, asked_at) {count}"
        f" SELECT {uuid}, {owner}, 'About ' || i, {then}, {then} FROM n"
    )
    state = f"CASE WHEN {FAILED} THEN 'failed' WHEN {STOPPED} THEN 'stopped' ELSE 'done' END"
    yield (
        "INSERT INTO chat_message (id, conversation_id, parent_id, role, created_at, state, model, provider,"
        " began_at, closed_at, finish_reason, finish_raw, error_kind, error_message, answered_by, upstream_id,"
        f" request_id, session, prompt_tokens, completion_tokens, unreadable, first_ms) {count}"
        f" SELECT {key}, {uuid}, CASE WHEN place > 1 THEN {key} - 1 END,"
        f" CASE WHEN place % 2 = 1 THEN 'user' ELSE 'assistant' END, {then},"
        f" CASE WHEN place = {EACH} THEN {state} ELSE 'done' END, {MODEL}, 'Bench', {then}, {then},"
        f" '', '', '', '', '', '', '', '', i % 900, i % 300, 0, 400 FROM n CROSS JOIN {places}"
    )
    yield (
        f"INSERT INTO chat_part (message_id, name, text, length, digest) {count}"
        f" SELECT {key}, 'text', {TEXT}, length({TEXT}), '' FROM n CROSS JOIN {places}"
    )
    yield (
        "INSERT INTO chat_transcript (conversation_id, owner_id, last_at, turns, tokens, model, failed, stopped,"
        f" interrupted, reported, disliked) {count} SELECT {uuid}, {owner}, {then}, {EACH // 2},"
        f" 5 * (i % 900 + i % 300), {MODEL}, {one_where(FAILED)}, {one_where(STOPPED)}, 0, {one_where(REPORTED)},"
        f" {one_where(DISLIKED)} FROM n"
    )
    yield (
        f"INSERT INTO chat_report (reply_id, person_id, kind, words, created_at, decision, note) {count}"
        f" SELECT {EACH} * i + {EACH}, {owner}, 'wrong', '', {then}, '', '' FROM n WHERE {REPORTED}"
    )
    yield "INSERT INTO chat_voice (transcript_id, model) SELECT id, model FROM chat_transcript"


def one_where(condition):
    return f"CASE WHEN {condition} THEN 1 ELSE 0 END"


if __name__ == "__main__":
    main(int(sys.argv[1]))
