"""What is only ever added to: the audit log and the ledger. Triggers in the database refuse the rest, too."""

from django.db import models


class GrowingQuerySet(models.QuerySet):
    def update(self, **values):
        raise refusal(self.model)

    def delete(self):
        raise refusal(self.model)


class Growing(models.Model):
    """A row that is never changed or deleted once it is there."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise refusal(type(self))
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise refusal(type(self))


def refusal(table):
    return TypeError(f"The {table.GROWS} is append-only.")
