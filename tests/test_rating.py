"""Rating a reply: a thumb up or down with a comment, in every tab, in the export, and as a fact for reviewers."""

import pytest
from django.urls import reverse

from chat import afterwards
from chat import review as reviewing
from chat.filters import Filter
from chat.models import Message, Rating, Transcript, life, rating, review
from chat.models.change import changes

from .cast import person
from .talk import asked, ended

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}
CARD = "4111 1111 1111 1111"


@pytest.fixture
def reply(client):
    """An ended reply to Alice, who is logged in."""
    made = asked(person("alice"))
    ended(made, text="The tide is high.")
    client.force_login(person("alice"))
    return made


def rate(client, reply, **form):
    return client.post(reverse("rate", args=[reply.pk]), form, headers=JSON)


def shown(client, reply):
    """What the page's script is told of the reply."""
    turns = client.get(reverse("turns", args=[reply.conversation_id])).json()["turns"]
    return next(turn["rating"] for turn in turns if turn["id"] == reply.pk)


def test_a_thumb_and_its_comment_are_stored_shown_and_exported(client, reply):
    assert shown(client, reply) is None

    answer = rate(client, reply, way="down", words=" It was low.\0 ")

    said = {"is_good": False, "words": "It was low.�"}
    exported = client.get(reverse("export_json", args=[reply.conversation_id]))
    assert answer.status_code == 200
    assert shown(client, reply) == said
    assert f'"rating": {{"is_good": false, "words": "{said["words"]}"}}' in b"".join(exported).decode()


def test_the_last_word_counts_and_brings_no_old_comment_along(client, reply):
    rate(client, reply, way="down", words="It was low.")
    rate(client, reply, way="up")

    assert shown(client, reply) == {"is_good": True, "words": ""}
    assert Rating.objects.count() == 1


def test_a_thumb_that_is_pressed_again_is_gone(client, reply):
    rate(client, reply, way="up")
    for _ in range(2):
        assert rate(client, reply).status_code == 200

    assert shown(client, reply) is None


def test_the_other_tabs_hear_of_it(client, reply):
    me = person("alice").pk
    before = changes([me])[me]

    rate(client, reply, way="up")

    assert changes([me])[me] == before + 1


def test_a_comment_is_bounded(client, reply):
    rate(client, reply, way="up", words="x" * 100_000)

    assert len(Rating.objects.get().words) == rating.LONGEST


@pytest.mark.parametrize("way", ["sideways", "up" * 1000, "None"])
def test_there_are_two_ways_only(client, reply, way):
    answer = rate(client, reply, way=way)

    assert (answer.status_code, answer.json()["error"]["kind"]) == (400, "bad_request")
    assert not Rating.objects.exists()


def test_what_is_still_written_is_not_rated(client):
    client.force_login(person("alice"))

    answer = rate(client, asked(person("alice")), way="up")

    assert answer.status_code == 400
    assert "still being written" in answer.json()["error"]["message"]


def test_neither_a_foreign_reply_nor_a_prompt_can_be_rated(client, reply):
    answers = [rate(client, Message.objects.get(role="user"), way="up")]
    client.force_login(person("bob"))
    answers.append(rate(client, reply, way="up"))

    assert {answer.status_code for answer in answers} == {404}
    assert not Rating.objects.exists()


def test_without_script_a_button_rates_and_the_same_one_takes_it_back(client, reply):
    path = reverse("rate", args=[reply.pk])
    place = reply.conversation.get_absolute_url()

    sent = client.post(path, {"way": "down"})
    page = client.get(place).content.decode()

    assert sent["Location"] == place
    assert 'value="" data-rating="down" aria-label="Bad reply" aria-pressed="true"' in page
    assert 'value="up" data-rating="up" aria-label="Good reply" aria-pressed="false"' in page


def test_reviewers_find_thumbs_down_and_no_word_of_the_comment(client, reply):
    rate(client, reply, way="down", words="secret complaint")
    ended(asked(person("alice"), "another"))
    client.force_login(person("rita"))

    found = Filter({"state": "disliked"}).matching()
    page = client.get(reverse("transcripts"), {"state": "disliked"}).content.decode()

    assert [transcript.conversation_id for transcript in found] == [reply.conversation_id]
    assert "Thumbs down" in page
    assert "secret complaint" not in page


def test_an_opened_transcript_has_the_comment_through_the_mask(client, reply):
    rate(client, reply, way="down", words=f"It shows my card {CARD}.")
    opening = review.open_for(person("rita"), reply.conversation, "quality", "It is part of a sample.")
    client.force_login(person("rita"))

    turns = reviewing.transcript(opening)["turns"]
    page = client.get(reverse("transcript", args=[reply.conversation_id])).content.decode()

    assert turns[1]["rating"]["is_good"] is False
    assert "It shows my card" in page
    assert CARD not in page


def test_a_rating_that_comes_before_the_transcript_is_in_it():
    made = asked(person("alice"))
    life.close(made.pk, "done")
    rating.rate(Message.objects.get(pk=made.pk), "down")

    afterwards.some()

    assert Transcript.objects.get().disliked == 1
