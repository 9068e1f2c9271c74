"""What is searched: stretches of messages, and titles, as rows of words. Each word carries its owner.

So the index of one person's words is a piece of its own, however much others wrote. The words themselves are
made in `chat.search`; here is how the two databases keep them.
"""

from django.conf import settings
from django.db import models

from .message import Message

PIECES = 64  # passages that a message has at most, its conversation's title among them
TITLE = PIECES - 1  # the place of the title, among the passages of a conversation's first message


class Words(models.Field):
    """Words with their places, in the database's own way: `tsvector` on PostgreSQL, text for FTS5 on SQLite."""

    def db_type(self, connection):
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_placeholder(self, value, compiler, connection):
        return "%s::tsvector" if connection.vendor == "postgresql" else "%s"

    def get_db_prep_value(self, value, connection, prepared=False):
        return vector(value) if connection.vendor == "postgresql" else " ".join(value)


class Passage(models.Model):
    """Some words of a message, or a title. Later ones have greater keys: see `key`."""

    id = models.BigIntegerField(primary_key=True)
    message = models.ForeignKey(Message, models.CASCADE, "passages")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, "+", db_index=False)
    words = Words()

    class Meta:
        indexes = [models.Index(fields=["owner", "-id"], name="passages_of_a_person")]

    def __str__(self):
        return f"{self.message_id} {self.pk % PIECES}"

    @staticmethod
    def key(message, piece=0):
        """The key of a piece of a message: the same whenever and by whomever it is stored."""
        return message * PIECES + piece


def vector(words):
    """The words with their places, as PostgreSQL reads a tsvector."""
    places = {}
    for at, word in enumerate(words, 1):
        places.setdefault(word, []).append(str(at))
    return " ".join(f"'{word}':{','.join(found)}" for word, found in places.items())
