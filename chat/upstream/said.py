"""What a server says about an error, whatever the shape, made fit to be shown."""

import re
from dataclasses import dataclass

from .clean import clean

MOST = 300  # characters of a server's own words that are shown
PAGE = re.compile(r"<\s*(!doctype|html|head|body|script|style)\b", re.IGNORECASE)
TAG = re.compile(r"<[!/a-zA-Z][^>]*>?")
KEY = re.compile(r"(?i)\b(?:bearer\s+\S+|(?:sk|tlk)[-_][\w-]{8,})")
CODE = re.compile(r"[^\w.:/-]")


@dataclass(frozen=True, slots=True)
class Said:
    """A server's own words, and its codes in lower case."""

    words: str = ""
    code: str = ""
    type: str = ""
    param: str = ""
    status: int | None = None

    @property
    def codes(self) -> str:
        return f"{self.code} {self.type}"


def read(value) -> Said:
    """An error as OpenAI, Mistral, FastAPI, TwelveLabs, vLLM, Ollama or Gemini write it, out of parsed JSON."""
    if isinstance(value, list):
        value = next((one for one in value if isinstance(one, dict)), {})
    if isinstance(value, str):
        return Said(value)
    if not isinstance(value, dict):
        return Said()
    inner = value.get("error")
    if isinstance(inner, str) and inner:
        return _said(value | {"message": value.get("message") or inner})
    return _said(inner if isinstance(inner, dict) and inner else value)


def is_error(value: dict) -> bool:
    """Whether an event's object says that something went wrong."""
    if value.get("error"):
        return True
    if "choices" in value or "response" in value:
        return False
    named = value.get("object") == "error" or value.get("type") == "error"
    coded = isinstance(value.get("message"), str) and _names_trouble(value.get("code", value.get("status")))
    return named or coded or ("type" not in value and bool(value.get("detail") or value.get("errors")))


def fit(words: str, secrets: list[str]) -> str:
    """Words of a stranger for people's eyes: one short line without secrets, markup or control characters."""
    for secret in secrets:
        words = words.replace(secret, "[key]")
    if PAGE.search(words):
        return ""
    words = TAG.sub("", KEY.sub("[key]", words[: 20 * MOST]))
    words = " ".join("".join(one if one.isprintable() else " " for one in clean(words)).split())
    return words if len(words) <= MOST else words[: MOST - 1].rstrip() + "…"


def code(value) -> str:
    """A code of any type, in lower case and without what no code needs."""
    return CODE.sub("", str(value).lower())[:100] if isinstance(value, str | int) and value is not True else ""


def _said(error):
    words = _words(error.get("message")) or _words(error.get("detail")) or _words(error.get("errors"))
    codes = {name: code(error.get(name)) for name in ("code", "type", "param")}
    return Said(words, **codes, status=_status(error.get("code")) or _status(error.get("status")))


def _words(value, depth=3):
    """Text out of a string, a list of FastAPI's {loc, msg}, or an object around either."""
    if isinstance(value, str):
        return value
    if not depth:
        return ""
    if isinstance(value, list):
        return "; ".join(filter(None, (_words(one, depth - 1) for one in value[:5])))
    if not isinstance(value, dict):
        return ""
    words = next(filter(None, (_words(value.get(name), depth - 1) for name in ("msg", "message", "detail"))), "")
    words = words or code(value.get("type"))
    loc = value["loc"] if isinstance(value.get("loc"), list) else []
    place = ".".join(str(step) for step in loc[:9] if isinstance(step, str | int) and step != "body")
    return f"{place}: {words}" if place else words


def _names_trouble(value):
    return bool(_status(value) or (isinstance(value, str) and value and not value.isdigit()))


def _status(value):
    text = str(value) if isinstance(value, str | int) else ""
    return int(text) if len(text) == 3 and text.isascii() and text.isdigit() and "4" <= text[0] <= "5" else None
