"""What a person sends, checked: each problem is a kind and a sentence."""

import uuid

from django.conf import settings

from .models.asking import ROOT


class Refused(Exception):
    """A form that cannot be taken: HTTP status, kind, and a sentence with the next step."""

    def __init__(self, status, kind, message):
        super().__init__(message)
        self.status, self.kind, self.message = status, kind, message


NO_ID = 400, "bad_request", "The page sent no valid id with the text. Reload it, then send again."
NOT_FOUND = 404, "not_found", "There is no such conversation. Start a new chat; your text is kept."


def prompt_from(form):
    """Return (client id, text, model name, conversation id, parent id) of a posted prompt; raise Refused.

    The last two are None for a new conversation and for the message shown last; the parent of a
    first prompt is "root".
    """
    text = clean(form.get("text", "")).strip("\n\r")
    longest = settings.LONGEST_PROMPT
    if not text.strip():
        raise Refused(400, "empty", "There is no text yet. Write something, then send it.")
    if len(text) > longest:
        over = len(text) - longest
        sentence = f"The text is {over:,} characters too long; {longest:,} are allowed. Shorten it, then send it again."
        raise Refused(413, "too_long", sentence)
    where = place(form.get("conversation", "")), parent(form.get("parent", ""))
    return sending_id(form.get("id", "")), text, form.get("model", ""), *where


def sending_id(value):
    try:
        return uuid.UUID(value)
    except ValueError:
        raise Refused(*NO_ID) from None


def place(value):
    try:
        return uuid.UUID(value) if value else None
    except ValueError:
        raise Refused(*NOT_FOUND) from None


def parent(value):
    if not value:
        return None
    if value == "root":
        return ROOT
    if not (value.isascii() and value.isdigit() and len(value) < 19):
        raise Refused(*NOT_FOUND)
    return int(value)


def clean(text):
    """What both databases store the same way: no NUL, no lone surrogates, one kind of line end."""
    text = text.replace("\r\n", "\n").replace("\0", "\ufffd")
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
