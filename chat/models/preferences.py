"""What a person is used to: the model asked last, what Enter does, and who finds titles."""

from django.conf import settings
from django.db import models


class Preferences(models.Model):
    """One row for each person who ever chose something."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True)
    model = models.CharField(max_length=200, blank=True)  # the id of the choice that was asked last
    enter_sends = models.BooleanField(default=True)  # else Ctrl+Enter does
    model_titles = models.BooleanField(default=True, db_default=True)  # where the site has them

    def __str__(self):
        return f"preferences of {self.person_id}"

    @classmethod
    def of(cls, person):
        """Those of a person; of somebody who never chose, what everybody begins with."""
        try:
            return person.preferences
        except cls.DoesNotExist:
            return cls(person_id=person.pk)

    @classmethod
    def keep(cls, person, **chosen):
        """Remember what was chosen, if it is not known already."""
        mine = cls.of(person)
        if any(getattr(mine, name) != value for name, value in chosen.items()):
            person.preferences, _ = cls.objects.update_or_create(person_id=person.pk, defaults=chosen)
