"""JSON as model servers write it: one value, several in a row, or something that is none."""

import json
import re

# Raw control characters inside strings are common in what models say.
DECODER = json.JSONDecoder(strict=False)
SENTINEL = "[DONE]"
UNREADABLE = object()
FAILURES = 8  # unreadable places that are stepped over, each of which may cost a pass over the rest
BETWEEN = re.compile(r"(?:\s|data:)*")  # relays wrap events of relays once more


def values(text: str) -> list:
    """The JSON values in a text, SENTINEL for each "[DONE]", and UNREADABLE for each place that is neither."""
    try:
        return [DECODER.decode(text)]
    except (ValueError, RecursionError):
        return _several(text)


def value(text: str | bytes):
    """One JSON value, or None for what is not exactly one."""
    try:
        return DECODER.decode(text.decode("utf-8", "replace") if isinstance(text, bytes) else text)
    except (ValueError, RecursionError):
        return None


def line(value) -> str:
    """A value on one line, in the characters themselves; empty if it is nested too deeply."""
    try:
        return json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return ""


def _several(text):
    found, at, failures = [], BETWEEN.match(text).end(), 0
    while at < len(text) and failures < FAILURES:
        if text.startswith(SENTINEL, at):
            one, at = SENTINEL, at + len(SENTINEL)
        else:
            one, at = _next(text, at)
        found.append(one)
        failures += one is UNREADABLE
        at = BETWEEN.match(text, at).end()
    return found


def _next(text, at):
    try:
        return DECODER.raw_decode(text, at)
    except (ValueError, RecursionError):
        line_end = text.find("\n", at)
        return UNREADABLE, len(text) if line_end < 0 else line_end
