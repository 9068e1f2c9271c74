"""Who may log in."""

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import connection, models, transaction
from django.utils.functional import cached_property

from .audit import Action, record
from .change import Change
from .prepared import KEY, prepared
from .roles import Role, RoleGrant, grant, refuse_the_last


class PeopleManager(BaseUserManager):
    def known(self, pk):
        """The active person of that key, or None, with all that a page begins with: one question.

        Their roles, their preferences, and as `changes` how often what their pages show had changed before.
        """
        rows = active(pk=pk)
        if not rows:
            return None
        person = rows[0]
        person.roles = frozenset(row.role for row in rows if row.role)
        person.changes = person.changes or 0
        return person

    def create_user(self, username, email=None, password=None, roles=(Role.USER,), **more):
        """An account that may ask, unless other roles are given; those are not put on record here."""
        person = self.model(username=username, email=self.normalize_email(email), **more)
        person.username = person.normalize_username(username)
        person.set_password(password)
        with transaction.atomic():
            person.save(using=self._db)
            RoleGrant.objects.bulk_create(RoleGrant(person=person, role=role) for role in roles)
        return person

    def create_superuser(self, username, email=None, password=None, **more):
        """What Django's own command makes: an account that may ask and administer, and reads nothing of others."""
        with transaction.atomic():
            person = self.create_user(username, email, password, **{"is_superuser": True} | more)
            grant(None, person, Role.ADMIN)
        return person


class User(AbstractUser):
    """A person with an account. What they may do is what their roles say; `is_superuser` alone opens nothing."""

    groups = user_permissions = None  # Roles say it all.
    privacy_read_at = models.DateTimeField(null=True, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)
    epoch = models.PositiveIntegerField(default=0, editable=False)  # counts what ended for every open page

    objects = PeopleManager()

    class Meta(AbstractUser.Meta):
        verbose_name, verbose_name_plural = "person", "people"

    @property
    def display_name(self):
        return self.get_full_name() or self.username

    @cached_property
    def roles(self):
        """The names of the roles this person holds; none when the account is disabled."""
        return frozenset(self.role_grants.values_list("role", flat=True) if self.is_active else ())

    def has_role(self, role):
        return role in self.roles

    def forget_roles(self):
        """Read them anew when they are asked for next."""
        self.__dict__.pop("roles", None)

    def revoke(self):
        """Have every open page begin anew with what this person may do now; part of the change's transaction."""
        User.objects.filter(pk=self.pk).update(epoch=models.F("epoch") + 1)
        self.forget_roles()

    # What Django's admin asks

    @property
    def is_staff(self):
        return self.has_role(Role.ADMIN)

    def has_perm(self, perm, obj=None):
        return self.has_role(Role.ADMIN)

    def has_module_perms(self, app_label):
        return self.has_role(Role.ADMIN)


@prepared(pk=KEY)
def active(pk):
    """An active person, one row for each role."""
    changes = Change.objects.filter(person=models.OuterRef("pk")).values("number")
    rows = User.objects.filter(pk=pk, is_active=True).select_related("preferences")
    return rows.annotate(role=models.F("role_grants__role"), changes=models.Subquery(changes))


def disable(by, person, reason=""):
    """Lock somebody out, on record; what is theirs is kept. Raises LastAdministrator."""
    with transaction.atomic():
        if person.has_role(Role.ADMIN):
            refuse_the_last(person)
        if User.objects.filter(pk=person.pk, is_active=True).update(is_active=False):
            record(by, Action.DISABLED, person=person, reason=reason)
        person.revoke()
    person.is_active = False


def enable(by, person, reason=""):
    with transaction.atomic():
        if User.objects.filter(pk=person.pk, is_active=False).update(is_active=True):
            record(by, Action.ENABLED, person=person, reason=reason)
    person.is_active = True
    person.forget_roles()


def first_account(username, password):
    """Make the first account, with every role; None when there is one already, however many ask at once."""
    with transaction.atomic():
        if connection.vendor == "postgresql":  # SQLite's transaction is alone from its begin.
            connection.cursor().execute("LOCK TABLE chat_user IN SHARE ROW EXCLUSIVE MODE")
        if User.objects.exists():
            return None
        person = User.objects.create_superuser(username, password=password)
        for role in Role.REVIEWER, Role.AUDITOR:
            grant(None, person, role)
        return person
