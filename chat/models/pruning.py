"""Taking a message out of its conversation with all that follows it, and bringing it back."""

from django.db import transaction
from django.utils import timezone

from . import tree
from .change import changed
from .conversation import Conversation


class Gone(Exception):
    """It was deleted before."""


def delete(message):
    """Delete a message and what follows it; return (the message or conversation that went, how many messages).

    An only reply takes its prompt along: a prompt without a reply leads nowhere. What would leave nothing
    behind is the whole conversation. Raises Gone.
    """
    conversation = message.conversation
    with transaction.atomic():
        rows, parents = at_rest(conversation)
        if message.pk not in parents:
            raise Gone
        root = root_of(parents, message)
        below = tree.below(parents, root)
        if len(below) == len(parents):
            conversation.mark("deleted", True)
            return conversation, len(below)
        show_beside(conversation, parents, root, below)
        put(rows, {"pk__in": below}, timezone.now())
        changed(conversation.owner_id)
    return rows.get(pk=root), len(below)


def restore(message):
    """Bring a message back, with all that went with it, and show it."""
    conversation = message.conversation
    with transaction.atomic():
        rows, _ = at_rest(conversation)
        put(rows, {"deleted_at": message.deleted_at}, None)
        parents = conversation.parents()
        if message.pk in parents:
            Conversation.objects.filter(pk=conversation.pk).update(leaf=tree.newest_below(parents, message.pk))
        changed(conversation.owner_id)


def at_rest(conversation):
    """The messages of a conversation in which nobody else deletes meanwhile, and their shape."""
    Conversation.objects.select_for_update(no_key=True).get(pk=conversation.pk)
    return conversation.messages.all(), conversation.parents()


def root_of(parents, message):
    prompt = parents[message.pk]
    is_only = message.role == "assistant" and prompt and tree.families(parents)[prompt] == [message.pk]
    return prompt if is_only else message.pk


def show_beside(conversation, parents, root, below):
    """When a message that goes was shown: show the version before it or after it, or what it followed."""
    if tree.end(parents, conversation.leaf_id) not in below:
        return
    family = tree.families(parents)[parents[root]]
    at = family.index(root)
    neighbour = next(iter(family[max(0, at - 1) : at] + family[at + 1 : at + 2]), None)
    leaf = tree.newest_below(parents, neighbour) if neighbour else parents[root]
    Conversation.objects.filter(pk=conversation.pk).update(leaf=leaf)


def put(rows, which, deleted_at):
    """Hide messages or show them again. What is found of them, and the facts of the transcript, follow afterwards."""
    rows.filter(**which).update(deleted_at=deleted_at, due_since=timezone.now())
    # The title is found by way of the first message, which may be another one now.
    rows.filter(parent=None).update(due_since=timezone.now())
