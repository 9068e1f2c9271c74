"""The audit log only grows: the database itself refuses whatever else is tried."""

from django.db import migrations

# SQLite fires no trigger for the rows that INSERT OR REPLACE replaces: only the next number is taken.
SQLITE = """
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON chat_auditentry
BEGIN SELECT RAISE(ABORT, 'The audit log is append-only.'); END
;;
CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON chat_auditentry
BEGIN SELECT RAISE(ABORT, 'The audit log is append-only.'); END
;;
CREATE TRIGGER audit_has_no_gaps BEFORE INSERT ON chat_auditentry
WHEN NEW.sequence <> (SELECT COALESCE(MAX(sequence), 0) + 1 FROM chat_auditentry)
BEGIN SELECT RAISE(ABORT, 'The audit log has no gaps.'); END
;;
CREATE TRIGGER audit_head_goes_forward BEFORE UPDATE ON chat_audithead WHEN NEW.sequence <= OLD.sequence
BEGIN SELECT RAISE(ABORT, 'The head of the audit log goes forward.'); END
;;
CREATE TRIGGER audit_head_stays BEFORE DELETE ON chat_audithead
BEGIN SELECT RAISE(ABORT, 'The head of the audit log stays.'); END
;;
CREATE TRIGGER audit_head_is_one BEFORE INSERT ON chat_audithead WHEN EXISTS (SELECT 1 FROM chat_audithead)
BEGIN SELECT RAISE(IGNORE); END
"""

# An empty log may be truncated: nothing is lost with it.
POSTGRESQL = """
CREATE FUNCTION chat_audit_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'The audit log is append-only.'; END $$
;;
CREATE FUNCTION chat_audit_refuses_when_filled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM chat_auditentry) THEN RAISE EXCEPTION 'The audit log is append-only.'; END IF;
  RETURN NULL;
END $$
;;
CREATE FUNCTION chat_audit_has_no_gaps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.sequence <> (SELECT COALESCE(MAX(sequence), 0) + 1 FROM chat_auditentry) THEN
    RAISE EXCEPTION 'The audit log has no gaps.';
  END IF;
  RETURN NEW;
END $$
;;
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE OR DELETE ON chat_auditentry
FOR EACH ROW EXECUTE FUNCTION chat_audit_refuses()
;;
CREATE TRIGGER audit_is_never_truncated BEFORE TRUNCATE ON chat_auditentry
FOR EACH STATEMENT EXECUTE FUNCTION chat_audit_refuses_when_filled()
;;
CREATE TRIGGER audit_has_no_gaps BEFORE INSERT ON chat_auditentry
FOR EACH ROW EXECUTE FUNCTION chat_audit_has_no_gaps()
;;
CREATE TRIGGER audit_head_goes_forward BEFORE UPDATE ON chat_audithead
FOR EACH ROW WHEN (NEW.sequence <= OLD.sequence) EXECUTE FUNCTION chat_audit_refuses()
;;
CREATE TRIGGER audit_head_stays BEFORE DELETE ON chat_audithead
FOR EACH ROW EXECUTE FUNCTION chat_audit_refuses()
;;
CREATE TRIGGER audit_head_is_never_truncated BEFORE TRUNCATE ON chat_audithead
FOR EACH STATEMENT EXECUTE FUNCTION chat_audit_refuses_when_filled()
"""


def forbid(apps, schema_editor):
    statements = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements.split(";;"):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0008_audit"),
    ]

    operations = [
        migrations.RunPython(forbid),  # There is no way back: what was recorded would go with it.
    ]
