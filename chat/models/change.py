"""That something changed in what a person's pages show, said to all their tabs, also those of other processes."""

from django.conf import settings
from django.db import connection, models

from .writing import notify

# One row a person and not a row a change: a number that only grows cannot be overlooked, whoever commits first.
COUNT = (
    "INSERT INTO chat_change (person_id, number) VALUES (%s, 1)"
    " ON CONFLICT (person_id) DO UPDATE SET number = chat_change.number + 1"
)


class Change(models.Model):
    """How often it did, for one person."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    number = models.PositiveBigIntegerField()

    def __str__(self):
        return f"{self.person_id} {self.number}"


def changed(person):
    """Count a change of a person's, by key; last in its transaction, because others of theirs wait for its end."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [person])
        notify("changed", cursor)


def changes_for(person):
    """How often it changed for one person, before they were read or now."""
    return person.changes if hasattr(person, "changes") else changes([person.pk])[person.pk]


def changes(people):
    """How often it changed so far: `{key of a person: number}`, 0 for none."""
    counted = Change.objects.filter(pk__in=people).values_list("pk", "number")
    return dict.fromkeys(people, 0) | dict(counted)
