"""What a closed message holds: one row a part, folded from the chunks of its writing."""

import zlib

from django.db import models

READ = models.Prefetch("parts", to_attr="read_parts")  # into lists: a query set for each message takes longer


def read(messages, known=frozenset()):
    """The messages with their parts, but for those whose keys are `known`: their texts are not even read."""
    models.prefetch_related_objects([message for message in messages if message.pk not in known], READ)
    return messages


class Part(models.Model):
    """One part of a closed message, with what a page checks its copy against."""

    message = models.ForeignKey("chat.Message", models.CASCADE, "parts", db_index=False)
    name = models.CharField(max_length=12)
    text = models.TextField()
    length = models.PositiveIntegerField()
    digest = models.CharField(max_length=8)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "name"], name="one_part_a_name")]

    def __str__(self):
        return f"{self.message_id} {self.name}"

    @classmethod
    def of(cls, message, name, text):
        """A part; the digest is the CRC-32 of its UTF-8 bytes, which a page on plain HTTP can compute too."""
        digest = f"{zlib.crc32(text.encode()):08x}"
        return cls(message_id=message, name=name, text=text, length=len(text), digest=digest)
