"""Which conversations a model may name: those that nobody named, once each, while no budget says no."""

from django.db import transaction
from django.utils import timezone

from .account import charged
from .change import changed
from .conversation import Conversation, title_from
from .message import Message
from .preferences import Preferences
from .site import site
from .spent import standings
from .writing import State


def claim(pk):
    """The reply that gives its conversation a title, for the one who asks first; None when there is nothing to do."""
    if not site().model_titles:
        return None
    replies = Message.objects.there().filter(pk=pk, role="assistant", state=State.DONE, is_copy=False)
    reply = replies.select_related("conversation__owner__preferences", "parent").first()
    if not reply or not reply.language_model_id or reply.parent.parent_id:
        return None
    owner, place = reply.conversation.owner, reply.conversation
    if not Preferences.of(owner).model_titles or place.title != title_from(reply.parent.text) or is_spent(owner, reply):
        return None
    unasked = Conversation.objects.filter(pk=place.pk, title_asked=False, deleted_at=None)
    return reply if unasked.update(title_asked=True) else None


def is_spent(person, reply):
    """Whether a limit that this model counts in is used up."""
    about = [
        (budget, account) for budget, account in charged(person) if budget.model_id in (None, reply.language_model_id)
    ]
    return any(one.used >= one.most for one in standings(about, timezone.now()) if one.period)


def store(reply, title):
    """Give the conversation its title, unless it has another one by now; "given", or "late"."""
    place = reply.conversation
    with transaction.atomic():
        if not Conversation.objects.filter(pk=place.pk, title=place.title).update(title=title):
            return "late"
        # The title is found by way of the first message.
        Message.objects.filter(pk=reply.parent_id).update(due_since=timezone.now())
        changed(place.owner_id)
    return "given"
