"""Providers in the admin: presets, what the form refuses, and secrets that go in and never come out."""

import json

import pytest
from django.contrib.admin.models import LogEntry

from chat import catalogue
from chat.models import LanguageModel, Provider, User, address, environment, presets

from .stage.providers import ADMIN, CANARY, URL, form, model, provider

pytestmark = pytest.mark.django_db

ADD = f"{ADMIN}add/"


@pytest.fixture(autouse=True)
def newly_started(monkeypatch):
    """The catalogue as a process has it that has read nothing yet, and asks nobody by itself."""
    monkeypatch.setattr(catalogue, "in_step", True)
    monkeypatch.setattr(catalogue.listing, "ask_soon", lambda pk: None)
    catalogue.forget()
    yield
    catalogue.forget()


@pytest.fixture
def ruth(client, db):
    """The browser of somebody who manages providers."""
    client.force_login(User.objects.create_superuser("ruth"))
    return client


def added(ruth, **given):
    """The provider that the add form makes."""
    answer = ruth.post(ADD, form(**given))
    assert answer.status_code == 302, problems(answer)
    return Provider.objects.latest("pk")


def problems(answer):
    """`{field: [sentence]}` of a form that came back."""
    return {} if answer.status_code == 302 else dict(answer.context["adminform"].form.errors)


# Presets


@pytest.mark.parametrize("preset", presets.PRESETS, ids=lambda preset: preset.id)
def test_a_preset_alone_fills_the_form(ruth, preset):
    given = {"preset": preset.id, "inside": "on"}

    answer = ruth.post(ADD, form(**given))

    if preset.dialect == "twelvelabs":
        assert list(problems(answer)) == ["template"]
        assert json.dumps(preset.template).replace('"', "&quot;") in answer.content.decode()
        filled = json.loads(json.dumps(preset.template).replace('store_id": ""', 'store_id": "ks_1"'))
        answer = ruth.post(ADD, form(**given, template=json.dumps(filled)))
    at = Provider.objects.get()
    assert (at.base_url, at.dialect, at.preset) == (preset.base_url, preset.dialect, preset.id)
    assert preset.name.startswith(at.name)
    assert {name: getattr(at, name) for name in preset.clocks} == preset.clocks
    assert tuple(at.models.values_list("name", flat=True)) == preset.models


def test_a_preset_leaves_alone_what_was_written(ruth):
    at = added(ruth, preset="openai", name="Ours", base_url=URL, template='{"seed": 1}', silence=7)

    assert (at.name, at.base_url, at.template, at.silence) == ("Ours", URL, {"seed": 1}, 7)


def test_the_five_systems_of_the_first_days_are_known():
    known = {preset.name.partition(" (")[0] for preset in presets.PRESETS}

    assert {"Eden AI", "n1n.ai", "Sovereign EG", "SMAI", "TwelveLabs Jockey"} <= known


# The form


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", address.NO_URL),
        ("models.example.org/v1", address.NO_URL),
        ("ftp://models.example.org", address.NO_URL),
        ("javascript:alert(1)", address.NO_URL),
        ("https://", address.NO_URL),
        ("https://exa mple.org", address.NO_URL),
        ("https://models.example.org:0/", address.NO_URL),
        ("https://models.example.org:99999/", address.NO_URL),
        ("https://[::1", address.NO_URL),
        ("https://models.example.org\\@evil.example/", address.NO_URL),
        ("https://\u24d4xample.org/", address.NO_URL),
        (f"https://models.example.org/{'x' * 500}", None),
        ("https://user:pass@models.example.org/v1", address.CREDENTIALS),
        (f"https://models.example.org/v1?key={CANARY}", address.CREDENTIALS),
        ("https://models.example.org/v1#x", address.FRAGMENT),
        ("http://169.254.169.254/latest", address.NOWHERE),
        ("http://2852039166/", address.NOWHERE),
        ("http://[::ffff:169.254.169.254]/", address.NOWHERE),
        ("http://0.0.0.0:8080/v1", address.NOWHERE),
    ],
)
def test_an_address_that_cannot_be_is_refused_in_a_sentence(ruth, url, said):
    answer = ruth.post(ADD, form(name="Team", base_url=url, inside="on"))

    (sentence,) = problems(answer)["base_url"]
    assert said is None or sentence == said


INSIDE = ["127.0.0.1", "localhost", "localhost.", "127.1", "0x7f.1", "2130706433", "10.0.0.7", "192.168.1.4", "[::1]"]
INSIDE += ["[fd00::1]", "[::ffff:127.0.0.1]", "100.64.0.1", "ollama", "gpu.internal", "gpu.local"]


@pytest.mark.parametrize("host", INSIDE)
def test_an_address_inside_is_taken_only_with_the_tick_that_means_it(ruth, host):
    given = {"name": "Team", "base_url": f"http://{host}:8080/v1"}

    refused = problems(ruth.post(ADD, form(**given)))
    at = added(ruth, **given, inside="on")

    assert list(refused) == ["inside"]
    assert "inside your own network" in refused["inside"][0]
    assert at.base_url == given["base_url"]


@pytest.mark.parametrize("host", ["models.example.org", "8.8.8.8", "[2606:4700::1111]", "localhost.example.org"])
def test_an_address_outside_needs_no_tick(ruth, host):
    assert added(ruth, name="Team", base_url=f"https://{host}/v1").inside is False


@pytest.mark.parametrize(
    "template",
    [
        "[1]",
        '"x"',
        "{",
        '{"stream": false}',
        '{"messages": []}',
        '{"model": "x"}',
        '{"n": 2}',
        '{"a": NaN}',
        '{"a": "\\u0000"}',
        '{"a": "\\ud800"}',
        '{"a": ' + "[" * 9000 + "]" * 9000 + "}",
        '{"a": ' + "9" * 9000 + "}",
        '{"a": "' + "x" * 30_000 + '"}',
    ],
    ids=range(13),
)
def test_a_template_that_cannot_go_along_is_refused(ruth, template):
    answer = ruth.post(ADD, form(name="Team", base_url=URL, template=template))

    assert list(problems(answer)) == ["template"]


def test_a_template_may_hold_what_a_provider_understands(ruth):
    at = added(
        ruth, name="Team", base_url=URL, template='{"temperature": 0.2, "stop": ["NaN", "😀"], "a": {"b": null}}'
    )

    assert at.template == {"temperature": 0.2, "stop": ["NaN", "😀"], "a": {"b": None}}


@pytest.mark.parametrize(
    "headers", ["X-Org", "X-Org:", ": x", "Host: evil", "content-length: 5", "X-A: 1\nx-a: 2", "X Org: 1", "X-Org: ü"]
)
def test_headers_that_cannot_be_sent_are_refused(ruth, headers):
    answer = ruth.post(ADD, form(name="Team", base_url=URL, headers=headers))

    assert list(problems(answer)) == ["headers"]


@pytest.mark.parametrize("key", ["two words", "clé", "line\nbreak", "tab\tbed"])
def test_a_key_that_cannot_be_sent_is_refused(ruth, key):
    assert list(problems(ruth.post(ADD, form(name="Team", base_url=URL, key=key)))) == ["key"]


@pytest.mark.parametrize(("name", "value"), [("connect", 0), ("connect", "nan"), ("total", 1e9), ("pause", -1)])
def test_a_clock_that_cannot_be_is_refused(ruth, name, value):
    assert list(problems(ruth.post(ADD, form(name="Team", base_url=URL, **{name: value})))) == [name]


@pytest.mark.parametrize("table", ["provider", "languagemodel"])
def test_the_lists_show_what_the_environment_says_before_anybody_asked_anything(ruth, settings, monkeypatch, table):
    settings.OPENAI_BASE_URL, settings.OPENAI_API_KEY, settings.OPENAI_MODELS = URL, CANARY, ["swift-1"]
    monkeypatch.setattr(catalogue, "in_step", False)

    page = ruth.get(f"/admin/chat/{table}/").content.decode()

    assert "models.example.org" in page
    assert CANARY not in page


# Secrets


def changed(ruth, at, **given):
    """The answer to the change form of a provider, sent with these fields touched."""
    same = {"name": at.name, "base_url": at.base_url, "dialect": at.dialect}
    return ruth.post(f"{ADMIN}{at.pk}/change/", form(**same | given))


def test_an_empty_field_keeps_the_key_and_a_box_removes_it(ruth):
    at = added(ruth, name="Team", base_url=URL, key=f" {CANARY} ", headers=f"X-Org: {CANARY}\n\nX-Title: Tides")

    changed(ruth, at, name="Renamed")
    kept = Provider.objects.get()
    changed(ruth, at, key="another-key", remove_headers="on")
    replaced = Provider.objects.get()
    changed(ruth, at, remove_key="on")

    assert (kept.name, kept.key(), kept.headers()) == ("Renamed", CANARY, {"X-Org": CANARY, "X-Title": "Tides"})
    assert (replaced.key(), replaced.headers()) == ("another-key", {})
    assert Provider.objects.get().sealed_key == ""


@pytest.mark.parametrize("moved", ["https://evil.example.org/v1", "http://models.example.org/v1", f"{URL[:-3]}:444/v1"])
def test_a_key_is_never_moved_to_another_server(ruth, moved):
    at = added(ruth, name="Team", base_url=URL, key=CANARY, headers=f"X-Org: {CANARY}")

    refused = problems(changed(ruth, at, base_url=moved))
    taken = changed(ruth, at, base_url=moved, key="its-own-key", remove_headers="on")

    assert sorted(refused) == ["headers", "key"]
    assert taken.status_code == 302
    assert (Provider.objects.get().key(), Provider.objects.get().headers()) == ("its-own-key", {})


def test_no_page_of_the_admin_and_no_log_entry_holds_a_secret(ruth, caplog):
    at = added(ruth, name="Team", base_url=URL, key=CANARY, headers=f"X-Org: {CANARY}")
    swift, door = model(at), f"{ADMIN}{at.pk}"

    answers = [changed(ruth, at, key=CANARY, headers=f"X-Org: {CANARY}", **more) for more in ({}, {"name": ""})]
    answers += [ruth.post(ADD, form(key=CANARY, headers=f"X-Org: {CANARY}\nX-Bad"))]
    answers += [ruth.post(f"{door}/change/", {"key": CANARY})]  # a form without what its inline needs
    paths = ["/admin/", "/admin/chat/", ADMIN, ADD, f"{door}/change/", f"{door}/history/"]
    paths += [f"{door}/delete/", "/admin/chat/languagemodel/", f"/admin/chat/languagemodel/{swift.pk}/change/", "/"]
    answers += [ruth.get(path) for path in paths]

    assert [answer.status_code for answer in answers] == [302, 200, 200, 200, *[200] * len(paths)]
    for answer in answers:
        assert CANARY not in answer.content.decode() + str(answer.headers) + str(answer.cookies)
    entries = [repr(vars(entry)) + entry.get_change_message() for entry in LogEntry.objects.all()]
    assert len(entries) == 2
    assert not [entry for entry in entries if CANARY in entry]
    assert CANARY not in caplog.text


def test_a_changed_secret_key_is_a_sentence_and_not_a_crash(ruth, settings):
    at = added(ruth, name="Team", base_url=URL, key=CANARY)
    model(at)

    settings.SECRET_KEY = "another"
    ruth.force_login(User.objects.get())
    pages = [ruth.get(f"{ADMIN}{part}") for part in ("", f"{at.pk}/change/")]
    tested = ruth.post(f"{ADMIN}{at.pk}/test/", follow=True)
    renewed = changed(ruth, at, key="renewed")

    for page in pages:
        assert "sealed under another SECRET_KEY" in page.content.decode()
    assert "cannot be read any more" in tested.content.decode()
    assert renewed.status_code == 302
    assert Provider.objects.get().key() == "renewed"


# The provider from the environment, in the admin


def test_what_the_environment_sets_is_not_changed_in_the_admin(ruth, settings):
    settings.OPENAI_BASE_URL, settings.OPENAI_API_KEY, settings.OPENAI_MODELS = URL, CANARY, ["a"]
    environment.keep_in_step()
    at = Provider.objects.get()
    door = f"{ADMIN}{at.pk}"
    sent = form(
        name="Mine", base_url="https://evil.example.org", key="mine", headers="X-A: b", dialect="responses", order=5
    )

    page = ruth.get(f"{door}/change/").content.decode()
    answer = ruth.post(f"{door}/change/", sent | {"remove_key": "on", "connect": 3})

    now = Provider.objects.get()
    assert answer.status_code == 302
    assert "comes from the environment" in page
    assert 'name="key"' not in page
    assert (now.name, now.base_url, now.key(), now.dialect, now.headers()) == (at.name, URL, CANARY, at.dialect, {})
    assert (now.order, now.connect) == (5, 3)
    assert ruth.post(f"{door}/delete/", {"post": "yes"}).status_code == 403


def test_a_provider_with_very_many_models_has_a_list_of_its_own(ruth):
    at = provider()
    at.relist([f"m{number}" for number in range(500)])

    page = ruth.get(f"{ADMIN}{at.pk}/change/")
    listed = ruth.get(f"/admin/chat/languagemodel/?provider__id__exact={at.pk}")

    assert 'name="models-0-name"' not in page.content.decode()
    assert "Models (500)" in page.content.decode()
    assert listed.status_code == 200


def test_models_are_withdrawn_and_offered_together(ruth):
    first = model(provider(), "a")
    second = model(first.provider, "b")
    chosen = {"_selected_action": [first.pk, second.pk]}

    ruth.post("/admin/chat/languagemodel/", chosen | {"action": "withdraw"})
    withdrawn = LanguageModel.objects.filter(enabled=False).count()
    ruth.post("/admin/chat/languagemodel/", chosen | {"action": "offer"})

    assert withdrawn == 2
    assert LanguageModel.objects.filter(enabled=True).count() == 2
    assert LogEntry.objects.count() == 4


@pytest.mark.parametrize("door", ["test", "refresh"])
def test_only_who_may_change_providers_has_them_asked(client, db, door):
    at = provider()
    client.force_login(User.objects.create(username="alice"))

    for method in "get", "post":
        answer = getattr(client, method)(f"{ADMIN}{at.pk}/{door}/")
        assert answer.status_code in (302, 405)
    assert not LogEntry.objects.exists()
