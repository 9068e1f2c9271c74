from django.db import migrations

ENDED = "m.role = 'assistant' AND m.state NOT IN ('queued', 'writing')"

COUNT = f"""
INSERT INTO chat_transcript
    (conversation_id, owner_id, last_at, model, turns, tokens, failed, stopped, interrupted, reported)
SELECT c.id, c.owner_id,
    MAX(CASE WHEN {ENDED} THEN COALESCE(m.closed_at, m.created_at) END),
    (SELECT m.model FROM chat_message m WHERE m.conversation_id = c.id AND {ENDED}
        ORDER BY COALESCE(m.closed_at, m.created_at) DESC, m.id DESC LIMIT 1),
    SUM(CASE WHEN m.role = 'user' THEN 1 ELSE 0 END),
    SUM(CASE WHEN {ENDED} THEN COALESCE(m.prompt_tokens, 0) + COALESCE(m.completion_tokens, 0) ELSE 0 END),
    SUM(CASE WHEN m.state = 'failed' THEN 1 ELSE 0 END),
    SUM(CASE WHEN m.state = 'stopped' THEN 1 ELSE 0 END),
    SUM(CASE WHEN m.state = 'interrupted' THEN 1 ELSE 0 END),
    0
FROM chat_conversation c JOIN chat_message m ON m.conversation_id = c.id
GROUP BY c.id, c.owner_id
HAVING SUM(CASE WHEN {ENDED} THEN 1 ELSE 0 END) > 0
"""

VOICES = f"""
INSERT INTO chat_voice (transcript_id, model)
SELECT DISTINCT t.id, m.model FROM chat_transcript t JOIN chat_message m ON m.conversation_id = t.conversation_id
WHERE {ENDED}
"""


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0006_transcripts"),
    ]

    operations = [
        migrations.RunSQL([COUNT, VOICES], migrations.RunSQL.noop),
    ]
