"""What people may do beyond their own conversations, and who allowed it."""

from django.conf import settings
from django.db import models, transaction

from .audit import Action, record

LAST = "Nobody else could administer Chatsite then. Give the role to somebody else first."


class Role(models.TextChoices):
    USER = "user", "User"
    REVIEWER = "reviewer", "Reviewer"
    AUDITOR = "auditor", "Auditor"
    ADMIN = "admin", "Administrator"
    EXPORTER = "exporter", "Review exporter"


class LastAdministrator(Exception):
    """Refused, because nobody would be left who can undo it; the message is for who tried."""


class RoleGrant(models.Model):
    """That a person holds a role."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, "role_grants", db_index=False)
    role = models.CharField(max_length=20, choices=Role.choices)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "role"], name="one_grant_a_role"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="grant_of_a_known_role"),
        ]

    def __str__(self):
        return f"{self.person_id} {self.role}"


def grant(by, person, role, reason=""):
    """Give somebody a role, on record; False when they hold it. `by` is None for whoever runs the server."""
    with transaction.atomic():
        _, is_new = RoleGrant.objects.get_or_create(person=person, role=Role(role), defaults={"granted_by": by})
        if is_new:
            record(by, Action.GRANTED, person=person, reason=reason, role=Role(role))
            person.revoke()
    return is_new


def withdraw(by, person, role, reason=""):
    """Take a role from somebody, on record; False when they did not hold it. Raises LastAdministrator."""
    with transaction.atomic():
        if role == Role.ADMIN:
            refuse_the_last(person)
        count, _ = RoleGrant.objects.filter(person=person, role=Role(role)).delete()
        if count:
            record(by, Action.WITHDREW, person=person, reason=reason, role=Role(role))
            person.revoke()
    return bool(count)


def refuse_the_last(person):
    """Raise LastAdministrator unless another active person administers, and hold that until the transaction ends."""
    grants = RoleGrant.objects.select_for_update().filter(role=Role.ADMIN, person__is_active=True)
    holders = [grant.person_id for grant in grants.order_by("pk")]
    if holders == [person.pk]:
        raise LastAdministrator(LAST)
