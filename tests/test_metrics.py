"""Metrics: for a monitor with the token, without a word of anybody; for everybody else there is no such page."""

import re

import pytest

from .stage.person import Person

pytestmark = pytest.mark.db

TOKEN = "a-token-of-some-length"


async def scraped(person, token=TOKEN):
    headers = {"Authorization": f"Bearer {token}", "Host": "monitor.internal"}
    return await person.http.get("/metrics", headers=headers)


def value(page, name):
    found = re.search(rf"^{re.escape(name)} ([\d.e+-]+)$", page, re.MULTILINE)
    return float(found[1]) if found else 0.0


async def test_what_happens_is_counted(serve):
    async with Person(serve(METRICS_TOKEN=TOKEN), "alice") as alice:
        for prompt in "echo canary-word", "500":
            asked = (await alice.ask(prompt)).json()
            async with alice.tab(asked["reply"]) as tab:
                await tab.until_closed()
        asked = (await alice.ask("endless")).json()
        async with alice.tab(asked["reply"]) as tab:
            await tab.until(lambda tab: tab.text.get("text"))
            during = (await scraped(alice)).text
            await tab.stop()
            await tab.until_closed()
        await alice.ask("x", model="made-up")
        answer = await scraped(alice)
        after = answer.text

    assert answer.headers["Content-Type"].startswith("text/plain")
    assert (value(during, "chatsite_replies_running"), value(during, "chatsite_sockets_open")) == (1, 1)
    for state in "done", "failed", "stopped":
        assert value(after, f'chatsite_replies_ended_total{{state="{state}"}}') == 1
    assert re.search(r'chatsite_failures_total\{kind="\w+",provider="Demo \(no AI\)"\} 1', after)
    assert value(after, 'chatsite_refusals_total{kind="no_model"}') == 1
    assert value(after, 'chatsite_first_token_seconds_count{provider="Demo (no AI)"}') == 2
    assert value(after, "chatsite_stop_release_seconds_count") == 1
    assert value(after, "chatsite_journal_commit_seconds_count") > 2
    assert value(after, "chatsite_journal_batch_replies_sum") > 2
    assert value(after, "chatsite_journal_characters_total") > len("echo canary-word")
    assert "canary" not in after
    assert "alice" not in after


@pytest.mark.parametrize("token", ["", "x", TOKEN + "x", TOKEN[:-1], TOKEN.upper(), f"{TOKEN} {TOKEN}"])
async def test_without_the_token_there_is_no_such_page(serve, token):
    async with Person(serve(METRICS_TOKEN=TOKEN), "alice") as alice:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answers = [await alice.get(path, headers=headers) for path in ("/metrics", "/nothing")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].text == answers[1].text


async def test_a_site_without_a_token_tells_nobody(alice):
    for headers in {}, {"Authorization": "Bearer"}, {"Authorization": "Bearer none"}:
        assert (await alice.get("/metrics", headers=headers)).status_code == 404
