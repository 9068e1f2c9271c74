"""Groups, grants, budgets and the site in the admin: what cannot be is refused in words, and all of it is recorded."""

from datetime import UTC, datetime

import pytest
from django.contrib.admin.models import LogEntry

from chat import catalogue
from chat.admin import budgets
from chat.models import AuditEntry, Budget, Group, Role, Site, User, budget, groups, roles, site

from .cast import person
from .stage.providers import model, provider

pytestmark = pytest.mark.django_db

LIMITS = dict.fromkeys(budget.LIMITS, "")
INLINE = {"LanguageModel_granted_to-TOTAL_FORMS": 0, "LanguageModel_granted_to-INITIAL_FORMS": 0}


@pytest.fixture(autouse=True)
def newly_read(monkeypatch):
    monkeypatch.setattr(catalogue, "in_step", True)
    monkeypatch.setattr(catalogue.listing, "ask_soon", lambda pk: None)
    for module in budget, groups, site, catalogue:
        monkeypatch.setattr(module, "FRESH", -1)


@pytest.fixture
def ada(client):
    """The browser of an administrator."""
    roles.grant(None, person("ada"), Role.ADMIN)
    client.force_login(person("ada"))
    return client


def problems(answer):
    """`{field: [sentence]}` of a form that came back."""
    return {} if answer.status_code == 302 else dict(answer.context["adminform"].form.errors)


def said(answer):
    return [str(message) for message in answer.context["messages"]]


# Budgets


def test_a_budget_is_made_for_each_person_of_a_group(ada):
    harbour = Group.objects.create(name="Harbour")

    answer = ada.post("/admin/chat/budget/add/", LIMITS | {"group": harbour.pk, "each": "on", "tokens_a_day": 1000})

    assert problems(answer) == {}
    made = Budget.objects.get()
    assert (made.group, made.each, made.tokens_a_day, str(made)) == (harbour, True, 1000, "each of Harbour")


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({}, "requests_a_minute", budgets.NO_LIMIT),
        ({"person": "alice", "group": "Harbour", "tokens_a_day": 1}, "group", budgets.TWO),
        ({"person": "alice", "each": "on", "tokens_a_day": 1}, "each", budgets.ALONE),
        ({"tokens_a_day": -1}, "tokens_a_day", None),
        ({"tokens_a_day": 10**30}, "tokens_a_day", None),
        ({"cost_a_day": "NaN"}, "cost_a_day", None),
        ({"cost_a_day": "0.001"}, "cost_a_day", None),
        ({"requests_a_minute": "many"}, "requests_a_minute", None),
    ],
)
def test_a_budget_that_cannot_be_is_refused_in_a_sentence(ada, given, field, sentence):
    keys = {"person": person("alice").pk, "group": Group.objects.create(name="Harbour").pk}
    given = {name: keys.get(name, value) for name, value in given.items()}

    found = problems(ada.post("/admin/chat/budget/add/", LIMITS | given))

    assert list(found) == [field]
    assert sentence is None or found[field] == [sentence]
    assert not Budget.objects.exists()


def test_whose_a_budget_is_stays_and_what_it_allows_changes(ada):
    made = Budget.objects.create(person=person("alice"), tokens_a_day=1)

    answer = ada.post(f"/admin/chat/budget/{made.pk}/change/", LIMITS | {"person": person("bob").pk, "tokens_a_day": 5})

    assert problems(answer) == {}
    made.refresh_from_db()
    assert (made.person, made.tokens_a_day) == (person("alice"), 5)


def test_a_budget_of_money_says_what_it_does_not_hold_back(ada):
    model(provider())

    answer = ada.post("/admin/chat/budget/add/", LIMITS | {"each": "on", "cost_a_day": "1.50"}, follow=True)

    assert any(sentence.startswith("Money is counted by the prices of models. 1 of those") for sentence in said(answer))


def test_the_list_says_how_far_each_budget_is_used(ada):
    made = Budget.objects.create(each=True, running_at_once=4)
    made.accounts.create(holder=1, running=1)
    made.accounts.create(holder=2, running=3)

    assert "75 % of 4 replies" in ada.get("/admin/chat/budget/").content.decode()


# Groups and grants


def test_a_group_gets_people_and_models_and_both_are_seen_at_once(ada):
    swift = model(provider(), open_to_all=False)
    grant = {"LanguageModel_granted_to-TOTAL_FORMS": 1, "LanguageModel_granted_to-0-languagemodel": swift.pk}

    answer = ada.post("/admin/chat/group/add/", INLINE | grant | {"name": "Harbour", "people": [person("alice").pk]})

    assert problems(answer) == {}
    assert [choice.name for choice in catalogue.models_for(person("alice"))] == ["swift-1"]
    assert catalogue.models_for(person("bob")) == ()


def test_open_pages_of_who_comes_and_goes_begin_anew(ada):
    harbour, names = Group.objects.create(name="Harbour"), ("alice", "bob", "carol")
    harbour.people.add(person("alice"), person("bob"))
    form = INLINE | {"name": "Harbour", "people": [person("bob").pk, person("carol").pk]}

    answer = ada.post(f"/admin/chat/group/{harbour.pk}/change/", form)

    assert problems(answer) == {}
    assert [person(name).epoch for name in names] == [1, 0, 1]
    ada.post(f"/admin/chat/group/{harbour.pk}/delete/", {"post": "yes"})
    assert [person(name).epoch for name in names] == [1, 1, 2]


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_group_needs_a_name_of_moderate_length(ada, name):
    assert list(problems(ada.post("/admin/chat/group/add/", INLINE | {"name": name}))) == ["name"]


def test_a_model_is_granted_on_its_own_page(ada):
    swift, harbour = model(provider()), Group.objects.create(name="Harbour")
    form = {"label": "Swift", "order": 0, "enabled": "on", "name": swift.name, "granted_to": [harbour.pk]}

    answer = ada.post(f"/admin/chat/languagemodel/{swift.pk}/change/", form)

    assert problems(answer) == {}
    swift.refresh_from_db()
    assert (swift.open_to_all, list(swift.granted_to.all())) == (False, [harbour])


# The site


def test_the_site_has_one_page_and_what_it_says_is_seen_everywhere(ada, client):
    swift, other = model(provider(), order=1), model(provider("Other", order=1), "other-1")
    assert ada.get("/admin/chat/site/").url == "/admin/chat/site/1/change/"
    form = {"name": "Harbour chat", "currency": "€", "notice": "Ask Ada <b>", "login_notice": "With your badge."}

    answer = ada.post("/admin/chat/site/1/change/", form | {"default_model": other.pk})
    page = ada.get("/").content.decode()
    client.logout()
    door = client.get("/accounts/login/").content.decode()

    assert problems(answer) == {}
    assert "New chat · Harbour chat</title>" in page
    assert "Ask Ada &lt;b&gt;" in page
    assert "Log in to Harbour chat" in door
    assert "With your badge." in door
    assert [choice.key for choice in catalogue.models_for(person("alice"))] == [other.pk, swift.pk]


def test_the_default_model_of_a_group_is_nobody_else_s(ada):
    closed, swift = model(provider(), "closed-1", open_to_all=False), model(provider("Other"))
    Site.objects.create(pk=site.ONLY, default_model=closed)

    assert catalogue.find(person("bob"), "").key == swift.pk


@pytest.mark.parametrize("door", ["/admin/chat/site/add/", "/admin/chat/site/1/delete/", "/admin/chat/site/2/change/"])
def test_there_is_no_second_site_and_none_less(ada, door):
    assert ada.post(door, {"name": "x", "currency": "$", "post": "yes"}).status_code in (302, 403)
    assert Site.objects.count() == 0


# What is deleted with it


def test_what_goes_with_a_group_is_said_by_name(ada):
    harbour = Group.objects.create(name="Harbour")
    harbour.people.add(person("alice"))
    model(provider()).granted_to.add(harbour)
    Budget.objects.create(group=harbour, tokens_a_day=1).accounts.create()

    page = ada.get(f"/admin/chat/group/{harbour.pk}/delete/").content.decode()

    assert "Place in a group: alice in Harbour" in page
    assert "Grant to a group: swift-1 (Team) for Harbour" in page
    assert "Account: what all used together" in page
    assert " object (" not in page


def test_times_are_unambiguous_and_say_whose_they_are(ada):
    joined = datetime(2026, 11, 3, 18, 22, tzinfo=UTC)
    User.objects.filter(pk=person("alice").pk).update(date_joined=joined)

    page = ada.get(f"/admin/chat/user/{person('alice').pk}/change/").content.decode()

    assert "3 Nov 2026, 18:22" in page
    assert "Times here are those of UTC." in page


# The record


def test_every_change_is_recorded(ada):
    ada.post("/admin/chat/budget/add/", LIMITS | {"tokens_a_day": 1})
    made = Budget.objects.get()
    ada.post(f"/admin/chat/budget/{made.pk}/change/", LIMITS | {"tokens_a_day": 2})
    ada.post(f"/admin/chat/budget/{made.pk}/delete/", {"post": "yes"})
    ada.post("/admin/chat/group/add/", INLINE | {"name": "Harbour"})
    ada.post("/admin/chat/site/1/change/", {"name": "Ours", "currency": "$"})

    assert LogEntry.objects.count() == 5
    assert AuditEntry.objects.filter(action="administered").count() == 5


@pytest.mark.parametrize("table", ["budget", "group", "site"])
def test_only_administrators_manage(client, table):
    roles.grant(None, person("rita"), Role.REVIEWER)
    client.force_login(person("rita"))

    assert client.get(f"/admin/chat/{table}/").status_code in (302, 404)
