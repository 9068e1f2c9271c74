"""The list of keys says what the scripts hear: no key more, and none less."""

import re

import pytest
from django.urls import reverse

from .cast import person
from .stage.place import ROOT

SCRIPTS = ROOT / "static" / "js"
ELSEWHERE = {"elements/review.js"}  # on other pages, which say it themselves
SHEET = (ROOT / "templates" / "chat" / "_keys.html").read_text()

# What a key is called on the sheet. Shift and Ctrl come with others.
NAMES = {"ArrowUp": "↑", "ArrowDown": "↓", "Escape": "Esc", "PageUp": "Page up", "PageDown": "Page down", " ": "Space"}
NAMED = re.compile(r"\b(Arrow[A-Z]\w+|Escape|Enter|Home|End|Page(?:Up|Down)|Tab|Delete|Backspace)\b")
COMPARED = re.compile(r'\bkey(?:\.toLowerCase\(\))? [!=]== "(.)"')
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)

# Who listens for keys, and the rows that say so. A new listener gets a row here and on the sheet.
ROWS = {
    "elements/edit.js": ["Leave an edit, a comment or a title as it was"],
    "elements/field.js": [
        "Send",
        "New line",
        "Edit the last prompt, from an empty field",
        "Let a prompt wait for the end",
    ],
    "elements/help.js": ["These keys"],
    "elements/menu.js": ["One up, one down", "First, last", "Leave"],
    "elements/more.js": ["One up, one down", "First, last", "Press a link that looks like a button"],
    "elements/parameters.js": ["Keep the parameters"],
    "elements/picker.js": ["One up, one down", "First, last", "Eight up, eight down among models", "Choose", "Leave"],
    "elements/rating.js": ["Leave an edit, a comment or a title as it was"],
    "elements/rename.js": ["Leave an edit, a comment or a title as it was"],
    "elements/search.js": ["Search", "Search, when nothing is being typed", "One up, one down", "Close what is open"],
    "elements/send.js": ["Stop"],
    "elements/sidebar.js": ["Press a link that looks like a button", "Close what is open"],
    "elements/toast.js": ["Undo what was just deleted or archived", "Close what is open"],
}


def sources():
    """The scripts of the chat page that know of keys, without their comments: `{name: text}`."""
    texts = {path.relative_to(SCRIPTS).as_posix(): COMMENT.sub("", path.read_text()) for path in SCRIPTS.rglob("*.js")}
    return {name: text for name, text in texts.items() if name not in ELSEWHERE and re.search(r"\bkey(down)?\b", text)}


def heard():
    """The names of all keys that are compared with what was pressed."""
    found = {key for text in sources().values() for key in NAMED.findall(text) + COMPARED.findall(text)}
    return {NAMES.get(key, key.upper() if len(key) == 1 else key) for key in found}


def listeners():
    return {name for name, text in sources().items() if 'addEventListener("keydown"' in text}


def test_every_key_that_a_script_hears_is_on_the_sheet():
    shown = set(re.findall(r"<kbd>([^<]+)</kbd>", SHEET)) - {"Shift", "Ctrl"}

    assert heard() == shown


def test_everything_that_listens_has_its_rows():
    assert listeners() == set(ROWS)


@pytest.mark.parametrize("name", ROWS)
def test_its_rows_are_on_the_sheet(name):
    missing = [row for row in ROWS[name] if f"<dt>{row}</dt>" not in SHEET]

    assert missing == []


def test_every_row_is_of_something_that_listens():
    assert set(re.findall(r"<dt>([^<]+)</dt>", SHEET)) == {row for rows in ROWS.values() for row in rows}


@pytest.mark.django_db
def test_without_script_it_is_a_page(client):
    client.force_login(person("alice"))

    page = client.get(reverse("keys")).content.decode()

    assert "Edit the last prompt" in page
    assert 'data-enter="sends"' in page
