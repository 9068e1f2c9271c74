"""Roles: who holds what, who gave it, and that nothing else opens a door."""

import json

import pytest
from django.contrib import admin
from django.http import Http404, HttpResponse

from chat.models import AuditEntry, Conversation, NotRecorded, Role, RoleGrant, User, people, roles
from chat.models.people import first_account
from chat.models.roles import LastAdministrator, grant, withdraw
from chat.views.roles import needs_role

from .cast import PASSWORD, person
from .stage.providers import ADMIN, CANARY, URL, form

pytestmark = pytest.mark.django_db

PEOPLE = "/admin/chat/user/"


def recorded():
    return [(row.actor_name, row.action, row.person_name, row.details) for row in AuditEntry.objects.all()]


def test_the_first_account_holds_every_role_and_its_reading_is_on_record():
    first = first_account("admin", PASSWORD)

    assert first.roles == set(Role.values) - {Role.EXPORTER}
    assert [(name, action) for name, action, *_ in recorded()] == [("", "granted")] * 3
    assert {row.person_name for row in AuditEntry.objects.all()} == {"admin"}


def test_a_new_account_asks_and_nothing_more():
    assert person("alice").roles == {Role.USER}


@pytest.mark.parametrize("role", Role)
def test_every_change_of_a_role_is_on_record_once(role):
    ada, carol = person("ada"), User.objects.create(username="carol")

    given = [grant(ada, carol, role, "she asked"), grant(ada, carol, role)]
    held = carol.has_role(role)
    taken = [withdraw(ada, carol, role), withdraw(ada, carol, role)]

    assert (given, held, taken, carol.has_role(role)) == ([True, False], True, [True, False], False)
    details = f'{{"role": "{role}"}}'
    assert recorded() == [("ada", "granted", "carol", details), ("ada", "withdrew", "carol", details)]


def test_an_administrator_who_makes_herself_a_reviewer_leaves_a_trace():
    ada = person("ada")

    grant(ada, ada, Role.REVIEWER)

    assert recorded() == [("ada", "granted", "ada", '{"role": "reviewer"}')]


@pytest.mark.parametrize("file", ["AUDIT_KEY_FILE", "AUDIT_HEAD_FILE"])
def test_a_role_that_cannot_be_recorded_is_not_given(settings, file):
    ada = person("ada")
    grant(ada, ada, Role.AUDITOR)
    setattr(settings, file, settings.DATA_DIR / "nowhere" / "there")

    with pytest.raises(NotRecorded):
        grant(ada, ada, Role.REVIEWER)

    assert not RoleGrant.objects.filter(role=Role.REVIEWER).exists()


def test_somebody_must_be_left_who_administers():
    ada, disabled = person("ada"), person("bob")
    grant(ada, disabled, Role.ADMIN)
    people.disable(ada, disabled)

    with pytest.raises(LastAdministrator):
        withdraw(ada, ada, Role.ADMIN)
    with pytest.raises(LastAdministrator):
        people.disable(ada, ada)

    assert ada.has_role(Role.ADMIN)


def test_a_disabled_account_holds_no_role():
    ada, rita = person("ada"), person("rita")

    people.disable(ada, rita)
    while_disabled = User.objects.get(pk=rita.pk).roles
    people.enable(ada, rita)

    assert while_disabled == frozenset()
    assert User.objects.get(pk=rita.pk).roles == {Role.USER, Role.REVIEWER}
    assert [action for _, action, *_ in recorded()] == ["disabled", "enabled"]


@pytest.mark.parametrize("role", Role)
def test_a_door_for_a_role_is_not_there_for_others(role, rf):
    door = needs_role(role)(lambda request: HttpResponse("in"))
    request = rf.get("/")

    for holder in Role:
        request.user = User.objects.create(username=f"{holder}", is_superuser=True)
        RoleGrant.objects.create(person=request.user, role=holder)
        if holder == role:
            assert door(request).content == b"in"
        else:
            with pytest.raises(Http404):
                door(request)


@pytest.mark.parametrize("roles", [[], [Role.REVIEWER], [Role.AUDITOR, Role.ADMIN]])
def test_who_is_no_user_may_not_ask_and_is_told_so(client, roles):
    someone = User.objects.create(username="someone", is_superuser=True)
    RoleGrant.objects.bulk_create(RoleGrant(person=someone, role=role) for role in roles)
    client.force_login(someone)

    answer = client.post("/ask/", {"text": "hello"}, headers={"Accept": "application/json"})

    assert answer.status_code == 403
    assert answer.json()["error"]["message"].startswith("Your account may not ask.")
    assert not Conversation.objects.exists()


@pytest.mark.parametrize("role", [None, Role.USER, Role.REVIEWER, Role.AUDITOR])
def test_the_admin_does_not_open_for_a_superuser_without_the_role(client, role):
    root = User.objects.create(username="root", is_superuser=True)
    if role:
        RoleGrant.objects.create(person=root, role=role)
    client.force_login(root)

    assert client.get("/admin/").status_code == 302
    assert not root.has_perm("chat.change_user")
    assert not root.has_module_perms("chat")


# In the admin


@pytest.fixture
def ada(client):
    client.force_login(person("ada"))
    return client


def change(ada, who, **given):
    form = {"username": who.username, "roles": sorted(who.roles), "may_log_in": "on"}
    form |= given
    return ada.post(f"{PEOPLE}{who.pk}/change/", {name: value for name, value in form.items() if value is not None})


def test_an_account_is_made_with_its_roles_on_record(ada):
    given = {"username": "nina", "password1": PASSWORD, "password2": PASSWORD, "roles": ["user", "auditor"]}

    answer = ada.post(f"{PEOPLE}add/", given | {"reason": "new in compliance"})

    nina = User.objects.get(username="nina")
    assert answer.status_code == 302
    assert nina.roles == {Role.USER, Role.AUDITOR}
    assert ("ada", "created", "nina") in [row[:3] for row in recorded()]
    assert AuditEntry.objects.get(action="granted", details__contains="auditor").reason == "new in compliance"


def test_roles_are_changed_by_the_form_and_only_those(ada):
    bob = person("bob")
    grant(None, bob, Role.REVIEWER)

    answer = change(ada, bob, roles=["user", "auditor"])

    assert answer.status_code == 302
    assert User.objects.get(pk=bob.pk).roles == {Role.USER, Role.AUDITOR}
    ours = [(action, details) for name, action, _, details in recorded() if name == "ada" and action != "administered"]
    assert ours == [("granted", '{"role": "auditor"}'), ("withdrew", '{"role": "reviewer"}')]


def test_an_account_is_disabled_and_enabled_by_the_form(ada):
    bob = person("bob")

    change(ada, bob, may_log_in=None)
    disabled = User.objects.get(pk=bob.pk).is_active
    change(ada, bob)

    assert not disabled
    assert User.objects.get(pk=bob.pk).is_active
    assert [action for _, action, *_ in recorded() if action != "administered"] == ["disabled", "enabled"]


@pytest.mark.parametrize("given", [{"roles": ["user"]}, {"may_log_in": None}])
def test_the_last_administrator_is_told_to_find_another_first(ada, given):
    answer = change(ada, person("ada"), **given)

    assert roles.LAST in answer.content.decode()
    assert User.objects.get(username="ada").has_role(Role.ADMIN)


@pytest.mark.parametrize(
    "field", ["is_superuser", "is_active", "is_staff", "groups", "user_permissions", "id", "password"]
)
def test_no_other_field_can_be_posted(ada, field):
    bob = person("bob")
    before = User.objects.filter(pk=bob.pk).values("is_superuser", "id", "password").get()

    change(ada, bob, **{field: "1"})

    assert User.objects.filter(pk=bob.pk).values("is_superuser", "id", "password").get() == before


def test_a_password_set_by_another_is_on_record(ada):
    bob = person("bob")
    form = {"password1": "another long word", "password2": "another long word", "usable_password": "true"}

    answer = ada.post(f"{PEOPLE}{bob.pk}/password/", form | {"set-password": "1"})

    assert answer.status_code == 302
    assert ("ada", "password", "bob") in [row[:3] for row in recorded()]


def test_nobody_is_deleted_at_a_click(ada):
    assert ada.post(f"{PEOPLE}{person('bob').pk}/delete/", {"post": "yes"}).status_code == 403


def test_whatever_the_admin_manages_is_recorded():
    from chat.recorded import Recorded

    assert all(isinstance(managed, Recorded) for managed in admin.site._registry.values())


def test_a_change_in_the_admin_is_on_record_without_its_values(ada):
    made = ada.post(f"{ADMIN}add/", form(name="Near", base_url=URL, key=CANARY))

    row = AuditEntry.objects.get()
    assert made.status_code == 302
    assert (row.actor_name, row.action) == ("ada", "administered")
    assert json.loads(row.details)["what"] == "added provider"
    assert CANARY not in row.details


def test_the_admin_changes_nothing_that_cannot_be_recorded(ada, settings):
    bob = person("bob")
    grant(None, bob, Role.AUDITOR)
    settings.AUDIT_KEY_FILE = settings.DATA_DIR / "nowhere"

    answer = change(ada, bob, roles=["user", "reviewer"], first_name="Robert")

    page = ada.get(answer["Location"]).content.decode()
    assert "Nothing was changed." in page
    assert User.objects.get(pk=bob.pk).roles == {Role.USER, Role.AUDITOR}
    assert not User.objects.get(pk=bob.pk).first_name
