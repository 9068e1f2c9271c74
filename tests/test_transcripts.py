"""What is known of a conversation without reading it: the facts of a transcript follow what happens in it."""

import threading

import pytest
from django.db import connection

from chat import afterwards
from chat.models import Conversation, Message, Transcript, life

from .cast import person
from .talk import ONE, OTHER, again, asked, ended


@pytest.mark.django_db
def test_a_conversation_has_a_transcript_as_soon_as_a_reply_in_it_has_ended():
    reply = asked(person("alice"))

    before = Transcript.objects.count()
    transcript = ended(reply, prompt_tokens=5, completion_tokens=7)

    assert before == 0
    assert (transcript.owner, transcript.model) == (person("alice"), ONE)
    assert (transcript.turns, transcript.tokens, transcript.failed, transcript.stopped) == (1, 12, 0, 0)
    assert transcript.last_at == Message.objects.get(pk=reply.pk).closed_at


@pytest.mark.django_db
def test_every_version_counts_and_what_is_still_written_does_not():
    first = asked(person("alice"))
    ended(first, "failed", prompt_tokens=1)
    ended(again(first, OTHER), "stopped", completion_tokens=2)
    ended(asked(person("alice"), "two", conversation=first.conversation), "interrupted")
    transcript = ended(asked(person("alice"), "three", conversation=first.conversation))
    asked(person("alice"), "four", conversation=first.conversation)

    assert (transcript.failed, transcript.stopped, transcript.interrupted) == (1, 1, 1)
    assert (transcript.turns, transcript.tokens) == (3, 3)


@pytest.mark.django_db
def test_tokens_that_come_after_the_end_are_counted_too():
    reply = asked(person("alice"))
    ended(reply)

    life.count(reply.pk, prompt_tokens=30, completion_tokens=12)
    afterwards.some()

    assert Transcript.objects.get().tokens == 42


@pytest.mark.django_db
def test_it_is_found_by_each_model_that_replied_and_named_after_the_last():
    first = asked(person("alice"), model=ONE)
    ended(first)
    transcript = ended(again(first, OTHER))
    ended(asked(person("bob"), model=ONE))

    assert transcript.model == OTHER
    assert [found.owner.username for found in Transcript.objects.with_model(ONE).recent()] == ["bob", "alice"]
    assert list(Transcript.objects.with_model(OTHER)) == [transcript]


@pytest.mark.django_db
def test_it_goes_out_of_sight_with_its_conversation_and_comes_back_with_it():
    transcript = ended(asked(person("alice")))
    seen = []

    for deleted in True, False:
        transcript.conversation.mark("deleted", deleted)
        seen.append(list(Transcript.objects.visible()))
    transcript.conversation.delete()

    assert seen == [[], [transcript]]
    assert not Transcript.objects.exists()


@pytest.mark.db
@pytest.mark.usefixtures("fresh_database")
def test_of_two_replies_that_end_at_once_both_are_counted():
    first = asked(person("alice"))
    replies = [first, *(again_unanswered(first) for _ in range(5))]

    def stop(reply):
        life.close(reply.pk, "stopped")
        afterwards.some()
        connection.close()

    threads = [threading.Thread(target=stop, args=[reply]) for reply in replies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Transcript.objects.get().stopped == 6


def again_unanswered(reply):
    """A sibling that is open beside it, as two tabs make them."""
    copy = Message.objects.get(pk=reply.pk)
    copy.pk = None
    copy.save(force_insert=True)
    return copy


@pytest.mark.django_db
def test_the_tables_of_before_are_counted_like_those_of_now():
    first = asked(person("alice"))
    ended(first, "failed", prompt_tokens=1)
    ended(again(first, OTHER), "stopped", completion_tokens=2)
    asked(person("bob"))
    counted = list(Transcript.objects.values("conversation", "owner", "last_at", "turns", "tokens", "model", "failed"))
    Transcript.objects.all().delete()

    migration = __import__("chat.migrations.0007_count_transcripts", fromlist=["COUNT"])
    with connection.cursor() as cursor:
        cursor.execute(migration.COUNT)
        cursor.execute(migration.VOICES)

    assert list(Transcript.objects.values(*counted[0])) == counted
    assert Transcript.objects.get().voices.count() == 2
    assert Conversation.objects.count() == 2
