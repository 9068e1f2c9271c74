"""Asking providers for real: the admin's test and refresh, chats behind a provider, and where a key goes."""

import asyncio
import json
import re
import uuid

import pytest

from chat import catalogue

from .stage.person import Person
from .stage.providers import ADMIN, CANARY, form
from .upstream.server import HANG, Reply, Upstream

pytestmark = pytest.mark.db

JSON = {"content-type": "application/json"}
SAID = "django.setup(); from chat.models import *"


class Admin(Person):
    """A person who manages providers, by the forms that everybody has."""

    def __init__(self, *args):
        super().__init__(*args)
        self.made = []

    async def __aexit__(self, *_):
        for pk in self.made:
            await self.post(f"{ADMIN}{pk}/delete/", data={"post": "yes"})
        await super().__aexit__(*_)

    async def add(self, base_url, models="swift-1", **given):
        """The key of a provider that the add form made, with a model by hand unless none is named."""
        rows = {"models-TOTAL_FORMS": 1, "models-0-name": models, "models-0-order": 0, "models-0-enabled": "on"}
        given = {"name": uuid.uuid4().hex, "base_url": base_url, "inside": "on", "key": CANARY} | given
        answer = await self.post(f"{ADMIN}add/", data=form(**(rows if models else {}) | given | {"_continue": "1"}))
        assert answer.status_code == 302, re.findall(r'<ul class="errorlist".*?</ul>', answer.text)
        self.made.append(int(re.search(r"/(\d+)/change/", answer.headers["Location"])[1]))
        await self.get(answer.headers["Location"])  # where what the adding had to say is read
        return self.made[-1]

    async def say(self, pk, what):
        """What the page says after “Test” or “Refresh models”."""
        answer = await self.post(f"{ADMIN}{pk}/{what}/")
        assert answer.status_code == 302
        page = (await self.get(answer.headers["Location"])).text
        assert CANARY not in page
        return " ".join(re.findall(r'<li class="(?:success|error|warning)">(.*?)</li>', page, re.DOTALL)).strip()


def promoted(server):
    """The server, with Alice as an administrator."""
    run(server, "RoleGrant.objects.create(person=User.objects.get(username='alice'), role='admin')")
    return server


def run(server, statement, **environ):
    """Run a statement over the models in the server's place."""
    script = f"import django; {SAID}; {statement}"
    return server.place.run("-c", script, DJANGO_SETTINGS_MODULE="chatsite.settings", **environ)


@pytest.fixture(scope="module")
def managed(server):
    return promoted(server)


@pytest.fixture
async def admin(managed):
    async with Admin(managed, "alice") as admin:
        yield admin


def chat(*texts, finish="stop"):
    """The body of a stream that says these texts."""
    chunks = [{"choices": [{"index": 0, "delta": {"content": text}}]} for text in texts]
    chunks += [{"choices": [{"index": 0, "delta": {}, "finish_reason": finish}]}]
    return "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks).encode() + b"data: [DONE]\n\n"


# Test


async def test_a_test_tells_the_times_and_the_first_words(admin):
    async with Upstream(Reply((chat("Hello ", "from <b>here</b>, ", "x" * 500),))) as upstream:
        said = await admin.say(await admin.add(upstream.base_url), "test")

        assert re.search(
            r"swift-1: connected after [\d.]+ ms, first words after \d+ ms, complete after [\d.]+ m?s\.", said
        )
        assert "It said: “Hello from here, xxx" in said
        assert len(said) < 250
        asked = upstream.asked[-1]
        assert (asked.path, asked.headers["authorization"]) == ("/v1/chat/completions", f"Bearer {CANARY}")
        await upstream.quiet()


async def test_a_test_goes_along_with_the_template_and_the_extra_headers(admin):
    async with Upstream(Reply((chat("Hi"),))) as upstream:
        given = {"template": '{"temperature": 0.5}', "headers": "X-Org: tides"}
        await admin.say(await admin.add(upstream.base_url, **given), "test")

        asked = upstream.asked[-1]
        assert (asked.json["temperature"], asked.headers["x-org"]) == (0.5, "tides")


async def test_a_test_of_a_server_that_refuses_says_why_and_repeats_no_key(admin):
    refusal = json.dumps({"error": {"message": f"Incorrect API key provided: {CANARY}"}}).encode()
    async with Upstream(Reply((refusal,), 401, JSON)) as upstream:
        said = await admin.say(await admin.add(upstream.base_url), "test")

    assert "given up after" in said
    assert "refused the key" in said


async def test_a_test_of_a_server_that_tells_the_key_does_not_show_it(admin):
    async with Upstream(Reply((chat(f"Your key is {CANARY}."),))) as upstream:
        said = await admin.say(await admin.add(upstream.base_url), "test")

    assert "Your key is [key]." in said


@pytest.mark.parametrize("reply", [Reply((HANG,)), Reply((HANG,), status=None)], ids=["after the head", "before it"])
async def test_a_test_of_a_silent_server_ends(admin, reply):
    async with Upstream(reply) as upstream:
        said = await admin.say(await admin.add(upstream.base_url, silence=0.5), "test")

        assert re.search(r"given up after .*took too long", said)
        await upstream.quiet()


async def test_a_test_where_nobody_listens_says_so(admin):
    async with Upstream(Reply()) as upstream:
        gone = upstream.base_url

    said = await admin.say(await admin.add(gone), "test")

    assert "connected" not in said
    assert "cannot be reached" in said


async def test_a_test_without_a_model_says_what_to_do(admin, upstream):
    said = await admin.say(await admin.add(upstream.base_url, models="", enabled=""), "test")

    assert "It offers no model yet. Refresh its models" in said


async def test_several_providers_are_tested_from_their_list(admin):
    async with Upstream(Reply((chat("Hi"),))) as upstream:
        keys = [await admin.add(upstream.base_url, name=name) for name in ("One", "Two")]

        answer = await admin.post(ADMIN, data={"action": "test", "_selected_action": keys})
        page = (await admin.get(answer.headers["Location"])).text

    assert page.count("It said: “Hi”") == 2
    assert CANARY not in page


# Refresh models


async def test_a_refresh_tells_what_was_added_and_what_is_gone(admin):
    replies = [
        Reply((json.dumps({"data": [{"id": name} for name in names]}).encode(),), 200, JSON)
        for names in ("ab", "bc", "bc")
    ]
    async with Upstream(*replies) as upstream:
        pk = await admin.add(upstream.base_url)

        said = [await admin.say(pk, "refresh") for _ in replies]

    assert [sentence.partition(": ")[2] for sentence in said] == [
        "2 models: added a, b.",
        "2 models: added c; gone a.",
        "2 models, as before.",
    ]


async def test_a_refresh_of_the_demo_finds_its_model(admin, upstream):
    assert "1 models: added demo." in await admin.say(
        await admin.add(upstream.base_url, models="", enabled=""), "refresh"
    )


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        (Reply((b"{}",), 404, JSON), "does not know this model or address"),
        (Reply((b"<html>",), 200, JSON), "cannot be read"),
        (Reply((HANG,)), "took too long"),
    ],
)
async def test_a_list_that_does_not_come_is_a_sentence(admin, reply, sentence):
    async with Upstream(reply) as upstream:
        assert sentence in await admin.say(await admin.add(upstream.base_url, silence=0.5), "refresh")


async def test_every_asking_is_in_the_history_without_a_secret(admin):
    async with Upstream(Reply((chat("Hi"),))) as upstream:
        pk = await admin.add(upstream.base_url)
        await admin.say(pk, "test")

    history = (await admin.get(f"{ADMIN}{pk}/history/")).text

    assert "Tested: it answered." in history
    assert CANARY not in history


# Where a key goes


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_refused_and_the_key_stays_at_home(admin, status):
    async with Upstream(Reply((chat("stolen"),))) as thief:
        away = Reply((b"",), status, {"location": f"{thief.base_url}/chat/completions"})
        async with Upstream(away) as upstream:
            pk = await admin.add(upstream.base_url)
            said = [await admin.say(pk, what) for what in ("test", "refresh")]
            asked = (await admin.ask("echo hello")).json()
            async with admin.tab(asked["reply"]) as tab:
                assert await tab.until_closed() == "failed"

        assert thief.connections == 0
    assert all("another address" in sentence for sentence in said)
    assert tab.closed["notice"]["kind"] == "redirect"


# Chats


async def test_a_chat_goes_to_its_provider_and_stays_readable_when_that_is_gone(admin, server):
    async with Upstream(Reply((chat("Hello"),))) as upstream:
        pk = await admin.add(upstream.base_url, name="Tides Inc", template='{"seed": 7}')
        page = (await admin.get("/")).text
        key = re.search(r'<option value="(\d+)"[^>]*>swift-1<', page)[1]

        asked = (await admin.ask("Hi", model=key)).json()
        async with admin.tab(asked["reply"]) as tab:
            assert await tab.until_closed() == "done"

        sent = upstream.asked[-1]
        assert (sent.json["model"], sent.json["seed"]) == ("swift-1", 7)
        assert sent.headers["authorization"] == f"Bearer {CANARY}"
    await admin.post(f"{ADMIN}{pk}/delete/", data={"post": "yes"})
    told = [(await admin.get(f"{asked['url']}{what}")).text for what in ("", "export.json", "export.md")]
    assert all("swift-1" in text and CANARY not in text for text in told)
    stored = run(server, f"m = Message.objects.get(pk={asked['reply']}); print(m.provider, m.model, m.language_model)")
    assert stored.strip() == "Tides Inc swift-1 None"


async def test_a_model_that_is_withdrawn_is_refused_like_one_that_never_was(admin, server, upstream):
    await admin.add(upstream.base_url)
    await admin.get("/")
    run(server, "LanguageModel.objects.update(enabled=False)")
    await asyncio.sleep(catalogue.FRESH + 0.1)

    withdrawn, made_up = [await admin.ask("Hi", model=name) for name in ("swift-1", "made-up")]

    assert (withdrawn.status_code, withdrawn.content) == (made_up.status_code, made_up.content)
    assert withdrawn.json()["error"]["kind"] == "no_model"


async def test_a_model_withdrawn_between_question_and_call_is_a_sentence(admin, server, upstream):
    await admin.add(upstream.base_url)
    await admin.get("/")
    run(server, "LanguageModel.objects.update(enabled=False)")

    answer = await admin.ask("Hi", model="swift-1")

    if answer.status_code == 201:  # else the second was over before
        async with admin.tab(answer.json()["reply"]) as tab:
            assert await tab.until_closed() == "failed"
        assert tab.closed["notice"]["message"] == catalogue.NOT_OFFERED


async def test_after_a_change_of_secret_key_a_chat_says_who_can_help(serve, upstream):
    server = promoted(serve())
    async with Admin(server, "alice") as admin:
        await admin.add(upstream.base_url)
        admin.made.clear()  # It has to be there when the server is again.
    server.stop()
    server.environ["SECRET_KEY"] = "another-secret-key-that-is-long-enough-for-everybody"
    server.start()

    async with Admin(server, "alice") as admin:
        asked = (await admin.ask("Hi")).json()
        async with admin.tab(asked["reply"]) as tab:
            assert await tab.until_closed() == "failed"
        pages = [(await admin.get(path)).text for path in (ADMIN, f"{ADMIN}1/change/")]

    assert tab.closed["notice"]["kind"] == "key"
    assert "enter it again" in tab.closed["notice"]["message"]
    assert all("another SECRET_KEY" in page for page in pages)
    assert "Traceback" not in server.log()


# Lists that nobody asked for


async def test_the_first_page_has_the_models_of_the_environment(serve, upstream):
    server = serve(OPENAI_BASE_URL=upstream.base_url, OPENAI_API_KEY=CANARY)
    async with Person(server, "alice") as alice:
        page = (await alice.get("/")).text

        assert re.search(r'<option value="\d+"[^>]*>demo</option>', page)
        assert CANARY not in page


@pytest.mark.parametrize("reply", [Reply((HANG,)), Reply((b"{}",), 500, JSON)])
async def test_a_list_that_does_not_come_holds_no_page_up(serve, reply):
    async with Upstream(reply) as upstream:
        server = await asyncio.to_thread(serve, OPENAI_BASE_URL=upstream.base_url)
        async with Person(server, "alice") as alice:
            await alice.get("/")
            async with asyncio.timeout(2):
                page = (await alice.get("/")).text

    assert "No model can be asked yet" in page


# A canary


async def test_a_key_turns_up_in_no_file_and_no_log(serve):
    server = promoted(serve(LOG_LEVEL="DEBUG", OPENAI_BASE_URL="http://127.0.0.1:9/v1", OPENAI_API_KEY=CANARY))
    async with Upstream(Reply((chat("Hi"),))) as upstream, Admin(server, "alice") as admin:
        pk = await admin.add(upstream.base_url, headers=f"X-Org: {CANARY}", order=0)
        for what in "test", "refresh":
            await admin.say(pk, what)
        asked = (await admin.ask("Hi", model="swift-1")).json()
        async with admin.tab(asked["reply"]) as tab:
            await tab.until_closed()
        run(server, "Provider.objects.filter(from_environment=True).update(enabled=False)")
        await admin.post("/accounts/logout/")
        admin.made.clear()

    assert any(CANARY in asked.headers["authorization"] for asked in upstream.asked)
    assert server.stop() == 0
    files = [path for path in server.place.folder.rglob("*") if path.is_file()]
    assert len(files) >= 2
    for path in files:
        assert CANARY.encode() not in path.read_bytes(), path
    if server.place.database_url:
        dump = run(server, "from django.core import management; management.call_command('dumpdata', verbosity=0)")
        assert CANARY not in dump


# Choosing a preset, in a browser


async def test_a_preset_fills_the_fields_at_once(admin, browser):
    page = await browser.page(admin, f"{ADMIN}add/")
    await page.get_by_label("Preset").select_option(label="TwelveLabs Jockey (video agents)")

    assert await page.get_by_label("Base URL").input_value() == "https://api.twelvelabs.io/v1.3"
    assert await page.get_by_label("Dialect").input_value() == "twelvelabs"
    assert await page.locator("#id_silence").input_value() == "300"

    await page.get_by_label("Name:", exact=True).fill("Mine")
    await page.get_by_label("Preset").select_option(label="Groq")

    assert await page.get_by_label("Name:", exact=True).input_value() == "Mine"
    assert await page.get_by_label("Base URL").input_value() == "https://api.groq.com/openai/v1"
    assert await page.locator("#id_silence").input_value() == "120"
    assert await page.locator("#id_template").input_value() == "{}"
