"""What a file says of a message or a conversation, as far as it can be taken: columns that both databases hold. What
cannot be is said, and nothing that somebody wrote is lost for it.
"""

import json
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from chat.forms import clean
from chat.models import State
from chat.models.abilities import PARAMETERS
from chat.models.conversation import title_from
from chat.models.rating import LONGEST as LONGEST_COMMENT
from chat.models.request import hidden
from chat.models.writing import OPEN, PARTS
from chat.parameters import Parameters, entered

from .reading import TooMuch

ROLES = ("user", "assistant")
MOST = 2**31 - 1  # of a count
EARLIEST = datetime(1970, 1, 2, tzinfo=UTC)
COUNTS = ("prompt_tokens", "completion_tokens", "reasoning_tokens", "cached_tokens")
LONGEST = 100_000  # characters of an error, and of settings as they were sent

NO_MESSAGE = "it is no message and was left out"
ROLE = "its role is neither “user” nor “assistant”; it was taken as a prompt"
TEXT = "its {} is no text, or too long, and was left out"
TOO_MUCH = "its {} is deeper or longer than any of ours and was left out"
CUT = "its {} was too long for its place and was cut"
STATE = "its state is unknown; it was taken as done"
OPEN_STATE = "it was still being written when it was exported; it was taken as interrupted"
NUMBER = "its {} is no count and was left out"
MOMENT = "its time is none, or lies in the future; the time of the import was taken"
SETTINGS = "the settings that it was asked with cannot be kept"
UNTUNED = "its parameters cannot be kept: {}"


def message(raw, say):
    """The columns of a message, None for what is none. `say` hears what could not be taken, in sentences."""
    if not isinstance(raw, dict):
        say(NO_MESSAGE)
        return None
    for name in [name for name, value in raw.items() if value is TooMuch]:
        del raw[name]
        say(TOO_MUCH.format(clean(name)[:40]))
    role = raw.get("role") if raw.get("role") in ROLES else say(ROLE) or "user"
    error, usage = mapping(raw.get("error")), mapping(raw.get("usage")) | mapping(raw.get("usage_details"))
    asked, upstream = mapping(raw.get("request")), mapping(raw.get("upstream"))
    by = words(raw, "model", 200, say)
    model = words(asked, "model", 200, say) or by
    return {
        "role": role,
        "state": state(raw.get("state", State.DONE), say) if role == "assistant" else State.DONE,
        "created_at": moment(raw, "created", say) or timezone.now(),
        "model": model,
        "answered_by": by if by != model else "",
        "provider": words(asked, "provider", 80, say),
        "finish_reason": words(raw, "finish_reason", 40, say),
        "finish_raw": words(upstream, "finish_reason", 80, say),
        "upstream_id": words(upstream, "id", 200, say),
        "request_id": words(upstream, "request_id", 200, say),
        "error_kind": words(error, "kind", 40, say),
        "error_message": words(error, "message", LONGEST, say),
        **{name: count(usage, name, say) for name in COUNTS},
        "first_ms": count(raw, "first_ms", say),
        "began_at": moment(raw, "began", say),
        "closed_at": moment(raw, "ended", say),
    }


def parts(raw, say):
    """`{name: text}` of a message, the text always among them."""
    given = {"text": raw.get("text"), "reasoning": raw.get("reasoning") or None, **mapping(raw.get("parts"))}
    found = {name: text(given[name], name, say) for name in PARTS if given.get(name) is not None}
    return {"text": ""} | found


def request(raw, say):
    """The true request of a reply as far as the file has it: its columns, or None."""
    asked = mapping(raw.get("request"))
    if asked.get("parameters") is None and asked.get("system") is None:
        return None
    sent = hidden(mapping(asked.get("parameters")), ())
    if len(json.dumps(sent)) > LONGEST:
        say(SETTINGS)
        sent = {}
    left_out = asked.get("left_out")
    kept = left_out if isinstance(left_out, list) else []
    system = text(asked.get("system") or "", "system prompt", say)
    return {"system": system, "parameters": storable(sent), "left_out": kept}


def rating(raw):
    """The columns of what its owner said of a reply, or None."""
    given = mapping(raw.get("rating"))
    comment = given.get("words") if isinstance(given.get("words"), str) else ""
    is_one = isinstance(given.get("is_good"), bool)
    return {"is_good": given["is_good"], "words": clean(comment)[:LONGEST_COMMENT]} if is_one else None


def conversation(head, first, say):
    """The columns of a conversation; `first` is the text of its first prompt."""
    title = head.get("title")
    title = " ".join(clean(title).split())[:200] if isinstance(title, str) else ""
    about = {"title": title or title_from(first) or "Imported", **tuning(head, say)}
    for name, field in {"created": "created_at", "asked": "asked_at"}.items():
        about |= {field: found} if (found := moment(head, name, say)) else {}
    return about | {f"{name}_at": timezone.now() for name in ("pinned", "archived") if head.get(name) is True}


def tuning(head, say):
    """System prompt and parameters, through the form that a person would enter them by."""
    given, system = mapping(head.get("parameters")), head.get("system")
    known = {name: value for name, value in given.items() if name in PARAMETERS}
    try:
        form = Parameters(entered(Given(system if isinstance(system, str) else "", known)))
        if form.is_valid():
            return form.kept()
        say(UNTUNED.format(" ".join(form.trouble().values())))
    except (TypeError, ValueError, KeyError, AttributeError):
        say(UNTUNED.format("they are none of ours."))
    return {}


class Given:
    """What `entered` asks of a conversation."""

    def __init__(self, system, parameters):
        self.system, self.parameters = system, parameters


def state(value, say):
    if value in OPEN:
        say(OPEN_STATE)
        return State.INTERRUPTED
    return value if value in State.values else say(STATE) or State.DONE


def text(value, name, say):
    if isinstance(value, str):
        return clean(value)
    say(TEXT.format(name))
    return ""


def words(where, name, longest, say):
    """A short text on one line, cut to its column; empty for none."""
    value = where.get(name)
    if value is None:
        return ""
    found = text(value, name.replace("_", " "), say)
    if len(found) > longest:
        say(CUT.format(name.replace("_", " ")))
    return found[:longest]


def count(where, name, say):
    value = where.get(name)
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST:
        return value
    return say(NUMBER.format(name.replace("_", " ")))


def moment(where, name, say):
    """A time as ISO 8601 or in seconds since 1970; None where there is none."""
    value = where.get(name)
    if value is None:
        return None
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            found = datetime.fromtimestamp(value, UTC)
        else:
            found = datetime.fromisoformat(value)
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        if EARLIEST <= found <= timezone.now() + timedelta(days=1):
            return found.astimezone(UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        pass
    return say(MOMENT)


def storable(value):
    """The same value with every text as both databases hold it."""
    match value:
        case dict():
            return {clean(name): storable(inner) for name, inner in value.items()}
        case list():
            return [storable(inner) for inner in value]
        case str():
            return clean(value)
    return value


def mapping(value):
    return value if isinstance(value, dict) else {}
