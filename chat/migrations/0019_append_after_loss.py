"""A log that somebody cut goes on behind a gap, which stays to be seen: only what is not at the end is refused."""

from django.db import migrations

SQLITE = [
    "DROP TRIGGER audit_has_no_gaps",
    """
    CREATE TRIGGER audit_grows_at_its_end BEFORE INSERT ON chat_auditentry
    WHEN NEW.sequence <= (SELECT COALESCE(MAX(sequence), 0) FROM chat_auditentry)
    BEGIN SELECT RAISE(ABORT, 'The audit log grows at its end alone.'); END
    """,
]
POSTGRESQL = [
    "DROP TRIGGER audit_has_no_gaps ON chat_auditentry",
    "DROP FUNCTION chat_audit_has_no_gaps()",
    """
    CREATE FUNCTION chat_audit_grows_at_its_end() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.sequence <= (SELECT COALESCE(MAX(sequence), 0) FROM chat_auditentry) THEN
        RAISE EXCEPTION 'The audit log grows at its end alone.';
      END IF;
      RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER audit_grows_at_its_end BEFORE INSERT ON chat_auditentry
    FOR EACH ROW EXECUTE FUNCTION chat_audit_grows_at_its_end()
    """,
]


def replace(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0018_budgets"),
    ]

    operations = [
        migrations.RunPython(replace),
    ]
