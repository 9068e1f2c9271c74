"""A file's conversations as rows that nobody sees yet. A bite at a time, so that nobody waits long for the database."""

from functools import partial

from django.db import connection, transaction

from chat.models import Conversation, Import, Message, Part, Rating, Request

from . import checking
from .foreign import converted, form_of
from .reading import pieces
from .tokens import Unreadable

BITE = 200  # messages stored at once
WEIGHT = 4_000_000  # characters after which fewer are
MOST = 500_000  # messages of one file

PLACES = "UPDATE chat_message SET created_at = %s, parent_id = %s, continues_id = %s WHERE id = %s"

BROKEN = "The file cannot be read beyond this place; what stands before it can be taken."
NOTHING = "There is no conversation in this file. Choose a JSON file that Chatsite, ChatGPT or Open WebUI exported."
EMPTY = "it has no messages and was left out"
FULL = f"There are more than {MOST:,} messages in this file. The first ones can be taken; import the rest apart."
NO_PARENT = "the message that it follows is not before it in the file; it was taken as a first one"


def stage(person, pk, file, name):
    """Read a file into rows that wait for its person's word; returns the Import, with what could not be taken."""
    about = {"owner": person, "name": checking.clean(name)[:200], "size": file.size}
    taken = Import.objects.create(pk=pk, **about)
    staging = Staging(taken)
    try:
        for kind, value in pieces(file):
            staging.take(value) if kind == "message" else staging.end(value)
    except Unreadable:
        staging.break_off(BROKEN)
    except Full:
        staging.break_off(FULL)
    taken.settle(problem="" if taken.conversations else NOTHING)
    return taken


class Full(Exception):
    """More messages than one import may have."""


class Staging:
    """Stores messages as they come, and their conversation around them."""

    def __init__(self, taken):
        self.taken, self.begun = taken, False
        self.forget()

    def forget(self):
        """Begin with the next conversation."""
        self.place, self.waiting, self.known, self.first, self.last = None, [], {}, "", None
        self.number = self.weight = 0

    def take(self, raw):
        """Take a message of the conversation that is being read."""
        if self.taken.messages + len(self.waiting) >= MOST:
            raise Full
        self.number += 1
        if found := checking.message(raw, partial(self.say, self.number)):
            self.waiting.append((self.number, raw, found))
            self.weight += sum(len(value) for value in raw.values() if isinstance(value, str))
        if len(self.waiting) >= BITE or self.weight > WEIGHT:
            self.store()

    def end(self, head):
        """Take what the file says of the conversation beside its messages."""
        if (form := form_of(head)) != "chatsite":
            self.taken.form = form
            head, messages = converted(head)
            for message in messages:
                self.take(message)
        self.store()
        if self.place:
            self.finish(head)
        else:
            self.say(None, EMPTY)
        self.forget()

    def break_off(self, sentence):
        """Keep what came until now, and say why there is no more."""
        self.store()
        if self.place:
            self.finish({})
        self.taken.say(sentence)

    def finish(self, head):
        about = checking.conversation(head, self.first, partial(self.say, None))
        shown = self.known.get(str(head.get("shown")), self.last)
        Conversation.objects.filter(pk=self.place.pk).update(**about, leaf=shown)
        self.taken.count(conversations=1)

    def store(self):
        """Store the messages that wait, in one transaction."""
        if not self.waiting:
            return
        with transaction.atomic(durable=True):
            self.place = self.place or self.taken.begin()
            self.hang_on(self.made())
            self.taken.count(messages=len(self.waiting))
        self.waiting, self.weight = [], 0

    def made(self):
        """The rows of the messages that wait, each behind its parent: [(number, row, what the file says)]."""
        moments = [found.pop("created_at") for _, _, found in self.waiting]
        marks = {"conversation": self.place, "is_imported": True, "is_copy": True}
        rows = Message.objects.bulk_create(Message(**marks, **found) for _, _, found in self.waiting)
        made = [(number, row, raw) for row, (number, raw, _) in zip(rows, self.waiting, strict=True)]
        for moment, (number, row, raw) in zip(moments, made, strict=True):
            row.created_at, row.parent_id = moment, self.before(raw, number)
            row.continues_id = self.known.get(str(raw.get("continues")))
            self.known[str(raw.get("id", f"message {number}"))] = self.last = row.pk
        put_in_place(rows)
        return made

    def before(self, raw, number):
        """The key of the message that this one follows: one that was read, so that no line goes in a circle."""
        parent = raw.get("parent")
        if parent is not None and str(parent) not in self.known:
            self.say(number, NO_PARENT)
        return self.known.get(str(parent))

    def hang_on(self, made):
        """Store what hangs on messages: what they hold, the request they were asked with, what was said of them."""
        parts, requests, ratings = [], [], []
        for number, row, raw in made:
            held = checking.parts(raw, partial(self.say, number))
            self.first = self.first or held["text"]
            parts += [Part.of(row.pk, name, text) for name, text in held.items()]
            if row.role == "assistant":
                requests += self.request(row, raw, partial(self.say, number))
                ratings += [Rating(reply=row, **said) for said in filter(None, [checking.rating(raw)])]
        Part.objects.bulk_create(parts)
        Request.objects.bulk_create(requests)
        Rating.objects.bulk_create(ratings)

    def request(self, row, raw, say):
        asked = checking.request(raw, say)
        if not asked:
            return []
        asked["left_out"] = [self.known[str(key)] for key in asked["left_out"] if str(key) in self.known]
        return [Request(reply=row, **asked)]

    def say(self, number, sentence):
        """Note what could not be taken, and where."""
        where = f"Conversation {self.taken.conversations + 1}"
        self.taken.say(f"{where}, message {number}: {sentence}." if number else f"{where}: {sentence}.")


def put_in_place(rows):
    """Store time and parents of new rows, which have their keys only now. SQL: the ORM took half of an import."""
    moment = connection.ops.adapt_datetimefield_value
    values = [(moment(row.created_at), row.parent_id, row.continues_id, row.pk) for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(PLACES, values)
