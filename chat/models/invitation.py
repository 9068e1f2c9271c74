"""Links by which an administrator lets somebody make an account: each makes one, and is kept as a digest only."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from .audit import Action, record
from .groups import Group
from .joining import spoken
from .roles import Role, grant

DAYS = 7


class InvitationQuerySet(models.QuerySet):
    def usable(self):
        """Not used, not expired, and from somebody who still administers."""
        able = {"made_by__is_active": True, "made_by__role_grants__role": Role.ADMIN}
        return self.filter(used_at=None, expires_at__gt=timezone.now(), **able)

    def of(self, token):
        return self.filter(digest=digest(token))


class Invitation(models.Model):
    """What the account will be, before it is there."""

    for_whom = models.CharField(max_length=80, help_text="So that you know it again; the guest does not see it.")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    roles = models.JSONField(default=list)
    groups = models.ManyToManyField(Group, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, "invitations", editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(editable=False)
    used_at = models.DateTimeField(null=True, editable=False)
    used_by = models.OneToOneField(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    def __str__(self):
        return self.for_whom

    def renew(self, days=DAYS):
        """Give it a new link, which is shown this once; the link of before stops working. Not saved."""
        token = secrets.token_urlsafe(32)
        self.digest, self.expires_at = digest(token), timezone.now() + timedelta(days=days)
        return token


spoken(Invitation.groups, "promise of a group", "promises of groups", "{group} for {invitation}")


def digest(token):
    return hashlib.sha256(token.encode()).hexdigest()


def accept(token, make):
    """Make the one account of an invitation; None when the link is not usable any more.

    `make()` makes it without a role; it gets those that the invitation names, on record, and no others. However many
    come at once, the row is taken by one of them; when `make` fails it is given back.
    """
    with transaction.atomic():
        invitation = Invitation.objects.usable().of(token).select_related("made_by").first()
        if not invitation or not taken(invitation):
            return None
        person = make()
        Invitation.objects.filter(pk=invitation.pk).update(used_by=person)
        person.member_of.set(invitation.groups.all())
        record(invitation.made_by, Action.CREATED, person=person, invitation=invitation.pk)
        for role in sorted(set(invitation.roles)):
            grant(invitation.made_by, person, role)
        return person


def taken(invitation):
    return Invitation.objects.filter(pk=invitation.pk, used_at=None).update(used_at=timezone.now())
