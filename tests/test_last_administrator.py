"""Somebody is always left who administers, also when two remove each other at the same moment."""

import threading

import pytest
from django.db import connection

from chat.models import Role, RoleGrant, User, people, roles

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("fresh_database")]


def withdraw(by, person):
    roles.withdraw(by, person, Role.ADMIN)


@pytest.mark.parametrize("remove", [withdraw, people.disable], ids=["withdraw", "disable"])
def test_two_who_remove_each_other_leave_one(remove):
    ada, carol = (User.objects.get(username=name) for name in ("ada", "carol"))
    roles.grant(ada, carol, Role.ADMIN)
    at_once, refused = threading.Barrier(2), []

    def attempt(by, person):
        at_once.wait()
        try:
            remove(by, person)
        except roles.LastAdministrator as problem:
            refused.append(str(problem))
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=pair) for pair in ((ada, carol), (carol, ada))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert refused == [roles.LAST]
    assert RoleGrant.objects.filter(role=Role.ADMIN, person__is_active=True).count() == 1
