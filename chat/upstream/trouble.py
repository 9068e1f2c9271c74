"""Everything that can go wrong upstream, as a Failed with a sentence for people."""

import re
import ssl
from collections.abc import Mapping

import httpx

from . import jsons, said, waits
from .parts import Failed
from .said import Said
from .sse import BOM, Events

TEAM = "Please tell the team that runs this site."
AGAIN = "Please try again."
LATER = "Wait a little and try again."

# What happened, and what to do next; the server's own words go in between.
SENTENCES = {
    "balance": ("The balance at the model's provider is used up.", "Ask the team to fill it, or choose another model."),
    "cut": ("The connection to the model's server was lost in the middle of the answer.", AGAIN),
    "forbidden": ("The model's server does not allow this.", "Choose another model, or ask the team for access."),
    "key": ("The model's server refused the key.", TEAM),
    "network": ("The model's server cannot be reached.", "Please try again in a moment."),
    "not_found": ("The model's server does not know this model or address.", "Choose another model, or tell the team."),
    "overloaded": ("The model's server is overloaded.", LATER),
    "rate": ("The model's server gets too many requests from here.", LATER),
    "redirect": ("The model's server wanted the question sent to another address, and this was refused.", TEAM),
    "refused": ("The model's server refused the request.", "Change the message, or choose another model."),
    "server": ("The model's server reported an error.", AGAIN),
    "setup": ("The provider's address or key cannot be used as it is written.", TEAM),
    "timeout": ("The model's server took too long to answer.", AGAIN),
    "tls": ("The model's server could not prove who it is: its certificate or its encryption is not right.", TEAM),
    "too_long": ("This conversation is too long for the model.", "Shorten the message, or start a new chat."),
}  # fmt: skip

# The first that matches a server's code and type decides, before the status does.
CODES = [
    (re.compile(r"quota|billing|balance|payment|credit|insufficient_funds"), "balance"),
    (re.compile(r"context_(length|size|window)|exceed_context|too_long|string_above_max"), "too_long"),
    (re.compile(r"invalid_api_key|api_key_invalid|authentication|unauthorized"), "key"),
    (re.compile(r"model_not_found|invalid_model|unknown_model|not_found"), "not_found"),
    (re.compile(r"permission"), "forbidden"),
    (re.compile(r"rate_limit|too_many_requests|throttl"), "rate"),
    (re.compile(r"overloaded|unavailable"), "overloaded"),
    (re.compile(r"timeout"), "timeout"),
]
STATUSES = {
    400: "refused", 401: "key", 402: "balance", 403: "forbidden", 404: "not_found", 408: "timeout", 413: "too_long",
    422: "refused", 429: "rate", 503: "overloaded", 504: "timeout", 529: "overloaded",
}  # fmt: skip
BALANCE = re.compile(r"(?i)insufficient (balance|credit|quota|fund)|exceeded your current quota|out of credit")
LENGTH = re.compile(r"(?i)maximum context|context (length|window|size)|prompt is too long|too many tokens")


def answered(status: int, headers: Mapping[str, str], body: bytes, secrets: list[str]) -> Failed:
    """An HTTP answer that is no answer to the question."""
    wait = waits.wanted(headers)
    if 300 <= status < 400:
        failure = failed("redirect", status=status)
    else:
        failure = told(said.read(_value(body)), secrets, status, wait)
    failure.request_id = request_id(headers)
    return failure


def request_id(headers: Mapping[str, str]) -> str:
    """The provider's name for this call, for its support; perhaps empty."""
    return " ".join((headers.get("x-request-id") or headers.get("request-id") or "").split())[:200]


def told(words: Said, secrets: list[str], status: int | None = None, wait: float | None = None) -> Failed:
    """An error that the server told in its own words, before or within the stream."""
    status = status or words.status
    kind = _kind(words, status)
    # Servers repeat the key they refuse.
    shown = "" if kind == "key" else said.fit(words.words, secrets)
    code = said.fit(words.code or words.type, [said.code(secret) for secret in secrets]) or None
    return failed(kind, shown, status=status, code=code, retry_after=wait)


def failed(kind: str, words: str = "", status: int | None = None, **facts) -> Failed:
    """A Failed with the sentence of its kind around a server's own words."""
    happened, do_next = SENTENCES[kind]
    wait = facts.get("retry_after") or 0
    middle = (
        f" It said: \N{LEFT DOUBLE QUOTATION MARK}{words}\N{RIGHT DOUBLE QUOTATION MARK}" if words else "",
        f" It answered {status}." if status and not words else "",
        f" It asks to wait {waits.duration(wait)}." if wait > 1 else "",
    )
    return Failed(kind, f"{happened}{''.join(middle)} {do_next}", status=status, **facts)


def broken(problem: Exception) -> Failed:
    """A call that httpx could not finish."""
    match problem:
        case httpx.ConnectError() if _is_tls(problem):
            failure = failed("tls")
        case httpx.LocalProtocolError() | httpx.UnsupportedProtocol() | httpx.InvalidURL() | ValueError():
            failure = failed("setup")
        case httpx.WriteTimeout():
            failure = failed("timeout")
        case _:
            failure = failed("network")
    failure.__cause__ = problem
    return failure


def silent() -> Failed:
    """Nothing came for too long."""
    return failed("timeout")


def _value(body):
    """The JSON of an error's body, also where it comes as an event; None for what is no JSON."""
    value = jsons.value(body.removeprefix(BOM))
    if value is not None:
        return value
    events = Events().feed(body + b"\n\n")
    return next((one for _, data in events for one in jsons.values(data) if isinstance(one, dict)), None)


def _kind(words, status):
    named = next((kind for pattern, kind in CODES if pattern.search(words.codes)), None)
    if status in (401, 402):
        return STATUSES[status]
    if BALANCE.search(words.words):
        return "balance"
    if LENGTH.search(words.words) and status in (None, 400, 413, 422):
        return "too_long"
    if named:
        return named
    if status is None or status >= 500:
        return STATUSES.get(status, "server")
    return STATUSES.get(status, "refused")


def _is_tls(problem):
    # httpcore hides the cause ("from None"), but the context stays.
    while problem and not isinstance(problem, ssl.SSLError):
        problem = problem.__cause__ or problem.__context__
    return problem is not None
