"""Who may log in."""

from django.contrib.auth.models import AbstractUser
from django.db import connection, transaction


class User(AbstractUser):
    """A person with an account."""

    @property
    def display_name(self):
        return self.get_full_name() or self.username


def first_account(username, password):
    """Make the first account; None when there is one already, however many ask at once."""
    with transaction.atomic():
        if connection.vendor == "postgresql":  # SQLite's transaction is alone from its begin.
            connection.cursor().execute("LOCK TABLE chat_user IN SHARE ROW EXCLUSIVE MODE")
        if User.objects.exists():
            return None
        return User.objects.create_superuser(username, password=password)
