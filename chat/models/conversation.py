"""What one person asks about one thing."""

import uuid

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from . import tree
from .change import changed
from .deleting import Deletable, DeletableQuerySet
from .ledger import cost_of
from .prepared import UUID, prepared

TITLE = 80  # characters of the prompt that become the title


class ConversationQuerySet(DeletableQuerySet):
    def visible_to(self, user):
        return self.there().filter(owner=user.pk)

    def deleted_by(self, user):
        """What this person may still bring back."""
        return self.restorable().filter(owner=user.pk)

    def recent(self):
        return self.order_by(models.F("pinned_at").desc(nulls_last=True), "-asked_at", "-pk")


def shelf(name, **condition):
    fields = ["owner", f"-{name}_at", "-id"]
    return models.Index(fields=fields, name=f"{name}_conversations", condition=models.Q(**condition))


class Conversation(Deletable):
    """A tree of messages that belongs to one person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, "conversations")
    title = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    leaf = models.ForeignKey("chat.Message", models.SET_NULL, null=True, related_name="+")  # the end of what is shown

    # Of its next reply: the system prompt, and what somebody has set. The database knows their defaults, too, for
    # processes of the version before.
    system = models.TextField(blank=True, default="", db_default="")
    parameters = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))

    pinned_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)
    imported = models.ForeignKey("chat.Import", models.SET_NULL, null=True, related_name="+")  # the file it is from
    title_asked = models.BooleanField(default=False, db_default=False)  # of a model, whatever came of it
    is_unread = models.BooleanField(default=False, db_default=False)  # a reply ended that nobody has seen

    objects = ConversationQuerySet.as_manager()

    class Meta:
        indexes = [
            # One for each shelf of the list, in its order: a page reads fifty rows however many there are.
            shelf("asked", deleted_at=None, archived_at=None, pinned_at=None),
            shelf("pinned", deleted_at=None, archived_at=None, pinned_at__isnull=False),
            shelf("archived", deleted_at=None, archived_at__isnull=False),
            models.Index(fields=["deleted_at"], name="deleted", condition=models.Q(deleted_at__isnull=False)),
        ]

    def __str__(self):
        return str(self.pk)

    def get_absolute_url(self):
        return reverse("conversation", args=[self.pk])

    def tip(self):
        """The message shown last, or None."""
        return self.leaf or self.messages.there().order_by("pk").last()

    def parents(self):
        """The shape of the whole tree, for tree.py: `{key: parent key or None}`."""
        return tree.rooted(self.messages.there().order_by("pk").values_list("pk", "parent"))

    def whole(self):
        """All messages by their keys, the oldest first, without what they hold.

        `left_out` are the messages that did not fit into the request of a reply, or None; `cost` is what
        it took, in millionths, or None.
        """
        messages = self.messages.there().rated().annotate(left_out=models.F("request__left_out"), cost=cost_of("pk"))
        return {message.pk: message for message in messages.order_by("pk")}

    def texts(self, tip):
        """What was said from the first prompt down to the key `tip`: [(key, role, text, session)].

        One question for shape and texts, although it reads other branches too: every reply asks it.
        """
        rows = texts_in(conversation=self.pk)
        said = {pk: (pk, *more) for pk, _, *more in rows}
        return [said[pk] for pk in tree.line({pk: parent for pk, parent, *_ in rows}, tip)]

    def tune(self, system, parameters):
        """Ask with these from the next prompt on."""
        Conversation.objects.filter(pk=self.pk).update(system=system, parameters=parameters)

    def rename(self, title):
        """Give it a title, on one line; an empty one brings the first words of its first prompt back."""
        first = self.messages.there().order_by("pk").first()
        title = " ".join(title.split())[:200] or title_from(first.text if first else "")
        with transaction.atomic():
            Conversation.objects.filter(pk=self.pk).update(title=title)
            # The title is found by way of the first message.
            self.messages.filter(pk=first and first.pk).update(due_since=timezone.now())
            changed(self.owner_id)
        return title

    def mark(self, what, on):
        """Pin, archive or delete it, or take that back: `what` is "pinned", "archived" or "deleted"."""
        with transaction.atomic():
            Conversation.objects.filter(pk=self.pk).update(**{f"{what}_at": timezone.now() if on else None})
            changed(self.owner_id)

    def show(self, key):
        """Show the newest branch through a message from now on."""
        with transaction.atomic():
            Conversation.objects.filter(pk=self.pk).update(leaf=tree.newest_below(self.parents(), key))
            changed(self.owner_id)

    def see(self):
        """Its person has it before their eyes; True when that put out its dot."""
        with transaction.atomic():
            put_out = Conversation.objects.filter(pk=self.pk, is_unread=True).update(is_unread=False)
            if put_out:
                changed(self.owner_id)
        return bool(put_out)


@prepared(conversation=UUID)
def texts_in(conversation):
    about = "pk", "parent", "role", "parts__text", "session"
    messages = Conversation.messages.rel.related_model.objects.filter(conversation=conversation, parts__name="text")
    return messages.order_by("pk").values_list(*about)


def title_from(text):
    """A title for the list: the first words of the prompt, on one line."""
    words = " ".join(text[: 4 * TITLE].split())
    if len(words) <= TITLE:
        return words
    return words[:TITLE].rsplit(" ", 1)[0] + "…"
