"""Run as a program with DATA_DIR and DATABASE_URL: makes the tables, and an account for each of PEOPLE.

Everybody asks; Rita reviews, Otto audits, Ada administers.
"""

import os

PEOPLE = "alice", "bob", "carol", "rita", "otto", "ada"
ROLES = [*((name, "user") for name in PEOPLE), ("rita", "reviewer"), ("otto", "auditor"), ("ada", "admin")]
PASSWORD = "correct horse battery staple"


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatsite.settings")
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.contrib.auth.hashers import make_password
    from django.core.management import call_command

    from chat.models import RoleGrant

    call_command("migrate", verbosity=0)
    hashed, model = make_password(PASSWORD), get_user_model()
    people = {name: model(username=name, password=hashed) for name in PEOPLE}
    model.objects.bulk_create(people.values())
    RoleGrant.objects.bulk_create(RoleGrant(person=people[name], role=role) for name, role in ROLES)


if __name__ == "__main__":
    main()
