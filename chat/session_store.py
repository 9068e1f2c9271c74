"""Django's sessions in the database, asked for with one question that is put together once: every request begins so."""

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
