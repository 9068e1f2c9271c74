"""The ledger only grows, as the audit log does: the database itself refuses whatever else is tried."""

from django.db import migrations

TABLES = ["chat_entry", "chat_share"]

# Two triggers a table. SQLite fires none for the rows that INSERT OR REPLACE replaces, so a third refuses to replace.
SQLITE = """
CREATE TRIGGER {table}_is_never_changed BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, 'The ledger is append-only.'); END
;;
CREATE TRIGGER {table}_is_never_deleted BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, 'The ledger is append-only.'); END
;;
CREATE TRIGGER {table}_is_never_replaced BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id OR {same})
BEGIN SELECT RAISE(ABORT, 'The ledger is append-only.'); END
"""
SAME = {
    "chat_entry": "(NEW.replies = 1 AND replies = 1 AND reply_id = NEW.reply_id)",
    "chat_share": '(entry_id = NEW.entry_id AND "group" = NEW."group")',
}

# The functions of the audit log's triggers, which keep them under the new names; they name no table any more.
SHARED = """
ALTER FUNCTION chat_audit_refuses() RENAME TO chat_only_grows
;;
CREATE OR REPLACE FUNCTION chat_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'The % is append-only.', COALESCE(TG_ARGV[0], 'audit log'); END $$
;;
ALTER FUNCTION chat_audit_refuses_when_filled() RENAME TO chat_only_grows_when_filled
;;
CREATE OR REPLACE FUNCTION chat_only_grows_when_filled() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE is_filled boolean;
BEGIN
  EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I.%I)', TG_TABLE_SCHEMA, TG_TABLE_NAME) INTO is_filled;
  IF is_filled THEN RAISE EXCEPTION 'The % is append-only.', COALESCE(TG_ARGV[0], 'audit log'); END IF;
  RETURN NULL;
END $$
"""
POSTGRESQL = """
CREATE TRIGGER {table}_is_never_changed BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION chat_only_grows('ledger')
;;
CREATE TRIGGER {table}_is_never_truncated BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION chat_only_grows_when_filled('ledger')
"""


def forbid(apps, schema_editor):
    on_postgres = schema_editor.connection.vendor == "postgresql"
    scripts = [SHARED] if on_postgres else []
    scripts += [(POSTGRESQL if on_postgres else SQLITE).format(table=table, same=SAME[table]) for table in TABLES]
    for statement in ";;".join(scripts).split(";;"):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0030_ratings"),
    ]

    operations = [
        migrations.RunPython(forbid),  # There is no way back: what was charged would go with it.
    ]
