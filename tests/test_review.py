"""Reviewing: facts for those who may, words only for a reason, for a while, and never before it is on record."""

import re
import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone

from chat.models import AuditEntry, Conversation, Message, Opening, Part, Transcript, audit, report

from .cast import person
from .talk import OTHER, again, asked, ended

pytestmark = pytest.mark.django_db

CANARY, MAIL = "canary-words", "secret.person@example.org"
WHY = {"category": "quality", "reason": "Sample of November"}


@pytest.fixture
def talk():
    """A conversation of Alice's with something to hide in every place that holds words."""
    reply = asked(person("alice"), f"{CANARY} of {MAIL}")
    thought = Part.of(reply.pk, "reasoning", f"{CANARY} thought of {MAIL}")
    ended(reply, "failed", text=f"{CANARY} reply to {MAIL}", error_kind="cut", error_message=f"{CANARY} {MAIL}")
    thought.save(force_insert=True)
    return reply.conversation


@pytest.fixture
def rita(client):
    client.force_login(person("rita"))
    return client


def door(name, talk, query=""):
    return reverse(name, args=[talk.pk]) + query


def shows(answer, words=CANARY):
    return words in answer.content.decode() + str(answer.headers)


# Who may


@pytest.mark.parametrize("who", ["alice", "bob", "otto", "ada", "root"])
def test_for_whom_reviews_nothing_there_is_no_review_at_all(client, talk, who):
    account = person(who)
    if who == "root":
        type(account).objects.filter(pk=account.pk).update(is_superuser=True)
    client.force_login(account)
    report.report(person("alice"), talk.messages.get(role="assistant"), "wrong")

    get = [reverse("transcripts"), reverse("queue"), door("transcript", talk)]
    post = [door(name, talk) for name in ("open_transcript", "reveal", "close_transcript")]
    post += [reverse(name, args=[report.Report.objects.get().pk]) for name in ("claim", "release", "settle")]
    answers = [client.get(path) for path in get] + [client.post(path, WHY) for path in post]

    assert {answer.status_code for answer in answers} == {404}
    assert not any(shows(answer) for answer in answers)
    assert not Opening.objects.exists()


def test_who_loses_the_role_loses_what_was_open(rita, talk):
    rita.post(door("open_transcript", talk), WHY)
    audit_before = AuditEntry.objects.count()
    person("rita").role_grants.filter(role="reviewer").delete()

    answer = rita.get(door("transcript", talk))

    assert (answer.status_code, AuditEntry.objects.count()) == (404, audit_before)


# The list


def test_the_list_shows_facts_and_no_word_of_what_was_said(rita, talk):
    answer = rita.get(reverse("transcripts"))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "alice" in page
    assert "Failed" in page
    assert not shows(answer)
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("person=ali", True),
        ("person=ALICE@example", True),
        ("person=bob", False),
        ("model=harbour-7b", True),
        ("model=tides-2", False),
        ("state=failed", True),
        ("state=stopped", False),
        ("state=reported", False),
        ("turns=1", True),
        ("turns=2", False),
        ("tokens=1", False),
        ("since=2020-01-01&until=2199-01-01", True),
        ("until=2020-01-01", False),
        ("since=2199-01-01", False),
        ("person=ali&state=failed&turns=1&model=harbour-7b", True),
    ],
)
def test_transcripts_are_found_by_what_is_known_of_them(rita, talk, query, found):
    page = rita.get(f"{reverse('transcripts')}?{query}").content.decode()

    assert (str(talk.pk) in page) is found


@pytest.mark.parametrize(
    "query",
    [
        "since=0001-01-01",
        "until=9999-12-31",
        "since=yesterday",
        "turns=-1",
        "tokens=x",
        "turns=" + "9" * 400,
        "state=asleep",
        "person=" + "x" * 500,
        "person=\0",
    ],
)
def test_a_wrong_filter_gets_a_sentence_and_finds_nothing(rita, talk, query):
    answer = rita.get(f"{reverse('transcripts')}?{query}")

    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert str(talk.pk) not in answer.content.decode()


@pytest.mark.parametrize("place", ["", "x", "0-0", "ffffffffffffffffffff-1", "-", "5f-"])
def test_a_place_that_is_none_is_the_beginning_or_the_end(rita, talk, place):
    assert rita.get(reverse("transcripts"), {"after": place}).status_code == 200


def test_page_after_page_shows_every_transcript_once(rita):
    moment = timezone.now()
    for number in range(60):
        ended(asked(person("alice"), str(number)))
    Transcript.objects.update(last_at=moment)  # at the same moment: their numbers decide
    seen, path = [], reverse("transcripts")

    while path:
        page = rita.get(path).content.decode()
        seen += re.findall(r"/review/([0-9a-f-]{36})/", page)
        path = (re.findall(r'href="(\?[^"]*after=[^"]*)"', page) or [""])[0].replace("&amp;", "&")
        path = path and reverse("transcripts") + path

    assert len(seen) == 60
    assert len(set(seen)) == 60


# Opening


def test_before_a_reason_a_transcript_shows_its_facts_and_asks_why(rita, talk):
    answer = rita.get(door("transcript", talk))

    assert "Why do you open this transcript?" in answer.content.decode()
    assert not shows(answer)


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"category": "quality"},
        {"reason": "Sample of November"},
        {"category": "fun", "reason": "Sample of November"},
        {"category": "quality", "reason": "because"},
        {"category": "quality", "reason": " \n \0 "},
    ],
)
def test_without_a_reason_nothing_opens_and_nothing_is_recorded(rita, talk, form):
    answer = rita.post(door("open_transcript", talk), form)

    assert answer.status_code == 400
    assert not shows(answer)
    assert not shows(rita.get(door("transcript", talk)))
    assert not AuditEntry.objects.exists()


def test_a_reason_opens_one_transcript_on_record(rita, talk):
    other = ended(asked(person("bob"), f"{CANARY} of Bob's")).conversation

    answer = rita.post(door("open_transcript", talk), WHY)
    opened = rita.get(answer["Location"])

    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor_name, entry.person_name) == ("opened", "rita", "alice")
    assert (entry.conversation, entry.reason) == (talk.pk, WHY["reason"])
    assert f"On record, no. {entry.sequence}" in opened.content.decode()
    assert opened.content.decode().count(CANARY) >= 5
    assert not shows(rita.get(door("transcript", other)))


def test_what_one_reviewer_opened_is_closed_for_another(rita, client, talk):
    rita.post(door("open_transcript", talk), WHY)
    roy = person("roy")
    roy.role_grants.create(role="reviewer")

    client.force_login(roy)

    assert not shows(client.get(door("transcript", talk)))


@pytest.mark.parametrize("how", ["its time is over", "closed by hand", "deleted by its owner"])
def test_an_opening_ends(rita, talk, how):
    rita.post(door("open_transcript", talk), WHY)
    assert shows(rita.get(door("transcript", talk)))

    if how == "its time is over":
        Opening.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    elif how == "closed by hand":
        rita.post(door("close_transcript", talk))
    else:
        talk.mark("deleted", True)

    answer = rita.get(door("transcript", talk))
    assert not shows(answer)
    assert answer.status_code == (404 if how == "deleted by its owner" else 200)
    rita.post(door("reveal", talk), {"reason": "Who was it really?"})
    assert AuditEntry.objects.count() == 1


def test_an_opening_lasts_half_an_hour(rita, talk):
    rita.post(door("open_transcript", talk), WHY)

    opening = Opening.objects.get()
    assert abs(opening.ends_at - opening.opened_at - timedelta(minutes=30)) < timedelta(seconds=5)


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_made_up_or_deleted_conversation_is_not_found(rita, talk, method):
    talk.mark("deleted", True)
    names = ["transcript"] if method == "get" else ["open_transcript", "reveal"]

    answers = [getattr(rita, method)(reverse(name, args=[pk]), WHY) for name in names for pk in (talk.pk, uuid.uuid4())]

    assert {answer.status_code for answer in answers} == {404}


@pytest.mark.parametrize("error", [DatabaseError, OSError])
@pytest.mark.parametrize("broken", ["the row", "the head on disk"])
def test_when_the_log_cannot_be_written_no_word_leaves(rita, talk, monkeypatch, broken, error):
    def fail(*args, **kwargs):
        raise error("disk full")

    audit.reading(person("rita"), "opened", conversation=ended(asked(person("bob"))).conversation, reason="before")
    place = (audit.AuditEntry.objects, "bulk_create") if broken == "the row" else (audit.chain, "keep")
    monkeypatch.setattr(*place, fail)
    answers = []
    for _ in range(25):
        answers += [rita.post(door("open_transcript", talk), WHY), rita.get(door("transcript", talk))]

    assert {answer.status_code for answer in answers} == {503, 200}
    assert "could not be recorded" in answers[0].content.decode()
    assert not any(shows(answer) for answer in answers)


# Masking


def test_what_is_masked_is_not_in_the_page_s_source(rita, talk):
    rita.post(door("open_transcript", talk), WHY)

    answer = rita.get(door("transcript", talk))

    assert not shows(answer, MAIL)
    assert "⟦e-mail 1⟧" in answer.content.decode()
    assert "1 value is masked" in answer.content.decode()
    assert "It misses others" in answer.content.decode()


def test_revealing_is_a_second_step_on_record(rita, talk):
    rita.post(door("open_transcript", talk), WHY)

    rita.post(door("reveal", talk), {"reason": "short"})
    refused = rita.get(door("transcript", talk))
    rita.post(door("reveal", talk), {"reason": "The person asked us to write to them"})
    revealed = rita.get(door("transcript", talk))

    assert not shows(refused, MAIL)
    assert shows(revealed, MAIL)
    assert [entry.action for entry in AuditEntry.objects.all()] == ["opened", "revealed"]


def test_what_cannot_be_recorded_stays_masked(rita, talk, monkeypatch):
    rita.post(door("open_transcript", talk), WHY)

    def fail(*args, **kwargs):
        raise DatabaseError("disk full")

    monkeypatch.setattr(audit.AuditEntry.objects, "bulk_create", fail)
    answer = rita.post(door("reveal", talk), {"reason": "Who was it really?"}, follow=True)

    assert not shows(answer, MAIL)
    assert "could not be recorded" in answer.content.decode()


def test_each_opening_begins_masked(rita, talk):
    rita.post(door("open_transcript", talk), WHY)
    rita.post(door("reveal", talk), {"reason": "Who was it really?"})
    rita.post(door("close_transcript", talk))

    rita.post(door("open_transcript", talk), WHY)

    assert not shows(rita.get(door("transcript", talk)), MAIL)


# What is shown


def test_every_branch_can_be_reached(rita, talk):
    first = talk.messages.get(role="assistant")
    second = again(first, OTHER)
    ended(second, text="the second version")
    rita.post(door("open_transcript", talk), WHY)

    newest = rita.get(door("transcript", talk)).content.decode()
    older = rita.get(door("transcript", talk, f"?at={first.pk}")).content.decode()

    assert ("the second version" in newest, f"{CANARY} reply" in newest) == (True, False)
    assert ("the second version" in older, f"{CANARY} reply" in older) == (False, True)
    assert f"at={first.pk}" in newest


@pytest.mark.parametrize("at", ["", "x", "-1", "0", "9" * 30, "²"])
def test_a_branch_that_is_not_there_is_the_one_shown_last(rita, talk, at):
    rita.post(door("open_transcript", talk), WHY)

    assert shows(rita.get(door("transcript", talk), {"at": at}))


def test_hostile_words_are_text(rita):
    hostile = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    reply = asked(person("alice"), hostile)
    talk = ended(reply, "failed", text=hostile, error_kind="cut", error_message=hostile).conversation
    report.report(person("alice"), reply, "other", hostile)
    rita.post(door("open_transcript", talk), WHY)

    page = rita.get(door("transcript", talk)).content.decode()

    assert "<script>alert" not in page
    assert "<img" not in page
    assert page.count("&lt;script&gt;") >= 4


def test_a_reviewer_changes_nothing_of_what_is_read(rita, talk):
    before = list(Message.objects.values()), list(Conversation.objects.values())
    rita.post(door("open_transcript", talk), WHY)
    rita.get(door("transcript", talk))
    paths = [f"/c/{talk.pk}/", f"/c/{talk.pk}/turns.json", f"/c/{talk.pk}/export.json"]

    assert {rita.get(path).status_code for path in paths} == {404}
    assert (list(Message.objects.values()), list(Conversation.objects.values())) == before


def test_next_and_previous_stay_within_the_filter(rita):
    talks = [ended(asked(person(who), who)).conversation for who in ("alice", "bob", "alice")]

    page = rita.get(door("transcript", talks[0], "?person=alice")).content.decode()

    assert f'href="/review/{talks[2].pk}/?person=alice" rel="prev"' in page
    assert str(talks[1].pk) not in page
    assert 'rel="next"' not in page


# The queue


def queue(rita, **query):
    return rita.get(reverse("queue"), query).content.decode()


def reported(who="alice", words=""):
    reply = asked(person(who))
    ended(reply)
    report.report(person(who), reply, "wrong", words)
    return report.Report.objects.get(reply=reply)


def test_the_queue_shows_what_waits_and_none_of_the_words(rita):
    found = reported(words=CANARY)

    page = queue(rita)

    assert "It is wrong" in page
    assert CANARY not in page
    assert f"Claim report {found.pk}" in page


def test_what_a_person_wrote_is_shown_when_the_transcript_is_open_and_masked(rita):
    talk = reported(words=f"{CANARY} {MAIL}").reply.conversation

    closed = rita.get(door("transcript", talk))
    rita.post(door("open_transcript", talk), WHY)
    opened = rita.get(door("transcript", talk))

    assert (shows(closed), shows(opened), shows(opened, MAIL)) == (False, True, False)


def test_a_claimed_report_is_in_nobody_else_s_way(rita, client):
    found = reported()
    roy = person("roy")
    roy.role_grants.create(role="reviewer")

    went = rita.post(reverse("claim", args=[found.pk]))
    client.force_login(roy)
    refused = client.post(reverse("claim", args=[found.pk]), follow=True)
    decided = client.post(reverse("settle", args=[found.pk]), {"decision": "nothing"}, follow=True)

    assert went["Location"] == f"/review/{found.reply.conversation_id}/?report={found.pk}"
    assert "Somebody else has this report" in refused.content.decode()
    assert "Somebody else has this report" in decided.content.decode()
    assert report.Report.objects.waiting().exists()


def test_a_decision_is_on_record_and_leads_to_the_next(rita):
    first, second = reported(), reported()

    answer = rita.post(reverse("settle", args=[first.pk]), {"decision": "handed", "note": "To the harbour board"})
    last = rita.post(reverse("settle", args=[second.pk]), {"decision": "nothing"})

    entry = AuditEntry.objects.first()
    assert (entry.action, entry.conversation, entry.reason) == ("decided", first.reply.conversation_id, "")
    assert "harbour" not in entry.details
    assert answer["Location"] == f"/review/{second.reply.conversation_id}/?report={second.pk}"
    assert last["Location"] == reverse("queue")
    assert "Handed over" in queue(rita, show="settled")


def test_no_decision_is_taken_that_cannot_be_recorded(rita, monkeypatch):
    found = reported()

    def fail(*args, **kwargs):
        raise DatabaseError("disk full")

    monkeypatch.setattr(audit.AuditEntry.objects, "bulk_create", fail)
    rita.post(reverse("settle", args=[found.pk]), {"decision": "nothing"})

    assert report.Report.objects.waiting().exists()


@pytest.mark.parametrize("form", [{}, {"decision": "maybe"}])
def test_a_decision_is_one_of_those_offered(rita, form):
    found = reported()

    rita.post(reverse("settle", args=[found.pk]), form)

    assert report.Report.objects.waiting().exists()


@pytest.mark.parametrize("query", [{"show": "x"}, {"after": "x"}, {"after": "9" * 30}, {"show": "mine"}])
def test_the_queue_takes_any_address(rita, query):
    reported()

    assert rita.get(reverse("queue"), query).status_code == 200
