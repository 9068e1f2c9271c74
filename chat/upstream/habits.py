"""Parameters that an endpoint refused before, left out or renamed from then on; forgotten with the process."""

import re

MOST = 512  # endpoints remembered
REFUSED = re.compile(
    r"(?i)unsupported|unknown|unrecogni[sz]ed|extra_forbidden|extra (input|field)|not (supported|permitted|allowed)"
)
RENAMED = {"max_tokens": "max_completion_tokens", "max_completion_tokens": "max_tokens"}
WISHES = (
    "temperature",
    "top_p",
    "stop",
    "seed",
    "reasoning_effort",
)  # that an answer is better without than not at all

known: dict[tuple, frozenset] = {}


def adapt(place: tuple, payload: dict) -> dict:
    """The payload as this (base_url, model) wants it."""
    refused = known.get(place, frozenset())
    adapted = {name: value for name, value in payload.items() if name not in refused}
    for name in refused & RENAMED.keys() & payload.keys():
        adapted.setdefault(RENAMED[name], payload[name])
    return adapted


def learn(place: tuple, payload: dict, status: int, body: bytes) -> str:
    """The parameter which this refusal is about, from now on left out or renamed; empty if it is about none."""
    text = body.decode("utf-8", "replace") if status in (400, 422) else ""
    names = ("stream_options", *RENAMED, *WISHES)
    name = next((name for name in names if name in payload and _is_about(name, text)), "")
    refused = known.get(place, frozenset())
    if not name or RENAMED.get(name) in refused:
        return ""
    if place not in known and len(known) >= MOST:
        del known[next(iter(known))]
    known[place] = refused | {name}
    return name


def _is_about(name, text):
    quoted = r"""["'`]""" if name in WISHES else r"\b"  # "stop" is a word, too
    mentioned = re.search(f"{quoted}{name}{quoted}", text) is not None
    other = RENAMED.get(name)
    is_certain = name == "stream_options" or (other and other in text)
    return mentioned and (is_certain or REFUSED.search(text) is not None)
