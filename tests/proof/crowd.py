"""Run as a program with DATA_DIR and DATABASE_URL: makes people who are logged in, and revokes them as it is told.

It prints a JSON list of [cookie, reply] and then, for each line `number way` that it reads, `done` after the commit.
"""

import json
import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatsite.settings")
    import django

    django.setup()
    from chat.models import Conversation, Message, Part, Role, RoleGrant, User

    people, told = [], []
    for number in range(int(sys.argv[1])):
        person = User.objects.create(username=f"crowd{number}", password="!")
        RoleGrant.objects.create(person=person, role=Role.USER)
        talk = Conversation.objects.create(owner=person, title="Secret")
        prompt = Message.objects.create(conversation=talk, role="user", author=person)
        reply = Message.objects.create(conversation=talk, role="assistant", parent=prompt)
        Part.of(reply.pk, "text", "secret").save(force_insert=True)
        session = logged_in(person)
        people.append((person, session))
        told.append([session.session_key, reply.pk])
    print(json.dumps(told), flush=True)
    for line in sys.stdin:
        number, way = line.split()
        revoke(*people[int(number)], way)
        print("done", flush=True)


def logged_in(person):
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from chat.sessions import sessions

    session = sessions()()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(person.pk), person.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session.create()
    return session


def revoke(person, session, way):
    from chat.models import Role
    from chat.models.people import disable
    from chat.models.roles import grant

    match way:
        case "logout":
            session.delete()
        case "disable":
            disable(None, person)
        case "password":
            person.set_unusable_password()
            person.save(update_fields=["password"])
        case "expire":
            session.set_expiry(-1)
            session.save()
        case "role":
            grant(None, person, Role.REVIEWER)


if __name__ == "__main__":
    main()
