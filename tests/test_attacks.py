"""Forms that bring more than they should, and addresses that lead away."""

import pytest
from django.apps import apps

from chat.models import Group, User

from .matrix.house import Actor, House
from .matrix.rows import ROWS
from .test_matrix import taking, url  # noqa: F401  The fixture is used by name.

pytestmark = pytest.mark.django_db

EVERY_FIELD = {
    field.name
    for table in apps.get_app_config("chat").get_models()
    for field in table._meta.get_fields()
    if not field.auto_created
} | {"role", "roles", "owner_id", "person_id", "is_staff", "user"}
AWAY = ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "https:///evil.example"]


def rights():
    people = User.objects.order_by("pk").values_list("pk", "username", "is_superuser", "is_active")
    return [(*person, sorted(User.objects.get(pk=person[0]).roles)) for person in people]


@pytest.mark.parametrize(
    "name", [name for name in ROWS if not name.startswith(("admin:", "account_logout", "invited"))]
)
def test_no_form_gives_more_than_it_says(client, taking, name):  # noqa: F811
    client.raise_request_exception = False
    house = House()
    group = Group.objects.create(name="Team")
    house.enter(client, Actor.OTHER)
    row, before, held = ROWS[name], house.contents(), rights()
    form = dict.fromkeys(EVERY_FIELD, house.alice.pk) | (row.form(house) if callable(row.form) else row.form)

    answer = client.post(url(name, row.about, house), form)

    assert answer.status_code < 500
    assert rights() == held
    assert house.contents() == before
    assert not group.people.exists()


@pytest.mark.parametrize("away", AWAY)
def test_a_login_leads_nowhere_else(client, away, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    User.objects.create_user("alice", password="correct horse battery staple")

    answer = client.post(
        "/accounts/login/", {"login": "alice", "password": "correct horse battery staple", "next": away}
    )

    assert (answer.status_code, answer["Location"]) == (302, "/")
