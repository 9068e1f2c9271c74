"""Pages are compressed on the way, and their sizes tell nothing."""

import gzip

import pytest

from .cast import person

ZIPPED = {"Accept-Encoding": "gzip, br"}


@pytest.fixture
def alice(client, db):
    client.force_login(person("alice"))
    return client


def test_a_page_is_compressed_for_whoever_takes_it(alice):
    plain, small = alice.get("/"), alice.get("/", headers=ZIPPED)

    assert small["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small["Vary"]
    assert len(small.content) < len(plain.content) / 2
    assert b'aria-label="Message"' in gzip.decompress(small.content)


def test_a_name_of_random_length_hides_the_size_of_the_rest(alice):
    sent = [alice.get("/accounts/password/change/", headers=ZIPPED).content for _ in range(12)]

    names = {len(one[10:].partition(b"\0")[0]) for one in sent}  # RFC 1952: behind ten bytes, up to a zero

    assert len(names) > 3


def test_what_a_script_asks_for_comes_as_it_is(alice):
    answer = alice.post("/ask/", {"text": ""}, headers={**ZIPPED, "Accept": "application/json"})

    assert "Content-Encoding" not in answer
