"""Masking: identifiers are hidden wherever they stand, nothing else is, and no text takes long."""

import json
import random
import time

import pytest

from chat.identifiers import LENGTHS, luhn
from chat.masking import Bare, Mask, names_of

from .cast import person

SEED = 2611
ROUNDS = 150  # of each kind

# What may stand around a value without being part of it.
BEFORE = ["", "It is ", "(", '"', "\n", "My number: ", "**", "see <", "\uff0c", "x: ", "- "]
AFTER = ["", " please", ")", '"', "\n", ", and", "**", ">", "。", "; thanks", " - no"]

LETTERS = "abcdefghijklmnopqrstuvwxyz"
SIGNS = LETTERS + LETTERS.upper() + "0123456789"


def some(dice, signs, least, most=None):
    return "".join(dice.choices(signs, k=dice.randint(least, most or least)))


def email(dice):
    local = some(dice, LETTERS, 1, 12) + dice.choice(["", ".", "+", "_", "-"]) + some(dice, SIGNS, 1, 8)
    hosts = [some(dice, LETTERS, 2, 10) for _ in range(dice.randint(1, 3))]
    return local + "@" + ".".join([*hosts, dice.choice(["org", "com", "de", "co.uk", "museum"])])


def grouped(digits, size, gap):
    return gap.join(digits[at : at + size] for at in range(0, len(digits), size))


def card(dice):
    digits = dice.choice("3456") + some(dice, "0123456789", 14)
    digits += next(last for last in "0123456789" if luhn(digits + last))
    return grouped(digits, 4, dice.choice(["", " ", "-", "\u00a0"]))


def iban(dice):
    country, length = dice.choice(list(LENGTHS.items()))
    account = some(dice, "0123456789", int(length) - 4)
    rest = int("".join(str(int(sign, 36)) for sign in account + country + "00")) % 97
    value = grouped(f"{country}{98 - rest:02}{account}", 4, dice.choice(["", " "]))
    return dice.choice([value, value.lower()])


def phone(dice):
    digits = some(dice, "123456789", 1) + some(dice, "0123456789", 9)
    return dice.choice(
        [
            f"+{digits[:2]} {digits[2:5]} {digits[5:]}",
            f"+{digits}",
            f"00{digits[:2]}-{digits[2:5]}-{digits[5:]}",
            f"0{digits[:3]} {digits[3:]}",
            f"(0{digits[:2]}) {grouped(digits[2:], 3, ' ')}",
            f"0{digits[:4]}/{digits[4:]}",
            f"({digits[:3]}) {digits[3:6]}-{digits[6:]}",
            f"{digits[:3]}-{digits[3:6]}-{digits[6:]}",
        ]
    )


def key(dice):
    secret = some(dice, SIGNS, 24, 48)
    return dice.choice(
        [
            f"sk-{secret}",
            f"sk-proj-{secret}",
            f"ghp_{secret}",
            f"github_pat_{secret}",
            f"glpat-{secret}",
            "AKIA" + some(dice, SIGNS[26:], 16).upper(),
            f"AIza{secret}abcdefghij",
            f"xoxb-{secret}",
            f"hf_{secret}",
            f"eyJ{secret}.eyJ{secret}.{secret}",
            f"-----BEGIN RSA PRIVATE KEY-----\n{secret}\n{secret}\n-----END RSA PRIVATE KEY-----",
        ]
    )


def hidden(text, names=()):
    return Mask(names).hide(text)


@pytest.mark.parametrize("make", [email, card, iban, phone, key], ids=lambda make: make.__name__)
def test_a_value_is_hidden_wherever_it_stands(make):
    dice = random.Random(f"{SEED} {make.__name__}")

    for _ in range(ROUNDS):
        value = make(dice)
        before, after = dice.choice(BEFORE), dice.choice(AFTER)
        shown = hidden(before + value + after)

        assert shown.startswith(before + "⟦"), value
        assert shown.endswith("⟧" + after), value
        assert shown.count("⟦") == 1, value


@pytest.mark.parametrize(("make", "kind"), [(card, "card"), (iban, "IBAN")])
def test_a_number_with_a_wrong_digit_is_no_longer_one(make, kind):
    dice = random.Random(f"{SEED} wrong {make.__name__}")

    for _ in range(ROUNDS):
        value = make(dice)
        wrong = value[:-1] + str((int(value[-1]) + 1) % 10)

        assert f"⟦{kind}" not in hidden(wrong), wrong


@pytest.mark.parametrize(
    "text",
    [
        "Meet on 2026-11-20 at 14:12, or 20.11.2026, 01/02/2026, 01-02-2026.",
        "Version 1.2.3.4 of 0.123456789, pi is 3.14159265358979.",
        "The total is 1,234,567.89 for 28,800 readings of 212.",
        "Bearer responsibilities and basic understanding of the token: whatever",
        "@someone wrote x @ y, and foo@bar without a host",
        "ISBN 978 0 306 40615 7, order 1700000000000",
        "def password(self): return self.password",
        "https://example.org/path?page=2#top",
        "DE12 is a road, GB has islands, UK20 million people voted for it",
        "10.0.0.1:8000 and 192.168.178.255",
        "d3b07384d113edec49eaa6238ad5ff00",
    ],
)
def test_other_text_stays_as_it_is(text):
    assert hidden(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Authorization: Bearer abc123def456ghi7", "Authorization: Bearer ⟦key 1⟧"),
        ('password = "hunter2-and-more"', 'password = "⟦key 1⟧"'),
        ("postgres://joe:s3cret@db.example.org/x", "postgres://⟦key 1⟧/x"),
        ("[write](mailto:a@example.org)", "[write](mailto:⟦e-mail 1⟧)"),
        ("a%40example.org", "⟦e-mail 1⟧"),
        ("-----BEGIN PRIVATE KEY-----\nMII cut", "⟦key 1⟧"),
        ("DE89 3704 0044 0532 0130 00 is mine", "⟦IBAN 1⟧ is mine"),
        ("4111 1111 1111 1111 123", "⟦card 1⟧ 123"),
        ("\uff14" + 15 * "\uff11", "⟦card 1⟧"),
    ],
)
def test_what_is_around_a_value_stays_readable(text, shown):
    assert hidden(text) == shown


def test_the_same_value_gets_the_same_number_and_another_one_the_next():
    mask = Mask()

    first = mask.hide("a@example.org, b@example.org")
    second = mask.hide("A@example.org and +49 30 1234567, +49 (30) 1234567")

    assert first == "⟦e-mail 1⟧, ⟦e-mail 2⟧"
    assert second == "⟦e-mail 1⟧ and ⟦phone 1⟧, ⟦phone 1⟧"
    assert mask.count == 3


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Alice Brandt wrote it, ALICE's words", "⟦name 1⟧ wrote it, ⟦name 2⟧'s words"),
        ("malice and alicetown are words", "malice and alicetown are words"),
        ("我叫李小龙吗", "我叫⟦name 1⟧吗"),
    ],
)
def test_the_accounts_own_names_are_hidden_as_whole_words(text, shown):
    assert hidden(text, ["Alice Brandt", "Alice", "Brandt", "", "x", "李小龙"]) == shown


@pytest.mark.django_db
def test_an_account_is_known_by_all_its_names():
    alice = person("alice")
    alice.first_name, alice.last_name, alice.email = "Alice", "Brandt", "ab.mail@example.org"

    shown = hidden("Alice Brandt, Brandt, alice, ab.mail", names_of(alice))

    assert not any(name in shown for name in ("Alice", "alice", "Brandt", "ab.mail"))


def test_lines_of_json_stay_json_with_nothing_left_in_them():
    lines = (
        json.dumps({"a@example.org": ["call\nb@example.org", 4111111111111111, True, None, 7]}) + "\nnot json c@x.org\n"
    )

    first, second = Mask().hide_lines(lines).splitlines()

    assert json.loads(first) == {"⟦e-mail 1⟧": ["call\n⟦e-mail 2⟧", "⟦card 1⟧", True, None, 7]}
    assert second == "not json ⟦e-mail 3⟧"


def test_nothing_is_hidden_from_whom_it_was_revealed_to():
    assert Bare(["Alice"]).hide("Alice a@example.org") == "Alice a@example.org"
    assert Bare().hide_lines('{"a": "a@example.org"}') == '{"a": "a@example.org"}'


@pytest.mark.parametrize(
    "bait",
    [
        "a",
        "1",
        "1 ",
        "4111 ",
        "a@",
        "@",
        "a.",
        "+1",
        "(0",
        "00 1",
        "DE89",
        "DE89 3",
        "sk-",
        "eyJ",
        "eyJaaaaaaaaa.",
        "-----BEGIN PRIVATE KEY-----",
        "://a:",
        "password=",
        "bearer ",
        "al",
        "((((0",
        "é",
        "a@a.",
    ],
)
def test_a_hostile_text_takes_time_in_proportion_to_its_length(bait):
    def seconds(length):
        text, began = (bait * length)[:length], time.process_time()
        hidden(text, ["al", "alice"])
        return time.process_time() - began

    short, long = min(seconds(20_000) for _ in range(2)), min(seconds(80_000) for _ in range(2))

    assert long < max(0.05, 10 * short)  # four times as long; sixteen would be quadratic
