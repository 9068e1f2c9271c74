"""Groups: a model that is not granted does not exist for a person, and neither does its name."""

import uuid

import pytest

from chat import catalogue, runner
from chat.models import Conversation, Group, Message, Process, groups

from .cast import person
from .stage.providers import model, provider

pytestmark = pytest.mark.django_db

JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture(autouse=True)
def newly_read(monkeypatch):
    """What is remembered of the catalogue and of groups is as old as can be, always."""
    monkeypatch.setattr(catalogue, "in_step", True)
    monkeypatch.setattr(catalogue, "FRESH", -1)
    monkeypatch.setattr(catalogue.listing, "ask_soon", lambda pk: None)
    monkeypatch.setattr(groups, "FRESH", -1)
    monkeypatch.setattr(runner, "is_taking", lambda: True)
    monkeypatch.setattr(runner, "start", lambda pk: None)
    yield
    catalogue.forget()
    groups.known.clear()


@pytest.fixture
def harbour():
    """A group of Alice's, to which one of two models is granted alone."""
    Process.objects.create(name=runner.process.name)
    at = provider()
    model(at, "open-1")
    group = Group.objects.create(name="Harbour")
    group.people.add(person("alice"))
    model(at, "closed-1", open_to_all=False).granted_to.add(group)
    return group


def names(who):
    return [choice.name for choice in catalogue.models_for(who)]


def test_a_model_is_seen_by_the_groups_it_is_granted_to(harbour):
    assert names(person("alice")) == ["closed-1", "open-1"]
    assert names(person("bob")) == ["open-1"]


def test_a_model_that_is_granted_to_nobody_is_seen_by_nobody(harbour):
    harbour.granted.clear()

    assert names(person("alice")) == names(person("bob")) == ["open-1"]


def test_who_leaves_a_group_loses_its_models(harbour):
    assert "closed-1" in names(person("alice"))

    harbour.people.clear()

    assert names(person("alice")) == ["open-1"]


def test_a_deleted_group_opens_nothing(harbour):
    harbour.delete()

    assert names(person("alice")) == names(person("bob")) == ["open-1"]


def test_a_person_of_two_groups_has_the_models_of_both(harbour):
    second = Group.objects.create(name="Finance")
    second.people.add(person("alice"), person("bob"))
    model(provider("Other"), "ledger-1", open_to_all=False).granted_to.add(second)

    assert names(person("alice")) == ["ledger-1", "closed-1", "open-1"]
    assert names(person("bob")) == ["ledger-1", "open-1"]


def test_the_label_of_a_model_tells_nothing_of_one_that_is_hidden(harbour):
    secret = model(provider("Secret"), "open-1", open_to_all=False)

    assert [choice.label for choice in catalogue.models_for(person("bob"))] == ["open-1"]
    secret.granted_to.add(harbour)
    labels = [choice.label for choice in catalogue.models_for(person("alice"))]
    assert sorted(labels) == ["closed-1", "open-1 (Secret)", "open-1 (Team)"]


def asked(client, wanted, door="/ask/"):
    form = {"id": str(uuid.uuid4()), "text": "hello", "model": wanted}
    answer = client.post(door, form, **JSON)
    return answer.status_code, answer.content


def test_what_is_not_granted_is_refused_like_what_never_was(harbour, client):
    closed = harbour.granted.get()
    client.force_login(person("bob"))

    answers = {asked(client, wanted) for wanted in (str(closed.pk), closed.name, "made-up", "999999")}
    page = client.get("/").content.decode()

    assert len(answers) == 1
    assert answers.pop()[0] == 400
    assert "closed-1" not in page
    assert not Conversation.objects.exists()


def test_another_try_with_a_model_that_was_taken_away_is_refused_the_same_way(harbour, client):
    closed, alice = harbour.granted.get(), person("alice")
    client.force_login(alice)
    assert asked(client, str(closed.pk))[0] == 201
    reply = Message.objects.get(role="assistant")
    Message.objects.filter(pk=reply.pk).update(state="done")

    harbour.people.clear()

    answers = {asked(client, wanted, f"/m/{reply.pk}/again/") for wanted in ("", str(closed.pk), "made-up")}
    assert len(answers) == 1
    assert answers.pop()[0] == 400


def test_pages_ask_for_groups_only_when_a_model_is_not_open_to_all(django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(catalogue, "FRESH", 60)
    monkeypatch.setattr(groups, "FRESH", 60)
    alice, at = person("alice"), provider()
    model(at, "open-1")
    catalogue.forget()
    with django_assert_num_queries(1):
        [catalogue.models_for(alice) for _ in range(50)]

    model(at, "closed-1", open_to_all=False)
    catalogue.forget()
    with django_assert_num_queries(3):
        [catalogue.models_for(alice) for _ in range(50)]
