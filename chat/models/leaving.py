"""How an account ends: what is personal in it goes at once, the conversations as was chosen."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from .audit import Action, record
from .conversation import Conversation
from .deleting import UNDO
from .people import User
from .roles import Role, refuse_the_last

LONG_AGO = 2 * UNDO + timedelta(seconds=1)  # nobody can bring back what was deleted then


def remove(by, person, keeps, reason=""):
    """End an account on record; with `keeps` its conversations stay, under no name. Raises LastAdministrator.

    The row stays without a name, a password or a right: what refers to it goes on making sense, and a large account
    holds no lock for long, because its conversations are forgotten a few at a time.
    """
    with transaction.atomic():
        if person.has_role(Role.ADMIN):
            refuse_the_last(person)
        record(by, Action.DELETED, person=person, reason=reason, conversations="kept" if keeps else "deleted")
        for table in (Authenticator, UserSession, EmailAddress):
            table.objects.filter(user=person).delete()
        forget_directory(person)
        person.role_grants.all().delete()
        person.member_of.clear()
        if not keeps:
            Conversation.objects.filter(owner=person).update(deleted_at=timezone.now() - LONG_AGO)
        nameless = {"username": f"deleted-{person.pk}", "email": "", "first_name": "", "last_name": ""}
        shut = {"is_active": False, "password": make_password(None), "removed_at": timezone.now()}
        User.objects.filter(pk=person.pk).update(**nameless, **shut)
        person.revoke()


def forget_directory(person):
    """Forget what the company's directory said of somebody; by its key alone they are still known as gone."""
    SocialAccount.objects.filter(user=person).update(extra_data={})
