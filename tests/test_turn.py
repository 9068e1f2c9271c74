"""The line in which write transactions wait on SQLite."""

import threading
import time

import pytest
from django.db import connection, transaction

from chat.models import Process
from chat.sqlite.turn import Turn, turn


def queue(turn, order, name, first=False):
    """A thread that stands in line and writes its name when its turn comes."""

    def wait():
        if first:
            with turn.first():
                turn.take(5)
        else:
            turn.take(5)
        order.append(name)
        turn.give()

    before = len(turn.line)
    thread = threading.Thread(target=wait)
    thread.start()
    while len(turn.line) == before:
        time.sleep(0.001)
    return thread


def test_it_serves_in_the_order_of_asking_and_the_journal_first():
    turn, order = Turn(), []
    turn.take(1)

    waiting = [queue(turn, order, "a"), queue(turn, order, "b"), queue(turn, order, "journal", first=True)]
    turn.give()
    for thread in waiting:
        thread.join()

    assert order == ["journal", "a", "b"]


def test_who_waits_too_long_leaves_the_line_and_holds_nothing_up():
    turn = Turn()
    turn.take(1)

    assert not turn.take(0.01)

    turn.give()
    assert turn.take(0.01)


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_every_write_waits_in_line_also_outside_a_transaction():
    turn.take(1)
    done = []

    def write(verb):
        verb()
        done.append(verb)
        connection.close()

    def in_a_transaction():
        with transaction.atomic():
            Process.objects.create(name="one")

    verbs = in_a_transaction, lambda: Process.objects.create(name="two")
    threads = [threading.Thread(target=write, args=[verb]) for verb in verbs]
    for thread in threads:
        thread.start()
    while len(turn.line) < 2:
        time.sleep(0.001)

    assert done == []
    turn.give()
    for thread in threads:
        thread.join()
    assert Process.objects.count() == 2
    assert not turn.taken


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("leave", ["error", "rollback", "close"])
def test_a_transaction_that_ends_badly_gives_its_turn_back(leave):
    try:
        with transaction.atomic():
            Process.objects.create(name="one")
            if leave == "error":
                raise RuntimeError
            if leave == "rollback":
                transaction.set_rollback(True)
            if leave == "close":
                connection.close()
    except Exception:
        connection.close()

    assert not turn.taken
    assert not Process.objects.exists()
