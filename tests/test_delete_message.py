"""Deleting a message: it goes with what follows it, from every place that shows it, and comes back for a while."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from chat import afterwards, runner
from chat import review as reviewing
from chat.handout import bites
from chat.models import Conversation, Message, Passage, Report, Transcript, pruning, rating, report, review
from chat.models.asking import ROOT
from chat.models.change import changes
from chat.models.deleting import UNDO
from chat.models.forgetting import forget_deleted
from chat.search import search

from .cast import person
from .talk import again, asked, ended

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def stopped(monkeypatch):
    """The replies that were to be stopped."""
    found = []
    monkeypatch.setattr(runner, "stop_from_anywhere", found.append)
    monkeypatch.setattr(runner, "afterwards_soon", lambda: None)
    return found


@pytest.fixture
def talk(client):
    """A conversation of Alice, who is logged in: two prompts, the first of them with two replies."""
    client.force_login(person("alice"))
    made = asked(person("alice"), "tide one")
    ended(made, text="ebb one")
    follow(made, "tide two", "ebb two")
    ended(again(made), text="flood one")
    made.conversation.show(Message.objects.order_by("pk")[3].pk)
    return Conversation.objects.get()


def follow(reply, prompt, said, conversation=None):
    made = asked(
        person("alice"), prompt, conversation=conversation or reply.conversation, parent=reply.pk if reply else ROOT
    )
    ended(made, text=said)
    return made


def called(text):
    return next(message for message in Message.objects.order_by("pk") if message.text == text)


def post(client, name, message):
    return client.post(reverse(name, args=[message.pk]), headers=JSON)


def shown(client, talk):
    """The texts of the branch that the page shows."""
    turns = client.get(reverse("turns", args=[talk.pk])).json()["turns"]
    return [part["text"] for turn in turns for part in turn["parts"]]


def exported(client, talk):
    answer = client.get(reverse("export_json", args=[talk.pk]))
    return [message["text"] for message in json.loads(b"".join(answer))["messages"]]


def found(word):
    afterwards.some()
    return [hit.message.text for hit in search(person("alice"), word)[0]]


def test_what_follows_goes_along_and_other_versions_stay(client, talk):
    answer = post(client, "delete_message", called("ebb one"))

    assert answer.json() == {"message": called("ebb one").pk, "count": 3}
    assert shown(client, talk) == ["tide one", "flood one"]
    assert exported(client, talk) == ["tide one", "flood one"]
    assert found("ebb") == []
    assert found("one") == ["flood one", "tide one"]


def test_it_comes_back_where_it_was_with_what_followed_it(client, talk):
    gone = post(client, "delete_message", called("tide two")).json()
    before = shown(client, talk)
    afterwards.some()

    answer = client.post(reverse("restore_message", args=[gone["message"]]), headers=JSON)

    assert (before, answer.status_code) == (["tide one", "ebb one"], 200)
    assert shown(client, talk) == ["tide one", "ebb one", "tide two", "ebb two"]
    assert found("ebb") == ["ebb two", "ebb one"]


def test_an_only_reply_takes_its_prompt_along(client, talk):
    answer = post(client, "delete_message", called("ebb two"))

    assert answer.json() == {"message": called("tide two").pk, "count": 2}
    assert shown(client, talk) == ["tide one", "ebb one"]


def test_deleting_all_there_is_deletes_the_conversation(client, talk):
    answer = post(client, "delete_message", called("tide one"))
    gone = client.get(talk.get_absolute_url()).status_code
    back = client.post(reverse("restore", args=[talk.pk]), headers=JSON)

    assert answer.json() == {"conversation": str(talk.pk), "count": 5}
    assert (gone, back.status_code) == (404, 200)
    assert shown(client, talk) == ["tide one", "ebb one", "tide two", "ebb two"]


def test_a_deleted_first_prompt_leaves_the_title_to_the_next(client, talk):
    follow(None, "harbour one", "pier one", talk)
    talk.rename("Weather")

    gone = post(client, "delete_message", called("tide one")).json()
    alone = found("weather")
    client.post(reverse("restore_message", args=[gone["message"]]), headers=JSON)

    assert alone == ["harbour one"]
    assert found("weather") == ["tide one"]


def test_what_is_not_shown_goes_without_moving_the_page(client, talk):
    post(client, "delete_message", called("flood one"))

    assert shown(client, talk) == ["tide one", "ebb one", "tide two", "ebb two"]


def test_several_come_back_in_any_order(client, talk):
    inner = post(client, "delete_message", called("ebb two")).json()
    outer = post(client, "delete_message", called("ebb one")).json()

    for gone in (inner, outer):
        assert client.post(reverse("restore_message", args=[gone["message"]]), headers=JSON).status_code == 200

    talk.show(called("ebb two").pk)
    assert shown(client, talk) == ["tide one", "ebb one", "tide two", "ebb two"]


def test_what_is_written_in_it_is_stopped(client, talk, stopped):
    running = asked(person("alice"), "tide three", conversation=talk, parent=called("ebb two").pk)

    post(client, "delete_message", called("tide two"))

    assert stopped == [running.pk]
    assert shown(client, talk) == ["tide one", "ebb one"]


def test_nothing_is_asked_behind_what_was_deleted(client, talk):
    gone = called("ebb one")
    post(client, "delete_message", gone)

    with pytest.raises(Message.DoesNotExist):
        asked(person("alice"), "and more", conversation=talk, parent=gone.pk)
    for name in ("again", "go_on", "fork", "show_branch", "report", "rate", "delete_message"):
        assert (
            client.post(reverse(name, args=[gone.pk]), {"kind": "wrong", "way": "up"}, headers=JSON).status_code == 404
        )


def test_what_was_born_behind_it_at_that_moment_hides_with_it(client, talk):
    born = asked(person("alice"), "too late", conversation=talk, parent=called("ebb one").pk)
    Message.objects.filter(pk=called("ebb one").pk).update(deleted_at=timezone.now())
    Conversation.objects.update(leaf=born.pk)

    assert shown(client, talk) == ["tide one", "flood one"]
    assert client.get(talk.get_absolute_url()).status_code == 200


def test_the_other_tabs_hear_of_both(client, talk):
    me = person("alice").pk
    numbers = [changes([me])[me]]

    gone = post(client, "delete_message", called("tide two")).json()
    numbers.append(changes([me])[me])
    client.post(reverse("restore_message", args=[gone["message"]]), headers=JSON)
    numbers.append(changes([me])[me])

    assert numbers == sorted(set(numbers))


def test_reviewers_see_neither_it_nor_what_was_said_about_it(client, talk):
    reply = called("ebb one")
    report.report(person("alice"), reply, "wrong")
    rating.rate(reply, "down")
    opening = review.open_for(person("rita"), talk, "quality", "It is part of a sample.")

    post(client, "delete_message", reply)
    afterwards.some()

    shown = reviewing.transcript(opening)
    transcript = Transcript.objects.get()
    assert [turn["parts"][0]["text"] for turn in shown["turns"]] == ["tide one", "flood one"]
    assert (shown["reports"], Report.objects.visible().count()) == ([], 0)
    assert (transcript.turns, transcript.reported, transcript.disliked) == (1, 0, 0)
    assert [message.text for bite in bites([talk]) for message, _ in bite] == ["tide one", "flood one"]


def test_it_is_deleted_once(client, talk):
    gone = called("ebb one")
    post(client, "delete_message", gone)

    with pytest.raises(pruning.Gone):
        pruning.delete(gone)


def test_nobody_else_deletes_it_or_brings_it_back(client, talk):
    gone = called("ebb one")
    client.force_login(person("bob"))
    answers = [post(client, "delete_message", gone)]
    pruning.delete(gone)
    answers.append(post(client, "restore_message", gone))

    assert {answer.status_code for answer in answers} == {404}


def test_after_a_while_it_is_gone_for_good(client, talk):
    gone = called("ebb one")
    post(client, "delete_message", gone)
    forget_deleted()
    kept = Message.objects.count()
    Message.objects.exclude(deleted_at=None).update(deleted_at=timezone.now() - UNDO - timedelta(seconds=1))

    late = post(client, "restore_message", gone)
    forget_deleted()

    assert (kept, late.status_code) == (5, 404)
    assert Message.objects.count() == 2
    assert not Passage.objects.filter(message=gone.pk).exists()
    assert shown(client, talk) == ["tide one", "flood one"]


def test_without_script_the_button_leads_back_to_what_is_left(client, talk):
    left = client.post(reverse("delete_message", args=[called("tide two").pk]))
    nothing = client.post(reverse("delete_message", args=[called("tide one").pk]))

    assert left["Location"] == talk.get_absolute_url()
    assert nothing["Location"] == reverse("new")
