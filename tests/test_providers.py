"""Who answers: providers and their models, from the environment, and behind the picker."""

import dataclasses
import subprocess
import sys
import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from chat import catalogue, endpoints, upstream
from chat.models import Dialect, Provider, asking, clocks, environment
from chat.upstream.answer import DIALECTS

from . import talk
from .cast import person
from .stage.place import ROOT, Place
from .stage.plugin import CLUSTER
from .stage.providers import CANARY, URL, model, provider


@pytest.fixture(autouse=True)
def newly_started(monkeypatch):
    """The catalogue as a process has it that has read nothing yet, and asks nobody by itself."""
    monkeypatch.setattr(catalogue, "in_step", False)
    monkeypatch.setattr(catalogue.listing, "ask_soon", lambda pk: None)


# The rows


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"base_url": "ftp://models.example.org"},
        {"base_url": ""},
        {"dialect": "klingon"},
        {"connect": -1},
        {"total": clocks.LONGEST + 1},
        {"gone": True},
    ],
)
def test_the_database_refuses_a_provider_that_cannot_be(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        provider(**wrong)


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"name": ""}, {"price_in": Decimal(-1)}, {"price_out": Decimal(-1)}, {"gone": True}])
def test_the_database_refuses_a_model_that_cannot_be(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        model(provider(), **wrong)


@pytest.mark.django_db
def test_names_are_given_once():
    first = provider()
    model(first)

    with pytest.raises(IntegrityError), transaction.atomic():
        provider()
    with pytest.raises(IntegrityError), transaction.atomic():
        model(first)
    with pytest.raises(IntegrityError), transaction.atomic():
        [provider(name, from_environment=True) for name in "ab"]
    model(provider("Other"))


def test_every_dialect_and_every_clock_of_the_upstream_can_be_chosen():
    assert set(Dialect.values) == set(DIALECTS)
    assert Provider().clocks() == dataclasses.asdict(upstream.Timeouts())


@pytest.mark.django_db
def test_an_endpoint_is_what_its_row_says():
    at = provider(connect=3, silence=None, dialect="responses", thinks_first=True, template={"temperature": 0.5})
    at.set_key(CANARY)
    at.set_headers({"X-Org": "tides"})

    found = endpoints.endpoint(at)

    assert (found.name, found.base_url, found.key, found.dialect) == ("Team", URL, CANARY, "responses")
    assert (found.headers, found.thinks_first) == ({"X-Org": "tides"}, True)
    assert (found.timeouts.connect, found.timeouts.silence, found.timeouts.grace) == (3, None, 4)
    assert endpoints.parameters(model(at, output_limit=99)) == {"max_tokens": 99, "temperature": 0.5}


# A provider's own list


@pytest.mark.django_db
def test_a_new_list_adds_sets_aside_and_brings_back():
    at = provider()
    model(at, "by hand")

    first, second, third = at.relist(["a", "b"]), at.relist(["b", "c"]), at.relist(["c", "a", "by hand"])

    assert (first.added, first.gone) == (["a", "b"], [])
    assert (second.added, second.gone) == (["c"], ["a"])
    assert (third.added, third.gone) == (["a"], ["b"])
    rows = dict(at.models.values_list("name", "gone"))
    assert rows == {"a": False, "b": True, "c": False, "by hand": False}


@pytest.mark.django_db
def test_a_model_that_comes_back_is_as_it_was():
    at = provider()
    at.relist(["a"])
    at.models.update(label="Swift", price_in=Decimal("0.25"), enabled=False)

    at.relist([])
    at.relist(["a"])

    back = at.models.get()
    assert (back.label, back.price_in, back.enabled, back.gone) == ("Swift", Decimal("0.25"), False, False)


# The picker


@pytest.mark.django_db
def test_without_a_provider_the_demo_answers():
    assert catalogue.models_for(None) == (catalogue.DEMO,)
    assert catalogue.find(None, "") == catalogue.find(None, "demo") == catalogue.DEMO


@pytest.mark.django_db
def test_a_disabled_provider_leaves_the_demo_and_one_without_models_leaves_nothing():
    provider("Off", enabled=False)
    assert catalogue.models_for(None) == (catalogue.DEMO,)

    provider("Empty")
    catalogue.forget()

    assert catalogue.models_for(None) == ()
    assert catalogue.find(None, "") is None
    assert catalogue.find(None, "demo") is None


@pytest.mark.django_db
def test_models_are_offered_in_the_order_of_their_providers():
    late, early = provider("Late", order=2), provider("Early", order=1)
    model(late, "z")
    model(early, "b", order=1, label="Bee")
    model(early, "a", order=2)

    assert [one.label for one in catalogue.models_for(None)] == ["Bee", "a", "z"]
    assert catalogue.find(None, "").name == "b"


@pytest.mark.django_db
def test_a_model_is_found_by_its_key_or_its_exact_name():
    swift = model(provider())

    assert catalogue.find(None, str(swift.pk)).key == swift.pk
    assert catalogue.find(None, "swift-1").key == swift.pk
    for made_up in "swift", "SWIFT-1", "0", "demo", "-1", "9" * 5000, "\0":
        assert catalogue.find(None, made_up) is None


@pytest.mark.django_db
def test_what_is_withdrawn_is_refused_like_what_never_was():
    hidden, gone = model(provider(), enabled=False), model(provider("Two"), "gone-1", listed=True, gone=True)
    off = model(provider("Three", enabled=False), "off-1")

    for one in hidden, gone, off:
        assert catalogue.find(None, str(one.pk)) is catalogue.find(None, one.name) is None


@pytest.mark.django_db
def test_two_models_of_one_label_are_told_apart():
    model(provider("One"))
    model(provider("Two"))
    model(provider("Three"), "other")

    assert sorted(one.label for one in catalogue.models_for(None)) == ["other", "swift-1 (One)", "swift-1 (Two)"]


@pytest.mark.django_db
def test_pages_read_the_models_once_a_second_in_one_query(django_assert_num_queries, monkeypatch):
    model(provider())
    catalogue.models_for(None)
    catalogue.forget()

    with django_assert_num_queries(1):
        for _ in range(50):
            catalogue.models_for(None)

    monkeypatch.setattr(catalogue, "FRESH", 0)
    with django_assert_num_queries(1):
        catalogue.models_for(None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("about", "is_asked"),
    [
        ({"provider": {}, "models": []}, True),
        ({"provider": {"listed_at": timezone.now()}, "models": []}, False),
        ({"provider": {"listed_at": timezone.now() - timedelta(hours=1)}, "models": []}, True),
        ({"provider": {"dialect": "twelvelabs"}, "models": []}, False),
        ({"provider": {"enabled": False}, "models": []}, False),
        ({"provider": {}, "models": [{"enabled": False}]}, False),
        ({"provider": {"from_environment": True}, "models": [{}]}, True),
    ],
)
def test_a_provider_is_asked_for_its_models_when_nobody_named_any(monkeypatch, about, is_asked):
    asked = []
    monkeypatch.setattr(catalogue.listing, "ask_soon", asked.append)
    monkeypatch.setattr(catalogue, "in_step", True)
    at = provider(**about["provider"])
    for one in about["models"]:
        model(at, **one)

    catalogue.models_for(None)

    assert asked == ([at.pk] if is_asked else [])


# The environment


@pytest.fixture
def named(settings):
    """A function that sets what the environment says, and keeps the row in step."""

    def say(base_url=URL, key=CANARY, models=("b", "a")):
        settings.OPENAI_BASE_URL, settings.OPENAI_API_KEY, settings.OPENAI_MODELS = base_url, key, list(models)
        environment.keep_in_step()
        return Provider.objects.get(from_environment=True)

    return say


@pytest.mark.django_db
def test_the_environment_makes_one_provider_with_its_models_in_order(named):
    at = named()

    assert (at.name, at.base_url, at.key(), at.dialect) == ("models.example.org", URL, CANARY, "chat_completions")
    assert [one.name for one in catalogue.models_for(None)] == ["b", "a"]


@pytest.mark.django_db
def test_what_is_known_of_a_server_is_known_of_the_one_in_the_environment_too(named):
    at = named("https://api.twelvelabs.io/v1.3", models=["jockey1.0"])

    assert (at.name, at.dialect, at.silence) == ("TwelveLabs Jockey", "twelvelabs", 300)


@pytest.mark.django_db
def test_an_environment_that_says_the_same_costs_one_query(named, django_assert_num_queries):
    named()

    with django_assert_num_queries(1):
        environment.keep_in_step()


@pytest.mark.django_db
def test_what_the_environment_changes_is_changed_and_what_people_decided_stays(named):
    first = named()
    Provider.objects.update(order=7, enabled=False, connect=3)
    first.models.filter(name="a").update(price_in=Decimal(3), label="Aye")

    at = named(f"{URL}/next", "other-key", ["a", "c"])

    assert (at.pk, at.base_url, at.key()) == (first.pk, f"{URL}/next", "other-key")
    assert (at.order, at.enabled, at.connect) == (7, False, 3)
    assert list(at.models.filter(gone=False).values_list("name", "label")) == [("a", "Aye"), ("c", "c")]
    assert at.models.get(name="b").gone


@pytest.mark.django_db
def test_a_variable_that_is_unset_sets_the_provider_aside_and_keeps_its_prices(named, settings):
    first = named()
    first.models.update(price_in=Decimal(3))

    settings.OPENAI_BASE_URL = ""
    environment.keep_in_step()

    assert catalogue.models_for(None) == (catalogue.DEMO,)
    assert Provider.objects.get().sealed_key == ""
    assert named().models.first().price_in == Decimal(3)


@pytest.mark.django_db
def test_a_changed_secret_key_seals_the_key_of_the_environment_anew(named, settings):
    named()

    settings.SECRET_KEY = "another"

    assert named().key() == CANARY


@pytest.mark.django_db
def test_a_provider_by_hand_keeps_its_name_from_the_environment(named):
    provider("models.example.org")

    assert named().name == "models.example.org (environment)"


@pytest.fixture
def place(request):
    place = Place(request.config.stash.get(CLUSTER, None))
    yield place
    place.remove()


@pytest.mark.db
def test_of_many_processes_that_start_at_once_one_makes_the_row(place):
    script = "import django; django.setup(); from chat import catalogue; print(len(catalogue.models_for(None)))"
    environ = {"OPENAI_BASE_URL": URL, "OPENAI_API_KEY": CANARY, "OPENAI_MODELS": "a,b,c"}
    environ = place.environ(DJANGO_SETTINGS_MODULE="chatsite.settings", **environ)
    command = [sys.executable, "-c", script]
    many = [subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True) for _ in range(6)]

    said = [process.communicate()[0].strip() for process in many]

    assert said == ["3"] * 6
    count = "import django; django.setup(); from chat.models import *"
    count += "; print(Provider.objects.count(), LanguageModel.objects.count())"
    assert place.run("-c", count, DJANGO_SETTINGS_MODULE="chatsite.settings").strip() == "1 3"


@pytest.mark.parametrize("url", ["127.0.0.1:8080/v1", "ftp://models.example.org"])
def test_an_address_in_the_environment_that_is_none_is_said_at_the_start(place, url):
    with pytest.raises(subprocess.CalledProcessError):
        place.run("manage.py", "check", OPENAI_BASE_URL=url)


@pytest.mark.django_db
def test_a_page_says_that_a_model_is_gone_only_when_it_is(client):
    client.force_login(person("alice"))
    swift = talk.asked(person("alice"))
    demo, _ = asking.ask(person("alice"), uuid.uuid4(), "one", catalogue.DEMO, talk.writer())

    pages = [client.get(reply.conversation.get_absolute_url()).content.decode() for reply in (swift, demo)]

    assert ["is not offered any more" in page for page in pages] == [True, False]
