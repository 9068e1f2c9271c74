"""A house with a secret in every place that holds one, and the actors who come to its doors."""

from datetime import timedelta
from enum import StrEnum, auto

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core import serializers
from django.db import transaction
from django.utils import timezone

from chat import afterwards
from chat.models import (
    Conversation,
    Import,
    Message,
    Part,
    Rating,
    Report,
    Request,
    Role,
    RoleGrant,
    Transcript,
    User,
    audit,
    export,
)
from tests.stage.providers import model, provider

SECRETS = [
    f"canary-{place}"
    for place in (
        "title",
        "prompt",
        "reply",
        "thought",
        "trouble",
        "key",
        "factor",
        "complaint",
        "file",
        "system",
        "comment",
    )
]


class Actor(StrEnum):
    """Who comes to a door."""

    STRANGER = auto()
    OWNER = auto()
    OTHER = auto()
    REVIEWER = auto()  # may review, and gave no reason for a reading
    EXPORTER = auto()
    AUDITOR = auto()
    ADMINISTRATOR = auto()
    DISABLED = auto()  # a session from before
    SUPERUSER = auto()  # Django's word for all rights, and no role


ROLES = {
    Actor.REVIEWER: Role.REVIEWER,
    Actor.EXPORTER: Role.EXPORTER,
    Actor.AUDITOR: Role.AUDITOR,
    Actor.ADMINISTRATOR: Role.ADMIN,
}


class House:
    """Alice's conversation, deleted and kept, a provider with a key; `absent` names what is not there."""

    def __init__(self):
        self.alice = User.objects.create(username="alice")  # without a password: a hash takes a while
        self.kept = self.conversation()
        self.deleted = self.conversation(deleted_at=timezone.now() - timedelta(seconds=5))
        self.prompt, self.reply = self.kept.messages.order_by("pk")
        Request.objects.create(reply=self.reply, system="canary-system")
        self.gone = self.kept.messages.create(role="assistant", parent=self.prompt, deleted_at=timezone.now())
        self.read(self.kept)
        self.provider = provider()
        self.provider.set_key("canary-key")
        self.provider.save(update_fields=["sealed_key"])
        self.model = model(self.provider)
        about = {"name": "canary-factor", "credential": {}}
        self.factor = Authenticator.objects.create(user=self.alice, type=Authenticator.Type.TOTP, data=about)
        self.session = UserSession.objects.create(
            user=self.alice, session_key="a", ip="192.0.2.1", user_agent="A browser"
        )
        self.report = Report.objects.create(reply=self.reply, person=self.alice, kind="wrong", words="canary-complaint")
        Rating.objects.create(reply=self.reply, is_good=False, words="canary-comment")
        self.file = Import.objects.create(owner=self.alice, name="canary-file", size=1, read_at=timezone.now())
        afterwards.some()
        taker = User.objects.create(username="taker")
        self.token = export.prepare(taker, Transcript.objects.all(), "A reason", {}, "csv", False)

    def conversation(self, **more):
        made = Conversation.objects.create(owner=self.alice, title="canary-title", **more)
        prompt = Message.objects.create(conversation=made, role="user", author=self.alice)
        reply = Message.objects.create(
            conversation=made, role="assistant", parent=prompt, state="failed", error_message="canary-trouble"
        )
        for message, name, text in (
            (prompt, "text", "canary-prompt"),
            (reply, "text", "canary-reply"),
            (reply, "reasoning", "canary-thought"),
        ):
            Part.of(message.pk, name, text).save(force_insert=True)
        return made

    def read(self, conversation):
        """Somebody read it, who is not here any more."""
        with transaction.atomic():
            audit.record(None, audit.Action.OPENED, conversation=conversation, reason="A complaint")

    def enter(self, client, actor):
        """Log a client in as the actor."""
        if actor == Actor.STRANGER:
            return
        name = "alice" if actor == Actor.OWNER else actor
        rights = {"is_active": True, "is_superuser": actor == Actor.SUPERUSER}
        person, _ = User.objects.update_or_create(rights, username=name)
        if actor != Actor.SUPERUSER:
            RoleGrant.objects.get_or_create(person=person, role=Role.USER)
        if actor in ROLES:
            RoleGrant.objects.get_or_create(person=person, role=ROLES[actor])
        client.force_login(person)
        if actor == Actor.DISABLED:
            User.objects.filter(username=name).update(is_active=False)

    def contents(self):
        """Everything that nobody but Alice may change, as text."""
        tables = [table.objects.order_by("pk") for table in (Conversation, Message, Part, Import)]
        tables += [table.objects.filter(user=self.alice).order_by("pk") for table in (Authenticator, UserSession)]
        return [serializers.serialize("json", rows) for rows in tables]
