"""The tallies begin with what the ledger adds up to, and the database counts each new entry as it is written."""

from django.db import migrations

COUNTED = ["replies", "prompt_tokens", "completion_tokens", "cost", "priced", "estimates"]
MODEL, PERSON = ["day", "model", "provider", "state"], ["day", "person", "person_name"]
GROUP = ["day", '"group"', "group_name", "is_first"]

# What an entry adds, by the name under which it is known in a statement.
ADDS = (
    "{entry}.replies, {entry}.prompt_tokens, {entry}.completion_tokens, COALESCE({entry}.cost, 0),"
    " CASE WHEN {entry}.cost IS NULL THEN 0 ELSE 1 END, {entry}.estimates"
)
SUMS = (
    "SUM(e.replies), SUM(e.prompt_tokens), SUM(e.completion_tokens), COALESCE(SUM(e.cost), 0), COUNT(e.cost),"
    " SUM(e.estimates)"
)
FIRST = "NOT EXISTS (SELECT 1 FROM chat_share b WHERE b.entry_id = {share}.entry_id AND b.id < {share}.id)"
OF_SHARE = 'e.day, {share}."group", {share}.group_name, ' + FIRST

FRAME = {
    "sqlite": "CREATE TRIGGER {name} AFTER INSERT ON {table} BEGIN {body} END",
    "postgresql": (
        "CREATE FUNCTION chat_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$ ;;"
        "CREATE TRIGGER {name} AFTER INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION chat_{name}()"
    ),
}


def filled(table, keys):
    return f"INSERT INTO {table} ({', '.join(keys + COUNTED)})"


def added(table, keys):
    """What makes of an insert an addition, in both databases."""
    more = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in COUNTED)
    return f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {more};"


def counting(vendor):
    """Triggers: each entry adds to its model's tally and to its person's, each share to its group's."""
    adds = ADDS.format(entry="NEW")
    entry = " ".join(
        f"{filled(table, keys)} VALUES ({', '.join(f'NEW.{key}' for key in keys)}, {adds}) {added(table, keys)}"
        for table, keys in (("chat_modeltally", MODEL), ("chat_persontally", PERSON))
    )
    share = (
        f"{filled('chat_grouptally', GROUP)} SELECT {OF_SHARE.format(share='NEW')}, {ADDS.format(entry='e')}"
        f" FROM chat_entry e WHERE e.id = NEW.entry_id {added('chat_grouptally', GROUP)}"
    )
    for name, table, body in ("entry_is_counted", "chat_entry", entry), ("share_is_counted", "chat_share", share):
        yield from FRAME[vendor].format(name=name, table=table, body=body).split(";;")


def so_far():
    """What is in the ledger already."""
    for table, keys in ("chat_modeltally", MODEL), ("chat_persontally", PERSON):
        names = ", ".join(f"e.{key}" for key in keys)
        yield f"{filled(table, keys)} SELECT {names}, {SUMS} FROM chat_entry e GROUP BY {names}"
    yield (
        f"{filled('chat_grouptally', GROUP)} SELECT day, of_group, group_name, is_first, {SUMS} FROM ("
        f'SELECT e.*, s."group" AS of_group, s.group_name, {FIRST.format(share="s")} AS is_first'
        " FROM chat_share s JOIN chat_entry e ON e.id = s.entry_id) e GROUP BY day, of_group, group_name, is_first"
    )


def count(apps, schema_editor):
    # The triggers come first: making one holds PostgreSQL's ledger, so that no entry falls between the two.
    for statement in [*counting(schema_editor.connection.vendor), *so_far()]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0032_tallies"),
    ]

    operations = [
        migrations.RunPython(count),
    ]
