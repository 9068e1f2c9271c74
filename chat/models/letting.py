"""A link that lets one person in once, made on the terminal by whoever runs the server, where no other way is left.

The link holds when its person logged in last, so any login uses it up, and nothing is kept of it.
"""

from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from .audit import Action, record
from .people import User

LASTS = timedelta(minutes=15)
SALT = "a link that lets one person in"


def token(person, reason):
    """What the link holds, on record before anybody has it. Raises NotRecorded."""
    with transaction.atomic():
        record(None, Action.LINKED, person=person, reason=reason)
    seen = person.last_login.isoformat() if person.last_login else None
    return signing.dumps([person.pk, seen], salt=SALT)


def whose(token):
    """The active person whom a token lets in, as a queryset of one; of none when it is used up, old or forged."""
    try:
        pk, seen = signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return User.objects.none()
    return User.objects.filter(pk=pk, is_active=True, last_login=seen and parse_datetime(seen))


def let_in(token):
    """The person, once however many come at once, on record; else None. Raises NotRecorded."""
    with transaction.atomic():
        person = whose(token).first()
        if not person or not whose(token).update(last_login=timezone.now()):
            return None
        record(person, Action.LET_IN, person=person)
    return person
