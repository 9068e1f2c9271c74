"""Parameters of a conversation: what may be entered, what a model takes, and what a reply was really asked with."""

import asyncio
import json
from contextlib import AsyncExitStack

import pytest

from chat import context, endpoints
from chat.joint import GO_ON
from chat.models import Conversation, Message, Part, abilities, presets, request
from chat.models.provider import LanguageModel, Provider
from chat.parameters import Parameters, entered
from chat.question import FLAGS

from .cast import person
from .stage.person import Person
from .test_branches import asked, done, post
from .test_provider_calls import run
from .upstream.cases.case import DONE, c, fin, use
from .upstream.server import Reply, Upstream

on_both = pytest.mark.db
LAUGH = "ha ha ha ha ha"
SCHEMA = {"type": "object", "properties": {"tide": {"type": "number"}}, "additionalProperties": False}


def model(dialect="chat_completions", template=None, provider="", **about):
    at = Provider(dialect=dialect, template=template or {}, refuses=provider)
    return LanguageModel(provider=at, name="m", **about)


# What may be entered


def test_what_was_entered_comes_back_as_it_was():
    sent = {"system": " Be brief. ", "temperature": "0.2", "top_p": "0.9", "max_tokens": "300", "seed": "7"}
    sent |= {"stop": "END\n\nEND\nSTOP", "reasoning_effort": "low", "response_format": "schema"}

    form = Parameters(sent | {"schema": json.dumps(SCHEMA)})

    assert form.is_valid(), form.errors
    kept = form.kept()
    assert kept["system"] == "Be brief."
    assert kept["parameters"]["stop"] == ["END", "STOP"]
    assert kept["parameters"]["response_format"]["json_schema"] == {"name": "reply", "schema": SCHEMA, "strict": True}
    shown = entered(Conversation(**kept))
    again = Parameters({name: str(value) for name, value in shown.items()})
    assert again.is_valid()
    assert again.kept() == kept


def test_nothing_entered_is_nothing_kept():
    form = Parameters({})

    assert form.is_valid()
    assert form.kept() == {"system": "", "parameters": {}}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("system", "x" * 20_001),
        ("temperature", "2.1"),
        ("temperature", "nan"),
        ("temperature", "warm"),
        ("top_p", "-0.1"),
        ("max_tokens", "0"),
        ("max_tokens", "1e9"),
        ("seed", str(2**31)),
        ("reasoning_effort", "infinite"),
        ("response_format", "xml"),
        ("stop", "1\n2\n3\n4\n5"),
        ("stop", "x" * 201),
        ("schema", "{"),
        ("schema", "[]"),
        ("schema", '{"a": NaN}'),
        ("schema", '{"a": "\\u0000"}'),
        ("schema", '{"a":' * 5000),
    ],
)
def test_what_cannot_be_taken_is_a_sentence_beside_its_field(field, value):
    form = Parameters({field: value})

    assert not form.is_valid()
    (sentence,) = form.trouble().values()
    assert list(form.trouble()) == [field]
    assert sentence.endswith(".")


def test_a_schema_that_was_chosen_has_to_be_entered():
    form = Parameters({"response_format": "schema"})

    assert "schema" in form.trouble()


# What a model takes


def test_a_model_takes_what_its_dialect_its_server_and_itself_know():
    assert abilities.taken_by(None) == abilities.PARAMETERS
    assert "reasoning_effort" not in abilities.taken_by(model())
    assert "reasoning_effort" in abilities.taken_by(model(can_reason=True))
    assert abilities.taken_by(model("responses", can_reason=True, refuses="temperature, top_p")) == (
        "max_tokens",
        "reasoning_effort",
        "response_format",
    )
    assert "seed" not in abilities.taken_by(model(provider="seed"))
    assert abilities.taken_by(model("twelvelabs")) == ()


def test_a_wish_comes_before_the_template_and_makes_no_reply_longer():
    whom = model(template={"temperature": 0.7, "max_tokens": 500}, output_limit=900)

    wished = {"temperature": 0.1, "max_tokens": 600, "reasoning_effort": "low"}

    assert endpoints.parameters(whom, "", wished) == {"temperature": 0.1, "max_tokens": 500}
    assert endpoints.parameters(whom, "", {"max_tokens": 20})["max_tokens"] == 20


@pytest.mark.parametrize("preset", presets.PRESETS, ids=lambda preset: preset.id)
def test_a_preset_knows_only_what_there_is(preset):
    abilities.check_refuses(preset.refuses)
    assert preset.prefill in abilities.Prefill.values


# What a reply was asked with


def test_no_secret_stays_in_what_is_kept_of_a_request():
    payload = {
        "model": "m",
        "messages": [1],
        "api_key": "a",
        "max_tokens": 5,
        "tools": [{"auth_token": "b", "x": "c-key"}],
    }

    kept = request.sent(payload, ["key"])

    hidden = request.HIDDEN
    assert kept == {"model": "m", "api_key": hidden, "max_tokens": 5, "tools": [{"auth_token": hidden, "x": hidden}]}


@pytest.fixture
async def upstream():
    async with Upstream(Reply((c("Low"), c(" tide."), fin("stop"), use(5, 2), DONE))) as upstream:
        yield upstream


@pytest.fixture
async def carol(serve, upstream):
    """Alice on a server of her own, whose only model is `upstream`'s."""
    async with Person(
        serve(OPENAI_BASE_URL=upstream.base_url, OPENAI_MODELS="m", OPENAI_API_KEY="sk-hidden-123")
    ) as carol:
        yield carol


@on_both
async def test_a_new_conversation_takes_its_parameters_along(carol, upstream):
    first = await asked(carol, "Hello", system="Be brief.", temperature="0.2", stop="END", response_format="json")
    await done(carol, first)

    sent = upstream.asked[0].json
    assert sent["messages"][0] == {"role": "system", "content": "Be brief.\n\nAnswer in JSON."}
    assert (sent["temperature"], sent["stop"], sent["response_format"]) == (0.2, ["END"], {"type": "json_object"})
    shown = (await carol.get(f"/m/{first['reply']}/request/", headers={"Accept": "application/json"})).json()
    assert shown["system"] == "Be brief.\n\nAnswer in JSON."
    assert shown["parameters"] == {name: value for name, value in sent.items() if name != "messages"}
    page = (await carol.get(f"/m/{first['reply']}/request/", headers={"Accept": "text/html"})).text
    assert "Be brief." in page
    assert "sk-hidden-123" not in page + json.dumps(shown)


@on_both
async def test_parameters_hold_from_the_next_prompt_on_until_they_are_reset(carol, upstream):
    first = await asked(carol, "Hello")
    await done(carol, first)
    path = f"/c/{first['conversation']}/parameters/"

    assert (await post(carol, path, system="Rhyme.", seed="7")).status_code == 200
    second = await asked(carol, "And?", conversation=first["conversation"], temperature="2")
    await done(carol, second)
    assert (await post(carol, path, reset="1", system="Rhyme.")).status_code == 200
    third = await asked(carol, "And?", conversation=first["conversation"])
    await done(carol, third)

    sent = [one.json for one in upstream.asked]
    assert sent[1]["messages"][0] == {"role": "system", "content": "Rhyme."}
    assert (sent[1]["seed"], "temperature" in sent[1]) == (7, False)
    assert (sent[2]["messages"][0]["role"], "seed" in sent[2]) == ("user", False)


@on_both
async def test_what_cannot_be_taken_changes_nothing_and_keeps_the_text(alice, bob):
    first = await asked(alice, "echo one")
    await done(alice, first)
    path = f"/c/{first['conversation']}/parameters/"

    answer = await post(alice, path, temperature="9")
    page = await alice.post(path, data={"temperature": "9"})
    refused = await alice.post("/ask/", data={"id": "0" * 32, "text": "kept words", "temperature": "9"})

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["temperature"])
    assert (page.status_code, "from 0 to 2" in page.text) == (400, True)
    assert (refused.status_code, "kept words" in refused.text, "A parameter cannot be taken" in refused.text) == (
        400,
        True,
        True,
    )
    assert (await post(bob, path, temperature="1")).status_code == 404
    assert (await bob.get(f"/m/{first['reply']}/request/")).status_code == 404


@on_both
async def test_a_server_that_refuses_a_setting_is_asked_without_it_and_the_request_says_so(serve):
    said = {"error": {"message": "Unsupported value: 'temperature' does not support 0.2 with this model."}}
    no = Reply((json.dumps(said).encode(),), status=400, headers={"content-type": "application/json"})
    async with Upstream(no, Reply((c("A"), fin("stop"), DONE))) as upstream, AsyncExitStack() as people:
        server = serve(OPENAI_BASE_URL=upstream.base_url, OPENAI_MODELS="m")
        alice = await people.enter_async_context(Person(server, "alice"))
        first = await asked(alice, "Hello", temperature="0.2", stop="END")
        tab = await done(alice, first)
        async with asyncio.timeout(10):
            while "temperature" in (kept := await kept_of(alice, first)):  # It is mended after the end.
                await asyncio.sleep(0.1)

    assert tab.closed["state"] == "done"
    assert "temperature" in tab.text["attempts"]
    assert kept["stop"] == ["END"]


async def kept_of(person, asked):
    """The parameters that were kept of a reply's request."""
    answer = await person.get(f"/m/{asked['reply']}/request/", headers={"Accept": "application/json"})
    return answer.json()["parameters"]


# Going on


@on_both
@pytest.mark.parametrize(
    ("prefill", "last", "flags"),
    [
        ("", {"role": "user", "content": GO_ON}, {}),
        ("last", {"role": "assistant", "content": LAUGH}, {}),
        ("prefix", {"role": "assistant", "content": LAUGH, "prefix": True}, {}),
        ("flag", {"role": "assistant", "content": LAUGH}, FLAGS),
    ],
)
async def test_a_reply_goes_on_as_its_server_wants_it(serve, prefill, last, flags):
    cut, rest = Reply((c(LAUGH), fin("length"), DONE)), Reply((c(f"{LAUGH}. Enough."), fin("stop"), DONE))
    async with Upstream(cut, rest) as upstream, AsyncExitStack() as people:
        server = serve(OPENAI_BASE_URL=upstream.base_url, OPENAI_MODELS="m")
        alice = await people.enter_async_context(Person(server, "alice"))
        first = await asked(alice, "Laugh")
        await done(alice, first)
        run(server, f"Provider.objects.update(prefill={prefill!r})")
        await asyncio.sleep(1.2)  # The catalogue believes what it read for a second.
        second = (await post(alice, f"/m/{first['reply']}/go-on/")).json()
        tab = await done(alice, second)

    sent = upstream.asked[1].json
    assert sent["messages"][-1] == last
    assert {name: sent.get(name) for name in flags} == flags
    # Whoever goes on from the very letters repeats nothing, however alike it looks.
    assert tab.text["text"] == f"{LAUGH if prefill else ''}{LAUGH}. Enough."


# What fits


def test_the_oldest_go_first_and_the_last_one_never():
    texts = ["x" * 400, "y" * 400, "z" * 400]

    assert context.too_old(texts, 10_000) == 0
    assert context.too_old(texts, 2 * context.about(texts[0])) == 1
    assert context.too_old(texts, 1) == 2
    assert context.too_old([], 1) == 0


def test_a_reply_has_room_of_its_own_but_not_all():
    assert context.room(128_000, None) == context.ROOM
    assert context.room(4_000, None) == 1_000
    assert context.room(128_000, 200) == 200


@on_both
async def test_what_does_not_fit_is_not_sent_and_is_named(carol, upstream):
    first = await asked(carol, "oldest " + "tide " * 300, system="Be brief.")
    await done(carol, first)
    second = await asked(carol, "middle " + "tide " * 300, conversation=first["conversation"])
    await done(carol, second)
    run(carol.server, "LanguageModel.objects.update(context_size=1000)")
    await asyncio.sleep(1.2)  # The catalogue believes what it read for a second.

    third = await asked(carol, "newest", conversation=first["conversation"])
    await done(carol, third)

    roles = [(one["role"], one["content"][:6]) for one in upstream.asked[2].json["messages"]]
    assert roles == [("system", "Be bri"), ("user", "middle"), ("assistant", "Low ti"), ("user", "newest")]
    shown = (await carol.get(f"/m/{third['reply']}/request/", headers={"Accept": "application/json"})).json()
    assert [one["key"] for one in shown["left_out"]] == [first["prompt"], first["reply"]]
    turns = (await carol.get(f"/c/{first['conversation']}/turns.json")).json()
    assert [turn["left_out"] for turn in turns["turns"]] == [0, 0, 0, 0, 0, 2]
    assert turns["used"] == {"tokens": 7, "about": False}


@pytest.mark.django_db
def test_what_nobody_counted_is_estimated():
    place = Conversation.objects.create(owner=person("alice"), title="t")
    prompt = Message.objects.create(conversation=place, role="user", model="m")
    Part.of(prompt.pk, "text", "x" * 40).save()

    assert context.used([prompt]) == {"tokens": 14, "about": True}
    counted = Message(role="assistant", prompt_tokens=100, completion_tokens=50, reasoning_tokens=20)
    assert context.used([prompt, counted]) == {"tokens": 130, "about": False}
