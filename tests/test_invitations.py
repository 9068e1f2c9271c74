"""People come by a link, one account each, and leave with a choice for what they wrote."""

import json
import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from chat import runner
from chat.models import Action, AuditEntry, Conversation, Group, Invitation, Role, User
from chat.models.forgetting import forget_deleted
from chat.models.people import disable
from chat.models.roles import LastAdministrator, grant

from .cast import PASSWORD, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick_hashes(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def admin(db):
    admin = person("ada")
    grant(None, admin, Role.ADMIN)
    return admin


def link(admin, *groups, roles=(Role.USER,)):
    invitation = Invitation(for_whom="somebody", made_by=admin, roles=list(roles))
    token = invitation.renew()
    invitation.save(force_insert=True)
    invitation.groups.set(groups)
    return f"/invited/{token}/"


def guest(name="gwen", **more):
    return {"username": name, "email": "", "password1": PASSWORD, "password2": PASSWORD} | more


def test_a_link_makes_an_account_with_its_roles_and_groups(client, admin):
    team = Group.objects.create(name="Team")
    at = link(admin, team, roles=[Role.USER, Role.REVIEWER])
    assert "You are invited" in client.get(at).content.decode()

    answer = client.post(at, guest())

    gwen = User.objects.get(username="gwen")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/").status_code == 200
    assert (set(gwen.roles), list(gwen.member_of.all())) == ({"user", "reviewer"}, [team])
    said = AuditEntry.objects.filter(person=gwen.pk, actor=admin.pk).values_list("action", flat=True)
    assert {Action.CREATED, Action.GRANTED} <= set(said)


@pytest.mark.parametrize(
    "roles",
    [[], [Role.USER], [Role.AUDITOR], [Role.ADMIN, Role.REVIEWER], list(Role)],
    ids="+".join,
)
def test_the_roles_are_exactly_those_of_the_link_and_each_is_on_record(client, admin, roles):
    client.post(link(admin, roles=roles), guest())

    gwen = User.objects.get(username="gwen")
    granted = AuditEntry.objects.filter(person=gwen.pk, actor=admin.pk, action=Action.GRANTED)
    assert gwen.roles == set(roles)
    assert {json.loads(entry.details)["role"] for entry in granted} == set(roles)


def test_who_was_invited_to_audit_alone_may_not_ask(client, admin, monkeypatch):
    monkeypatch.setattr(runner, "is_taking", lambda: True)
    client.post(link(admin, roles=[Role.AUDITOR]), guest())

    answer = client.post("/ask/", {"id": uuid.uuid4(), "text": "hello"}, headers={"Accept": "application/json"})

    assert (answer.status_code, client.get("/audit/").status_code) == (403, 200)
    assert not Conversation.objects.exists()


def test_the_form_gives_nothing_that_the_link_does_not(client, admin):
    fields = {field.name: "77" for field in User._meta.get_fields()} | {"roles": "admin", "id": admin.pk}

    client.post(link(admin), fields | guest())

    gwen = User.objects.get(username="gwen")
    assert (set(gwen.roles), gwen.is_superuser, gwen.pk == admin.pk) == ({"user"}, False, False)
    assert gwen.epoch != 77


def test_used_old_forged_and_unable_links_look_alike(client, admin):
    used, old, unable = link(admin), link(admin), link(person("bob"))
    Client().post(used, guest())
    newest = Invitation.objects.filter(made_by=admin).latest("pk")
    Invitation.objects.filter(pk=newest.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    before = User.objects.count()

    for at in used, old, unable, "/invited/forged/", f"{used[:-4]}xxx/":
        for answer in client.get(at), client.post(at, guest("mallory")):
            assert answer.status_code == 404
            assert "This link no longer works" in answer.content.decode()

    assert User.objects.count() == before


def test_who_no_longer_administers_lets_nobody_in(client, admin):
    at = link(admin)
    other = person("bob")
    grant(None, other, Role.ADMIN)
    disable(other, admin)

    assert client.post(at, guest()).status_code == 404


@pytest.mark.parametrize("wrong", [{"username": "ada"}, {"password2": "else"}, {"password1": "12", "password2": "12"}])
def test_a_form_that_is_refused_leaves_the_link_good(client, admin, wrong):
    at = link(admin)

    answer = client.post(at, guest() | wrong)
    assert (answer.status_code, User.objects.filter(username="gwen").exists()) == (200, False)
    client.post(at, guest())

    assert User.objects.filter(username="gwen").exists()


def test_registration_can_be_opened_and_gives_the_least(client, settings):
    settings.OPEN_REGISTRATION = True
    assert "Make an account" in client.get("/accounts/signup/").content.decode()

    client.post("/accounts/signup/", guest(email="gwen@example.org", roles="admin"))

    gwen = User.objects.get(username="gwen")
    assert (set(gwen.roles), gwen.email) == ({"user"}, "")


def test_registration_never_tells_whose_an_address_is_and_tries_few_names(client, settings):
    """That a name is taken has to be said; an address is added later, where its mailbox alone learns of it."""
    settings.OPEN_REGISTRATION = True
    person("alice")

    answers = [client.post("/accounts/signup/", guest("alice", email="alice@example.org")) for _ in range(11)]

    assert "already exists" in answers[0].content.decode()
    assert "alice@example.org" not in answers[0].content.decode()
    assert [answer.status_code for answer in answers[-2:]] == [200, 429]


def test_the_admin_shows_a_new_link_once_and_no_secret_after(client, admin):
    client.force_login(admin)
    form = {"for_whom": "Gwen", "roles": ["user"], "days": 3}

    page = client.post("/admin/chat/invitation/add/", form, follow=True).content.decode()
    at = re.search(r"<code>http://testserver(/invited/[\w-]{43}/)</code>", page)[1]

    assert at not in client.get("/admin/chat/invitation/").content.decode()
    assert "used by" not in client.get("/admin/chat/invitation/").content.decode()
    Client().post(at, guest())
    assert "used by gwen" in client.get("/admin/chat/invitation/").content.decode()
    change = client.get(f"/admin/chat/invitation/{Invitation.objects.get().pk}/change/")
    assert change.status_code == 200


# Leaving


@pytest.fixture
def bob(admin):
    bob = person("bob")
    Conversation.objects.create(owner=bob, title="Tides")
    return bob


def remove(client, admin, who, **form):
    client.force_login(admin)
    return client.post(f"/admin/chat/user/{who.pk}/remove/", form)


@pytest.mark.parametrize(("choice", "left"), [("keep", 1), ("delete", 0)])
def test_an_account_ends_with_a_choice_for_its_conversations(client, admin, bob, choice, left):
    theirs = Client()
    theirs.force_login(bob)

    answer = remove(client, admin, bob, conversations=choice, reason="left")
    forget_deleted()

    gone = User.objects.get(pk=bob.pk)
    assert answer.status_code == 302
    assert (gone.username, gone.email, gone.is_active) == (f"deleted-{bob.pk}", "", False)
    assert not gone.has_usable_password()
    assert Conversation.objects.filter(owner=bob).count() == left
    assert theirs.get("/").status_code == 302
    assert AuditEntry.objects.filter(action=Action.DELETED, person=bob.pk, reason="left").exists()
    assert "deleted-" not in client.get("/admin/chat/user/").content.decode()
    assert person("bob").pk != bob.pk


def test_without_a_choice_nothing_ends(client, admin, bob):
    assert remove(client, admin, bob).status_code == 200
    assert User.objects.get(pk=bob.pk).username == "bob"


def test_the_last_administrator_stays(client, admin):
    answer = remove(client, admin, admin, conversations="keep")

    assert "Nobody else could administer" in answer.content.decode()
    assert User.objects.get(pk=admin.pk).username == "ada"
    with pytest.raises(LastAdministrator):
        disable(admin, admin)
