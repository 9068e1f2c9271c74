"""How messages are born: a prompt with its reply, another reply to the same prompt, one that goes on.

Each is stored once for each sending: the id that the page made, unique for each author.
"""

from django.db import IntegrityError, transaction
from django.utils import timezone

from .change import changed
from .charging import estimate, reserve
from .conversation import Conversation, title_from
from .message import Message
from .part import Part
from .writing import State

ROOT = 0  # the parent of a first prompt, where None means "after what is shown"


class Conflict(Exception):
    """The same sending came before, for something else."""


class Busy(Exception):
    """The reply that this would follow is still being written."""


def ask(author, client_id, text, model, writer, conversation=None, parent=None, tuned=None):
    """Store a prompt and its queued reply, once; return (reply, whether it is new).

    The prompt follows the message `parent` (a key, or ROOT), or the one shown last in the
    conversation; two that follow the same message are siblings. `model` has name, provider and
    key (of its row, or None), as the catalogue's choices do; `tuned` are the columns of a new
    conversation's parameters. Raises Conflict when `author` sent another text under that id
    before, Busy while the parent is open, Message.DoesNotExist for a parent that is not there,
    and spent.Spent for what a budget does not allow.
    """

    def born():
        place = conversation or begun(author, text, tuned or {})
        before = parent_of(place, parent) if conversation else None
        about = {"conversation": place, **named(model)}
        prompt = Message.objects.create(role="user", author=author, client_id=client_id, parent=before, **about)
        Part.of(prompt.pk, "text", text).save(force_insert=True)
        return queued(author, prompt, model, writer, estimate(text) + tokens(before))

    def is_same(prompt):
        return prompt.role == "user" and prompt.text == text and conversation in (None, prompt.conversation)

    return once(author, client_id, born, is_same)


def ask_again(author, client_id, old, model, writer, goes_on=False):
    """Store another reply to the prompt of `old`, once; return (reply, whether it is new).

    With `goes_on` it begins with the text of `old`. Raises Conflict, Busy while `old` is open, and spent.Spent.
    """

    def born():
        if old.is_open:
            raise Busy
        sending = {"author": author, "client_id": client_id, "continues": old if goes_on else None}
        asked = tokens(old) if goes_on else old.prompt_tokens or 0
        return queued(author, old.parent, model, writer, asked, **sending)

    def is_same(reply):
        return reply.parent_id == old.parent_id and reply.continues_id == (old.pk if goes_on else None)

    return once(author, client_id, born, is_same)


def once(author, client_id, born, is_same):
    """Let the message be born unless this sending was stored before; return (reply, whether it is new)."""
    try:
        with transaction.atomic(durable=True):
            return born(), True
    except IntegrityError:
        found = sent(author, client_id)
        if not found:
            raise Message.DoesNotExist from None  # What it follows was deleted at this moment.
    except (Busy, Message.DoesNotExist):
        found = sent(author, client_id)
        if not found:
            raise  # Else it waits for the reply that its own first arrival began, or follows what has gone since.
    if not is_same(found):
        raise Conflict
    return (found if found.role == "assistant" else found.answers.earliest("pk")), False


def sent(author, client_id):
    return Message.objects.filter(author=author, client_id=client_id).first()


def begun(author, text, tuned):
    return Conversation.objects.create(owner=author, title=title_from(text), **tuned)


def parent_of(conversation, parent):
    if parent == ROOT:
        return None
    before = conversation.messages.there().get(pk=parent) if parent else conversation.tip()
    if before and before.is_open:
        raise Busy
    return before


def queued(person, prompt, model, writer, asked, **more):
    """A reply that waits to be written, paid for, and the conversation shown down to it.

    `asked` is about how many tokens its question has. Its `warning` says which budget nears its end.
    """
    about = {"conversation": prompt.conversation, "parent": prompt, **named(model), **more}
    reply = Message.objects.create(role="assistant", state=State.QUEUED, writer=writer, **about)
    Conversation.objects.filter(pk=prompt.conversation_id).update(asked_at=timezone.now(), leaf=reply.pk)
    asked += estimate(prompt.conversation.system)
    # Last, because others who use the same budget wait from here to the commit.
    reply.warning = reserve(person, reply, model, asked, prompt.conversation.parameters.get("max_tokens"))
    changed(prompt.conversation.owner_id)
    return reply


def tokens(message):
    """About how many tokens a conversation has down to a reply, as far as they were counted."""
    return (message.prompt_tokens or 0) + (message.completion_tokens or 0) if message else 0


def named(model):
    return {"model": model.name, "provider": model.provider, "language_model_id": model.key}
