"""How a text is written by one process while many watch: states, chunks, the lease."""

from datetime import timedelta
from functools import reduce
from operator import or_

from django.db import connection, models, transaction
from django.db.models import Q
from django.db.models.functions import Now

from .prepared import KEY, prepared

# What a reply consists of. The last three are lines of JSON: what the model did on its way, what it
# cites, and the calls that were repeated for it.
PARTS = ("text", "reasoning", "steps", "sources", "attempts")
CHANNEL = "chat_written"  # PostgreSQL's NOTIFY
TERM = 3  # seconds without a renewal after which a process counts as dead
GAP = 1.5  # seconds between two renewals that make a process doubt itself, not the others


class State(models.TextChoices):
    QUEUED = "queued"
    WRITING = "writing"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


OPEN = (State.QUEUED, State.WRITING)


class ChunkQuerySet(models.QuerySet):
    def after(self, places):
        """Chunks beyond `{reply: {part: offset}}`, in the order of their writing."""
        beyond = (condition for pk, place in places.items() for condition in beyond_of(pk, place))
        return self.filter(reduce(or_, beyond, Q(pk__in=[]))).order_by("pk")


def beyond_of(pk, place):
    """What lies beyond a place, as conditions that an index answers: all of the reply, or a stretch of each part."""
    if not any(place.values()):
        return [Q(reply=pk)]
    return [Q(reply=pk, part=part, start__gte=place.get(part, 0)) for part in PARTS]


class Chunk(models.Model):
    """A stretch of one part of a running reply; offsets count code points of that part."""

    reply = models.ForeignKey("chat.Message", models.CASCADE, "chunks", db_index=False)
    part = models.CharField(max_length=12)
    start = models.PositiveIntegerField(db_column="from")
    end = models.PositiveIntegerField(db_column="to")
    text = models.TextField()

    objects = ChunkQuerySet.as_manager()

    class Meta:
        # Makes storing again after an unknown outcome store nothing twice.
        constraints = [models.UniqueConstraint(fields=["reply", "part", "start"], name="one_chunk_a_place")]

    def __str__(self):
        return f"{self.reply_id} {self.part} {self.start}-{self.end}"


def folded(reply):
    """The whole text of each part of an open reply, from its chunks: `{part: text}`."""
    parts = {}
    for part, text in written(reply=reply):
        parts.setdefault(part, []).append(text)
    return {part: "".join(texts) for part, texts in parts.items()}


@prepared(reply=KEY)
def written(reply):
    return Chunk.objects.filter(reply=reply).order_by("pk").values_list("part", "text")


class Process(models.Model):
    """The lease of one server process: its replies live as long as it renews this row."""

    name = models.CharField(max_length=32, primary_key=True)
    renewed_at = models.DateTimeField(db_default=Now())

    def __str__(self):
        return self.name

    def renew(self):
        """Renew the lease by the database's clock; return (gap in seconds, time of renewal).

        The time is read back in the transaction, so that a judgement over others made from it
        is as old as this renewal, however long the judge is held up afterwards.
        """
        with transaction.atomic(durable=True):
            lease = Process.objects.filter(pk=self.pk)
            before = lease.values_list("renewed_at", flat=True).first()
            if before is None:
                Process.objects.create(name=self.pk)
            lease.update(renewed_at=Now())
            after = lease.values_list("renewed_at", flat=True).get()
        return (after - (before or after)).total_seconds(), after

    @staticmethod
    def dead(at):
        """Processes silent for a whole term at a time that `renew` returned."""
        return Process.objects.filter(renewed_at__lt=at - timedelta(seconds=TERM))


def store(writer, rows):
    """Store chunks `(pk, part, start, text)` of replies that `writer` still writes; return their pks.

    Locks those replies against closing, in the order of their keys: two journals that lock the
    same ones must not cross. Rows already there stay as they are. SQL, because it runs a hundred
    times a second: the ORM takes three times as long for the same two statements.
    """
    lock = "FOR NO KEY UPDATE" if connection.vendor == "postgresql" else ""
    pks = sorted({row[0] for row in rows})
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM chat_message WHERE id IN ({marks(pks)}) AND writer_id = %s"
            f" AND state = 'writing' ORDER BY id {lock}",
            [*pks, writer],
        )
        ours = {pk for (pk,) in cursor.fetchall()}
        new = [(pk, part, at, at + len(text), text) for pk, part, at, text in rows if text and pk in ours]
        if new:
            cursor.execute(
                'INSERT INTO chat_chunk (reply_id, part, "from", "to", text) VALUES '
                + ",".join(["(%s, %s, %s, %s, %s)"] * len(new))
                + " ON CONFLICT DO NOTHING",
                [value for row in new for value in row],
            )
            notify(writer, cursor)
    return ours


def marks(values):
    return ",".join(["%s"] * len(values))


def notify(what, cursor=None):
    """Wake the other processes when this transaction commits (PostgreSQL; SQLite is polled)."""
    if connection.vendor == "postgresql":
        (cursor or connection.cursor()).execute("SELECT pg_notify(%s, %s)", [CHANNEL, what])
