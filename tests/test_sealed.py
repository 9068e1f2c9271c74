"""Secrets at rest: what is sealed opens for one place under one SECRET_KEY, and shows nothing of itself."""

import pickle

import pytest
from django.core import serializers

from chat.models import Provider
from chat.models.sealed import CHANGED, DAMAGED, Unreadable, seal, unseal

CANARY = "sk-canary-7f3a9b2c1d"
HERE, THERE = "https://models.example.org:443", "https://elsewhere.example.org:443"


@pytest.mark.parametrize("text", [CANARY, "ключ", "x" * 100_000])
def test_what_is_sealed_opens_again(text):
    assert unseal(seal(text, HERE), HERE) == text


def test_nothing_stays_nothing():
    assert seal("", HERE) == unseal("", HERE) == ""


def test_a_seal_shows_nothing_of_what_is_in_it():
    first, second = seal(CANARY, HERE), seal(CANARY, HERE)

    assert first != second
    assert CANARY not in first
    assert CANARY[3:9] not in first


def test_a_seal_carried_to_another_place_stays_shut():
    with pytest.raises(Unreadable, match="another address") as caught:
        unseal(seal(CANARY, HERE), THERE)

    assert str(caught.value) == DAMAGED


def test_another_secret_key_is_told_from_damage(settings):
    sealed = seal(CANARY, HERE)

    settings.SECRET_KEY = "another"

    with pytest.raises(Unreadable) as caught:
        unseal(sealed, HERE)
    assert str(caught.value) == CHANGED


@pytest.mark.parametrize("change", ["x", "1.", "2.a.b", "..", "1.000000000000.x", "\0", "😀", "x{}", "1{}"])
def test_what_is_no_seal_is_unreadable_and_never_an_accident(change):
    with pytest.raises(Unreadable):
        unseal(change.format(seal(CANARY, HERE)), HERE)


def test_every_changed_letter_of_a_seal_is_noticed():
    sealed = seal(CANARY, HERE)

    for place in range(len(sealed) - 4):  # the last letters of Base64 may hold bits that nothing reads
        other = "A" if sealed[place] != "A" else "B"
        with pytest.raises(Unreadable):
            unseal(sealed[:place] + other + sealed[place + 1 :], HERE)


def test_a_provider_shows_its_key_to_nobody_who_prints_or_dumps_it():
    provider = Provider(name="Team", base_url="https://models.example.org/v1")
    provider.set_key(CANARY)
    provider.set_headers({"X-Org": CANARY})

    shown = [repr(provider), str(provider), f"{provider!r:>90}", repr(vars(provider)), repr(pickle.dumps(provider))]
    shown += [serializers.serialize(kind, [provider]) for kind in ("json", "xml")]

    assert not [text for text in shown if CANARY in text]
    assert (provider.key(), provider.headers()) == (CANARY, {"X-Org": CANARY})


def test_a_provider_that_moves_to_another_server_takes_no_key_along():
    provider = Provider(base_url="https://models.example.org/v1")
    provider.set_key(CANARY)

    provider.base_url = "https://models.example.org/v2"
    assert provider.key() == CANARY

    for moved in "http://models.example.org/v1", "https://models.example.org:8443/v1", "https://other.example.org/v1":
        provider.base_url = moved
        with pytest.raises(Unreadable):
            provider.key()
    assert provider.trouble() == DAMAGED
