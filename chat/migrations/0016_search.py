import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import chat.models.passage

# The index is told of rows by the rows themselves, so that no way of deleting one leaves its words behind.
MAKE = {
    "sqlite": [
        "CREATE VIRTUAL TABLE chat_found USING fts5(words, content='', columnsize=0, tokenize='ascii')",
        """CREATE TRIGGER chat_passage_in AFTER INSERT ON chat_passage BEGIN
             INSERT INTO chat_found(rowid, words) VALUES (new.id, new.words);
           END""",
        """CREATE TRIGGER chat_passage_out AFTER DELETE ON chat_passage BEGIN
             INSERT INTO chat_found(chat_found, rowid, words) VALUES ('delete', old.id, old.words);
           END""",
        """CREATE TRIGGER chat_passage_anew AFTER UPDATE OF words ON chat_passage BEGIN
             INSERT INTO chat_found(chat_found, rowid, words) VALUES ('delete', old.id, old.words);
             INSERT INTO chat_found(rowid, words) VALUES (new.id, new.words);
           END""",
    ],
    # Without a list of what is still to be sorted in, which every search would read from end to end.
    "postgresql": ["CREATE INDEX found_passages ON chat_passage USING gin (words) WITH (fastupdate = off)"],
}
UNDO = {
    "sqlite": [
        "DROP TRIGGER chat_passage_in",
        "DROP TRIGGER chat_passage_out",
        "DROP TRIGGER chat_passage_anew",
        "DROP TABLE chat_found",
    ],
    "postgresql": ["DROP INDEX found_passages"],
}


def make(apps, schema_editor):
    for statement in MAKE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def undo(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0015_cache"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="due_since",
            field=models.DateTimeField(default=django.utils.timezone.now, null=True),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(condition=models.Q(("due_since__isnull", False)), fields=["-id"], name="due_messages"),
        ),
        migrations.CreateModel(
            name="Passage",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("words", chat.models.passage.Words()),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="passages", to="chat.message"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="passage",
            index=models.Index(fields=["owner", "-id"], name="passages_of_a_person"),
        ),
        migrations.RunPython(make, undo),
    ]
