"""The list of conversations: complete, in order, a page at a time, and as quick at its end as at its beginning."""

import time
import uuid
from datetime import timedelta
from itertools import islice

import pytest
from django.utils import timezone

from chat.models import Conversation, Message
from chat.views import listing

from .cast import person

pytestmark = pytest.mark.django_db

MANY = 100_000
PATIENCE = 0.030  # seconds of server time for a page


@pytest.fixture(autouse=True)
def past(monkeypatch):
    """Conversations can be made that were asked at another time than now."""
    monkeypatch.setattr(Conversation._meta.get_field("asked_at"), "auto_now_add", False)


def conversations(owner, count, apart=timedelta(minutes=7), **more):
    """So many, the first asked now and each one `apart` before the next."""
    now = timezone.now()
    asked = (Conversation(owner=owner, title=f"No. {n}", asked_at=now - n * apart, **more) for n in range(count))
    made = []
    # PostgreSQL ends a transaction in which nothing is asked for two seconds.
    while some := list(islice(asked, 5_000)):
        made += Conversation.objects.bulk_create(some)
    return made


def rows(page):
    return [(group["name"], row["title"]) for group in page["groups"] for row in group["conversations"]]


def walk(client, **query):
    """Every page from the first on."""
    after = ""
    while True:
        page = client.get("/list.json", query | {"after": after}).json()
        yield page
        if not (after := page["more"]):
            return


def test_it_lists_everything_once_and_in_order(client):
    alice = person("alice")
    client.force_login(alice)
    conversations(alice, 130)
    made = conversations(alice, 4, apart=timedelta(0))  # at one moment: the key decides
    Conversation.objects.filter(pk=made[0].pk).update(pinned_at=timezone.now())

    pages = list(walk(client))

    listed = [row["id"] for page in pages for group in page["groups"] for row in group["conversations"]]
    assert [len(rows(page)) for page in pages] == [50, 50, 34]
    assert listed == [str(one.pk) for one in Conversation.objects.recent()]


def test_many_pinned_ones_fill_pages_of_their_own(client):
    alice = person("alice")
    client.force_login(alice)
    conversations(alice, 60, pinned_at=timezone.now())
    conversations(alice, 60)

    pages = list(walk(client))

    assert [len(rows(page)) for page in pages] == [50, 50, 20]
    assert [group["name"] for group in pages[1]["groups"]] == ["Pinned", "Today"]


@pytest.mark.parametrize(
    ("days", "name"),
    [
        (0, "Today"),
        (1, "Yesterday"),
        (2, "Last seven days"),
        (6, "Last seven days"),
        (7, "Last thirty days"),
        (29, "Last thirty days"),
        (30, "Older"),
        (400, "Older"),
    ],
)
def test_each_day_has_its_heading(client, days, name):
    alice = person("alice")
    client.force_login(alice)
    [one] = conversations(alice, 1)
    Conversation.objects.filter(pk=one.pk).update(asked_at=timezone.now() - timedelta(days=days))

    assert rows(client.get("/list.json").json()) == [(name, "No. 0")]


def test_what_is_archived_has_a_list_of_its_own(client):
    alice = person("alice")
    client.force_login(alice)
    conversations(alice, 1)
    conversations(alice, 53, archived_at=timezone.now(), pinned_at=timezone.now())

    pages = list(walk(client, shelf="archived"))

    assert rows(client.get("/list.json").json()) == [("Today", "No. 0")]
    assert [len(rows(page)) for page in pages] == [50, 3]
    assert {group["name"] for page in pages for group in page["groups"]} == {"Archived"}


def test_nobody_sees_what_is_deleted_or_of_others(client):
    alice = person("alice")
    client.force_login(alice)
    [foreign] = conversations(person("bob"), 1)
    [deleted] = conversations(alice, 1, deleted_at=timezone.now())
    conversations(alice, 1)

    page = client.get("/list.json").json()
    # Somebody else's place says no more than when to begin.
    after = client.get("/list.json", {"after": listing.place_of(foreign)}).json()

    assert rows(page) == [("Today", "No. 0")]
    assert str(foreign.pk) not in str((page, after))
    assert str(deleted.pk) not in str((page, after))


@pytest.mark.parametrize(
    "query",
    [
        {"after": "nonsense"},
        {"after": "asked-0006440b0ad9f000-x"},
        {"after": "asked-6440b0ad9f000-" + "0" * 33},
        {"after": "forgotten-6440b0ad9f000-" + "0" * 32},
        {"after": "asked-\uff16440b0ad9f000-" + "0" * 32},
        {"after": "asked-6440b0ad9f000-" + "0" * 32 + "\n"},
        {"after": "\0"},
        {"after": "9" * 10_000},
        {"shelf": "deleted"},
        {"shelf": "pinned' OR 1=1"},
    ],
)
def test_a_place_that_is_none_is_refused_in_a_sentence(client, query):
    client.force_login(person("alice"))

    answer = client.get("/list.json", query)

    assert answer.status_code == 400
    assert answer.json()["error"]["message"].endswith("Reload the page to see the list anew.")


@pytest.mark.parametrize("place", ["0000000000000", "fffffffffffff"])
def test_the_farthest_places_are_only_the_ends(client, place):
    alice = person("alice")
    client.force_login(alice)
    conversations(alice, 1)

    found = client.get("/list.json", {"after": f"asked-{place}-{uuid.UUID(int=0).hex}"}).json()

    assert len(rows(found)) == (place > "1")


def test_without_script_the_page_itself_goes_on(client):
    alice = person("alice")
    client.force_login(alice)
    conversations(alice, 51)

    first = client.get("/").content.decode()
    after = client.get("/list.json").json()["more"]
    second = client.get("/", {"after": after}).content.decode()

    assert f'href="?after={after}"' in first
    assert ("No. 50<" in first, "No. 50<" in second, "No. 0<" in second) == (False, True, False)
    assert "No. 0<" in client.get("/", {"after": "nonsense"}).content.decode()


def test_a_dot_is_lit_while_a_reply_is_open(client):
    alice = person("alice")
    client.force_login(alice)
    for state, conversation in zip(("queued", "writing", "done"), conversations(alice, 3), strict=True):
        Message.objects.create(conversation=conversation, role="assistant", state=state)

    [group] = client.get("/list.json").json()["groups"]

    assert [row["writing"] for row in group["conversations"]] == [True, True, False]


def test_titles_come_as_they_are(client):
    alice = person("alice")
    client.force_login(alice)
    title = "<img src=x onerror=alert(1)> \u202e שלום 你好 " + "x" * 150
    Conversation.objects.create(owner=alice, title=title, asked_at=timezone.now())

    page = client.get("/").content.decode()

    assert client.get("/list.json").json()["groups"][0]["conversations"][0]["title"] == title
    assert "<img src=x" not in page


def test_a_page_is_one_query(django_assert_num_queries):
    alice = person("alice")
    made = conversations(alice, 120)
    Conversation.objects.filter(pk=made[3].pk).update(pinned_at=timezone.now())

    with django_assert_num_queries(1):
        found, current = listing.beside(alice, made[100].pk)
    with django_assert_num_queries(1):
        listing.read(alice, *listing.place(found["more"], "pinned"))

    assert current == made[100]
    assert [group["name"] for group in found["groups"]] == ["Pinned", "Today"]


@pytest.mark.parametrize("which", [0, 60])
def test_the_conversation_that_is_read_is_marked_where_it_is_listed(client, which):
    alice = person("alice")
    client.force_login(alice)
    made = conversations(alice, 61)

    page = client.get(made[which].get_absolute_url()).content.decode()

    assert page.count('aria-current="page"') == (which == 0)


@pytest.mark.seconds(120)
def test_every_page_of_a_hundred_thousand_comes_within_thirty_milliseconds(client):
    alice = person("alice")
    client.force_login(alice)
    made = conversations(alice, MANY, apart=timedelta(minutes=3))
    Conversation.objects.filter(pk__in=[one.pk for one in made[::20_000]]).update(pinned_at=timezone.now())
    Conversation.objects.filter(pk__in=[one.pk for one in made[7::20_000]]).update(archived_at=timezone.now())
    middle, last = listing.place_of(made[MANY // 2]), listing.place_of(made[-60])
    pages = [{}, {"after": middle}, {"after": last}, {"shelf": "archived"}]

    taken = [min(duration(client, page) for _ in range(5)) for page in pages]

    assert max(taken) < PATIENCE, taken


def duration(client, query):
    began = time.thread_time()  # What others do on the machine is not counted, only our work, SQLite's included.
    assert client.get("/list.json", query).status_code == 200
    return time.thread_time() - began
