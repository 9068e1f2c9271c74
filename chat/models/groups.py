"""Groups of people, to which models are granted and budgets are given."""

import time

from django.conf import settings
from django.db import models
from django.db.models import Q

from .joining import spoken

FRESH = 1  # seconds for which the groups of a person are believed
MOST = 10_000  # people whose groups are remembered

known = {}  # key of a person: ({key: name} of the groups, when they were read)


class Group(models.Model):
    """People who share models and budgets. A person may be in several."""

    name = models.CharField(max_length=80, unique=True)
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, "member_of", blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="group_has_a_name")]

    def __str__(self):
        return self.name


spoken(Group.people, "place in a group", "places in groups", "{user} in {group}")


def groups_of(person):
    """The groups that a person is in, as they were at most a second ago: `{key: name}`."""
    found, at = known.get(person.pk, (None, float("-inf")))
    if time.monotonic() - at > FRESH:
        if len(known) >= MOST:
            known.clear()
        found = dict(Group.objects.filter(people=person.pk).values_list("pk", "name"))
        known[person.pk] = found, time.monotonic()
    return found
