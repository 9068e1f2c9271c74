"""Reporting a reply: a person asks reviewers to look at it, and may take that back as long as it waits."""

import pytest
from django.urls import reverse

from chat import afterwards
from chat.models import Message, Report, Transcript, life, report

from .cast import person
from .talk import asked, ended

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture
def reply(client):
    """An ended reply to Alice, who is logged in."""
    made = asked(person("alice"))
    ended(made, text="The tide is high.")
    client.force_login(person("alice"))
    return made


def post(client, name, reply, **form):
    return client.post(reverse(name, args=[reply.pk]), form, headers=JSON)


def test_a_report_waits_for_reviewers_and_marks_the_transcript(client, reply):
    answer = post(client, "report", reply, kind="wrong", words="It was low.\0")

    found = Report.objects.waiting().get()
    assert answer.status_code == 200
    assert (found.reply_id, found.person, found.kind, found.words) == (
        reply.pk,
        person("alice"),
        "wrong",
        "It was low.�",
    )
    assert Transcript.objects.get().reported == 1


def test_who_reports_again_changes_what_was_said(client, reply):
    for kind in "wrong", "private":
        post(client, "report", reply, kind=kind)

    assert [found.kind for found in Report.objects.all()] == ["private"]
    assert Transcript.objects.get().reported == 1


def test_a_report_is_taken_back_without_a_trace_in_the_queue(client, reply):
    post(client, "report", reply, kind="wrong")

    for _ in range(2):
        assert post(client, "withdraw_report", reply).status_code == 200

    assert not Report.objects.exists()
    assert Transcript.objects.get().reported == 0


@pytest.mark.parametrize("kind", ["", "nonsense", "wrong" * 100])
def test_a_report_says_what_is_the_matter(client, reply, kind):
    answer = post(client, "report", reply, kind=kind)

    assert (answer.status_code, answer.json()["error"]["kind"]) == (400, "bad_request")
    assert not Report.objects.exists()


def test_words_are_bounded(client, reply):
    post(client, "report", reply, kind="other", words="x" * 100_000)

    assert len(Report.objects.get().words) == report.LONGEST


def test_a_reply_that_is_still_written_is_not_reported(client):
    client.force_login(person("alice"))

    answer = post(client, "report", asked(person("alice")), kind="wrong")

    assert answer.status_code == 400
    assert "still being written" in answer.json()["error"]["message"]


def test_neither_a_foreign_reply_nor_a_prompt_is_found(client, reply):
    prompt = Message.objects.get(role="user")
    answers = [post(client, name, prompt, kind="wrong") for name in ("report", "withdraw_report")]
    client.force_login(person("bob"))
    answers += [post(client, name, reply, kind="wrong") for name in ("report", "withdraw_report")]

    assert {answer.status_code for answer in answers} == {404}
    assert not Report.objects.exists()


def test_without_script_the_button_leads_to_a_page_that_asks(client, reply):
    path = reverse("report", args=[reply.pk])

    page = client.post(path)
    refused = client.post(path, {"kind": "", "words": "kept <b>"})
    sent = client.post(path, {"kind": "wrong"})

    assert (page.status_code, refused.status_code) == (200, 400)
    assert b'name="kind"' in page.content
    assert b'role="alert"' not in page.content
    assert b"kept &lt;b&gt;" in refused.content
    assert b'role="alert"' in refused.content
    assert sent["Location"] == reply.conversation.get_absolute_url()


def test_one_reviewer_claims_it_and_can_give_it_back(reply):
    report.report(person("alice"), reply, "wrong")
    found = Report.objects.get()

    claims = [found.claim(person("rita")), found.claim(person("bob")), found.claim(person("rita"))]
    found.release(person("bob"))
    still = Report.objects.of(person("rita")).count()
    found.release(person("rita"))

    assert claims == [True, False, True]
    assert still == 1
    assert found.claim(person("bob"))


def test_a_report_is_settled_once_and_not_by_another_than_who_claimed_it(reply):
    report.report(person("alice"), reply, "wrong")
    found = Report.objects.get()
    found.claim(person("rita"))

    settled = [report.settle(person(who), found, "answered", "told her") for who in ("bob", "rita", "rita")]

    found.refresh_from_db()
    assert settled == [False, True, False]
    assert (found.decision, found.note, found.settled_by) == ("answered", "told her", person("rita"))
    assert Transcript.objects.get().reported == 0


def test_what_was_settled_can_be_reported_anew(client, reply):
    report.report(person("alice"), reply, "wrong")
    report.settle(person("rita"), Report.objects.get(), "nothing")

    post(client, "report", reply, kind="harmful")

    assert Report.objects.waiting().count() == 1
    assert Report.objects.count() == 2


def test_a_report_that_comes_before_the_transcript_is_in_it():
    made = asked(person("alice"))
    life.close(made.pk, "done")
    report.report(person("alice"), Message.objects.get(pk=made.pk), "wrong")

    afterwards.some()

    assert Transcript.objects.get().reported == 1
