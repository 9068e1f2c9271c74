"""The two databases asked for passages that hold some phrases, the newest first. Here are their query languages."""

from django.db import connection

FIRST = 200  # passages of a person that PostgreSQL looks at before it asks the index of words
FEW = 1000  # passages that it sorts sooner than it finds the newest by looking


def passages(owner, phrases, before, most, conversation=None):
    """The keys of at most so many passages of a person, the newest first, all of them smaller than `before`.

    With the key of a conversation, those in it alone.
    """
    if connection.vendor == "postgresql":
        return on_postgres(owner, postgres_says(owner, phrases), before, most, conversation)
    return on_sqlite(sqlite_says(owner, phrases), before, most, conversation)


def prefixed(owner, word):
    """A word as it is indexed: the owner is part of it. Digits cannot be confused with what begins with a letter."""
    return f"{owner}x{word}"


def sqlite_says(owner, phrases):
    """The phrases in the language of FTS5."""
    return " AND ".join(f'"{" ".join(owned(owner, phrase))}"{"*" if phrase.begins else ""}' for phrase in phrases)


def on_sqlite(said, before, most, conversation):
    within = " AND rowid IN (SELECT p.id FROM chat_passage p JOIN chat_message m ON m.id = p.message_id"
    within = f"{within} WHERE m.conversation_id = %s)" if conversation else ""
    return keys(
        f"SELECT rowid FROM chat_found WHERE chat_found MATCH %s AND rowid < %s{within} ORDER BY rowid DESC LIMIT %s",
        [said, before, *([conversation.hex] if conversation else []), most],
    )


def postgres_says(owner, phrases):
    """The phrases as a tsquery."""
    return " & ".join(f"({' <-> '.join(quoted(owner, phrase))})" for phrase in phrases)


def quoted(owner, phrase):
    words = [f"'{word}'" for word in owned(owner, phrase)]
    return [*words[:-1], words[-1] + ":*"] if phrase.begins else words


def on_postgres(owner, said, before, most, conversation):
    """Sorts what the index of words finds when it is little; else goes through the person's passages from the newest.

    The index of words knows no order, and reading 50,000 passages to keep twenty takes too long. What is common
    fills a page with the newest few alone, a tenth of what it takes to learn from that index that it is common.
    """
    within = " AND message_id IN (SELECT id FROM chat_message WHERE conversation_id = %s)" if conversation else ""
    where = [conversation] if conversation else []
    newest = f"SELECT id, words FROM chat_passage WHERE owner_id = %s AND id < %s{within} ORDER BY id DESC LIMIT %s"
    found = keys(
        f"SELECT id FROM ({newest}) AS newest WHERE words @@ %s::tsquery ORDER BY id DESC LIMIT %s",
        [owner, before, *where, FIRST, said, most],
    )
    if len(found) == most:
        return found
    found = keys(
        f"SELECT id FROM chat_passage WHERE words @@ %s::tsquery AND id < %s{within} LIMIT %s",
        [said, before, *where, FEW + 1],
    )
    if len(found) <= FEW:
        return sorted(found, reverse=True)[:most]
    # By the function and not by its operator, which would lead the planner to the index of words again.
    return keys(
        f"SELECT id FROM chat_passage WHERE owner_id = %s AND id < %s AND ts_match_vq(words, %s::tsquery){within}"
        " ORDER BY id DESC LIMIT %s",
        [owner, before, said, *where, most],
    )


def owned(owner, phrase):
    return [prefixed(owner, word) for word in phrase.words]


def keys(statement, values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [key for (key,) in cursor.fetchall()]
