"""Which models an endpoint offers: every shape of the list, and lists that are none."""

import gzip
import json

import pytest

from chat.upstream import Failed, models

from .server import HANG, Reply, Upstream
from .told import KEY, endpoint

JSON = {"content-type": "application/json"}


async def listed(*steps, status=200, headers=JSON):
    async with Upstream(Reply(steps, status, headers)) as upstream:
        found = await models(endpoint(upstream.base_url, {"silence": 0.3}))
        assert (upstream.asked[0].method, upstream.asked[0].path) == ("GET", "/v1/models")
        assert upstream.asked[0].headers["authorization"] == f"Bearer {KEY}"
        await upstream.quiet()
        return found


@pytest.mark.parametrize(
    "said",
    [
        {"object": "list", "data": [{"id": "a", "object": "model"}, {"id": "b"}, {"id": "a"}]},
        {"models": [{"name": "a"}, {"model": "b"}]},
        [{"id": "a"}, {"id": "b"}],
        ["a", "b"],
        {"data": [None, 5, {"id": None}, {"id": 7}, {"id": "a"}, {"id": ""}, {"id": "x" * 500}, " b "]},
    ],
)
async def test_it_reads_the_list_in_its_order(said):
    assert await listed(json.dumps(said).encode()) == ["a", "b"]


async def test_it_unpacks_a_list_that_comes_packed():
    packed, headers = gzip.compress(b'\xef\xbb\xbf{"data": [{"id": "a"}]}'), JSON | {"content-encoding": "gzip"}

    assert await listed(packed[:9], packed[9:], headers=headers) == ["a"]


async def test_a_packed_list_without_end_is_not_unpacked_to_its_end():
    with pytest.raises(Failed) as caught:
        await listed(gzip.compress(b" " * 2**26), headers=JSON | {"content-encoding": "gzip"})

    assert caught.value.kind == "too_large"


async def test_a_provider_may_offer_nothing():
    assert await listed(b'{"data": []}') == []


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b'{"data": 5}', b"null", b'"a"', b"[" * 100_000])
async def test_what_is_no_list_fails_in_words(body):
    with pytest.raises(Failed, match="cannot be read") as caught:
        await listed(body)

    assert caught.value.kind == "unreadable"


async def test_a_list_without_end_is_not_read_to_its_end():
    with pytest.raises(Failed) as caught:
        await listed(*[b"x" * 2**20] * 50)

    assert caught.value.kind == "too_large"


@pytest.mark.parametrize(("status", "kind"), [(401, "key"), (404, "not_found"), (500, "server"), (302, "redirect")])
async def test_a_refusal_is_told_in_words(status, kind):
    with pytest.raises(Failed) as caught:
        await listed(b'{"error": {"message": "no"}}', status=status)

    assert (caught.value.kind, caught.value.status) == (kind, status)


async def test_a_silent_server_fails():
    with pytest.raises(Failed) as caught:
        await listed(HANG)

    assert caught.value.kind == "timeout"
