"""Deleting with a way back: what is deleted is gone for everybody at once, can be brought back for a while, and is
forgotten after it (`forgetting.py`). So it is with conversations and with messages.
"""

from datetime import timedelta

from django.db import models
from django.utils import timezone

UNDO = timedelta(minutes=10)  # in which it can be brought back


class DeletableQuerySet(models.QuerySet):
    def there(self):
        return self.filter(deleted_at=None)

    def restorable(self):
        return self.filter(deleted_at__gt=timezone.now() - UNDO)

    def forgotten(self):
        """What nobody can bring back any more."""
        return self.filter(deleted_at__lt=timezone.now() - UNDO)


class Deletable(models.Model):
    """A row that is hidden before it is gone."""

    deleted_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
