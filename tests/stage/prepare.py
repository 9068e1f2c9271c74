"""Run as a program with DATA_DIR and DATABASE_URL: makes the tables, and an account for each of PEOPLE."""

import os

PEOPLE = "alice", "bob", "carol", "rita"
PASSWORD = "correct horse battery staple"


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatsite.settings")
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.contrib.auth.hashers import make_password
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    hashed, model = make_password(PASSWORD), get_user_model()
    model.objects.bulk_create(model(username=name, password=hashed) for name in PEOPLE)


if __name__ == "__main__":
    main()
