"""Django's sessions in the database: each ends so long after its login, and is read by a prepared question."""

from datetime import timedelta

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import models
from django.utils import timezone

from .models.prepared import prepared


@prepared(key=models.CharField(), now=models.DateTimeField())
def living(key, now):
    return Session.objects.filter(session_key=key, expire_date__gt=now).values_list("session_data")


class SessionStore(db.SessionStore):
    def load(self):
        found = living(key=self.session_key, now=timezone.now())
        if not found:
            self._session_key = None
            return {}
        return self.decode(found[0][0])

    def set_expiry(self, value):
        """Seconds count from now, once: Django counts them anew whenever something is noted in the session."""
        super().set_expiry(timedelta(seconds=value) if value else value)
