"""Asking: one sending makes one prompt and one reply, and what cannot be taken is said in a sentence."""

import asyncio
import uuid

import pytest

from .stage.person import Person

pytestmark = pytest.mark.db

JSON = {"Accept": "application/json"}


async def exported(person, conversation):
    return (await person.get(f"/c/{conversation}/export.json")).json()


async def test_it_stores_the_prompt_and_the_whole_reply(alice):
    asked = (await alice.ask("echo Two tides a day")).json()

    async with alice.tab(asked["reply"]) as tab:
        assert await tab.until_closed() == "done"

    prompt, reply = (await exported(alice, asked["conversation"]))["messages"]
    assert (prompt["role"], prompt["text"], prompt["id"]) == ("user", "echo Two tides a day", asked["prompt"])
    assert (reply["role"], reply["parent"], reply["state"]) == ("assistant", prompt["id"], "done")
    assert reply["text"] == tab.text["text"] == "echo Two tides a day"
    assert reply["usage"]["completion_tokens"] > 0


async def test_the_conversation_goes_along_with_the_next_prompt(alice):
    first = (await alice.ask("echo one")).json()
    async with alice.tab(first["reply"]) as tab:
        await tab.until_closed()

    second = (await alice.ask("echo two", first["conversation"])).json()
    async with alice.tab(second["reply"]) as tab:
        await tab.until_closed()

    said = (await exported(alice, first["conversation"]))["messages"]
    assert [message["text"] for message in said] == ["echo one", "echo one", "echo two", "echo two"]
    assert [message["parent"] for message in said] == [None, *(message["id"] for message in said[:3])]


async def test_ten_sendings_of_one_id_make_one_prompt_and_one_reply(alice):
    sending = uuid.uuid4()

    answers = await asyncio.gather(*(alice.ask("echo once", sending=sending) for _ in range(10)))

    assert sorted(answer.status_code for answer in answers) == [200] * 9 + [201]
    assert len({answer.json()["reply"] for answer in answers}) == 1
    assert len((await exported(alice, answers[0].json()["conversation"]))["messages"]) == 2


async def test_the_same_id_with_another_text_is_a_conflict(alice):
    sending = uuid.uuid4()
    await alice.ask("echo once", sending=sending)

    answer = await alice.ask("echo twice", sending=sending)

    assert (answer.status_code, answer.json()["error"]["kind"]) == (409, "conflict")


async def test_two_people_may_make_the_same_id(alice, bob):
    sending = uuid.uuid4()

    answers = [await person.ask("echo mine", sending=sending) for person in (alice, bob)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["conversation"] != answers[1].json()["conversation"]


@pytest.mark.parametrize(
    ("text", "status", "kind"),
    [("", 400, "empty"), (" \n\t\u00a0", 400, "empty"), ("x" * 100_001, 413, "too_long")],
)
async def test_a_prompt_that_cannot_be_taken_is_refused_in_a_sentence(alice, text, status, kind):
    answer = await alice.ask(text)

    assert (answer.status_code, answer.json()["error"]["kind"]) == (status, kind)
    assert answer.json()["error"]["message"].endswith(".")


async def test_a_prompt_of_exactly_the_limit_is_taken(alice):
    answer = await alice.ask("count-1-0 " + "😀" * 99_990, model="")

    assert answer.status_code == 201


@pytest.mark.parametrize("sent", ["a\0b", "a\ud800b", "\ud83d\ude00"])
async def test_nul_and_lone_surrogates_are_replaced_before_storing(alice, sent):
    # As a hostile client sends them: surrogates in UTF-8 that no browser would write.
    body = b"id=" + str(uuid.uuid4()).encode() + b"&text=echo+" + percent(sent)
    head = JSON | {"Content-Type": "application/x-www-form-urlencoded"}

    answer = await alice.post("/ask/", content=body, headers=head)

    assert answer.status_code == 201
    stored = (await exported(alice, answer.json()["conversation"]))["messages"][0]["text"]
    assert stored.startswith("echo ")
    assert "\0" not in stored
    stored.encode()


def percent(text):
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass")).encode()


@pytest.mark.parametrize("sending", ["", "no-uuid", "0" * 5000])
async def test_an_id_that_is_none_is_refused(alice, sending):
    form = {"id": sending, "text": "echo hello"}

    answer = await alice.post("/ask/", data=form, headers=JSON)

    assert (answer.status_code, answer.json()["error"]["kind"]) == (400, "bad_request")


async def test_foreign_and_made_up_conversations_get_the_same_answer(alice, bob):
    foreign = (await bob.ask("echo private")).json()["conversation"]

    for made_up in str(uuid.uuid4()), "nonsense", "x" * 5000:
        answers = [await alice.ask("echo mine", place) for place in (foreign, made_up)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].content == answers[1].content
    pages = [await alice.get(f"/c/{place}/") for place in (foreign, uuid.uuid4())]
    assert [page.status_code for page in pages] == [404, 404]
    exports = [await alice.get(f"/c/{place}/export.json") for place in (foreign, uuid.uuid4())]
    assert [export.status_code for export in exports] == [404, 404]


async def test_a_parent_of_another_conversation_is_not_found(alice):
    first, second = [(await alice.ask(f"echo {number}")).json() for number in range(2)]
    form = {"id": str(uuid.uuid4()), "text": "echo x", "conversation": first["conversation"], "parent": second["reply"]}

    answer = await alice.post("/ask/", data=form, headers=JSON)

    assert answer.status_code == 404


async def test_two_tabs_that_follow_the_same_reply_make_siblings(alice):
    first = (await alice.ask("echo first")).json()
    async with alice.tab(first["reply"]) as tab:
        await tab.until_closed()
    about = {"conversation": first["conversation"], "parent": first["reply"]}

    forms = [about | {"id": str(uuid.uuid4()), "text": f"echo {number}"} for number in range(2)]
    answers = await asyncio.gather(*(alice.post("/ask/", data=form, headers=JSON) for form in forms))

    assert [answer.status_code for answer in answers] == [201, 201]
    prompts = [one for one in (await exported(alice, first["conversation"]))["messages"] if one["role"] == "user"]
    assert [prompt["parent"] for prompt in prompts] == [None, first["reply"], first["reply"]]


async def test_a_prompt_after_a_reply_that_is_still_written_is_refused(alice):
    asked = (await alice.ask("endless")).json()

    answer = await alice.ask("echo next", asked["conversation"])

    assert (answer.status_code, answer.json()["error"]["kind"]) == (409, "busy")
    async with alice.tab(asked["reply"]) as tab:
        await tab.stop()
        assert await tab.until_closed() == "stopped"


async def test_a_model_that_is_not_offered_is_refused(alice):
    answer = await alice.ask("echo hello", model="made-up")

    assert (answer.status_code, answer.json()["error"]["kind"]) == (400, "no_model")


async def test_a_missing_token_keeps_what_was_typed(alice):
    form = {"id": str(uuid.uuid4()), "text": "My long <b>text</b>"}

    page = await alice.http.post("/ask/", data=form, headers={"Origin": alice.origin})
    script = await alice.http.post("/ask/", data=form, headers=JSON | {"Origin": alice.origin})

    assert page.status_code == script.status_code == 403
    assert "My long &lt;b&gt;text&lt;/b&gt;" in page.text
    assert script.json()["error"]["kind"] == "csrf"


async def test_without_script_the_answer_is_the_conversation_itself(alice):
    answer = await alice.post("/ask/", data={"id": str(uuid.uuid4()), "text": "echo plain"})

    assert answer.status_code == 302
    assert "echo plain" in (await alice.get(answer.headers["Location"])).text


async def test_without_script_a_refusal_is_the_page_with_the_text_and_a_sentence(alice):
    answer = await alice.post("/ask/", data={"id": str(uuid.uuid4()), "text": "echo x", "model": "made-up"})

    assert answer.status_code == 400
    assert "echo x</textarea>" in answer.text
    assert "That model is not offered here." in answer.text


async def test_a_draining_server_refuses_with_a_sentence(serve):
    server = serve(DRAIN_SECONDS="5")
    async with Person(server, "alice") as alice:
        asked = (await alice.ask("endless")).json()
        server.process.terminate()
        await asyncio.sleep(0.3)

        answer = await alice.ask("echo late")

        assert (answer.status_code, answer.json()["error"]["kind"]) == (503, "restarting")
        assert (await alice.get("/readyz")).status_code == 503
        async with alice.tab(asked["reply"]) as tab:
            await tab.stop()
            assert await tab.until_closed() == "stopped"
            await tab.until(lambda tab: tab.code)
        assert tab.code == 4012
        assert server.process.wait(5) == 0
