"""The people of the tests: Alice asks, Bob is on her team, Carol is not, Rita reviews, Otto audits, Ada administers."""

import functools

from django.contrib.auth.hashers import get_hasher, make_password

from chat.models import Role, RoleGrant, User

PASSWORD = "correct horse battery staple"
ROLES = {"rita": Role.REVIEWER, "otto": Role.AUDITOR, "ada": Role.ADMIN}


def person(name):
    """The account of that name, made when it is first asked for."""
    found = User.objects.filter(username=name).first()
    if not found:
        found = User.objects.create_user(name, f"{name}@example.org")
        User.objects.filter(pk=found.pk).update(password=hashed(get_hasher().algorithm))
        found.refresh_from_db()
        if name in ROLES:
            RoleGrant.objects.create(person=found, role=ROLES[name])
    return found


@functools.cache
def hashed(algorithm):
    """The hash of PASSWORD, made once for each algorithm: it is slow on purpose."""
    return make_password(PASSWORD, hasher=algorithm)
