"""What an upstream can say, as plain values; knows no HTTP, no dialect and no storage."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of the answer, to be appended to one of its parts."""

    part: str  # "text" or "reasoning"
    text: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """What follows in the part "text" is the model's refusal; said once."""


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool that the model wants to be called, whole: told when its last character is here."""

    id: str
    name: str
    arguments: str  # as the model wrote them: JSON by intention, never checked


@dataclass(frozen=True, slots=True)
class Step:
    """Something the model did or said on its way to the answer; never answer text."""

    kind: str  # "commentary", "tool", "result"
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A source the answer names; `start` and `end` count code points of the part "text", end exclusive."""

    title: str = ""
    url: str = ""  # http or https, or empty
    start: int | None = None
    end: int | None = None
    item: str = ""  # the provider's id of a video, an image, a collection
    from_seconds: float | None = None
    to_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the provider counted them; the last one said holds, they are never added up."""

    prompt: int | None = None
    completion: int | None = None
    reasoning: int | None = None  # contained in completion
    cached: int | None = None  # contained in prompt


@dataclass(frozen=True, slots=True)
class Meta:
    """Who answered; each one repeats what was known before. Empty means not said."""

    model: str = ""
    request_id: str = ""  # of the HTTP exchange, for the provider's support
    id: str = ""  # of the answer
    session: str = ""  # where the provider keeps this conversation's history


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A piece of the stream that could not be read was left out; `count` of them so far."""

    count: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """The call is repeated by itself in `seconds`; `attempt` is the number of the call to come."""

    attempt: int
    seconds: float
    why: str  # a sentence for people


@dataclass(frozen=True, slots=True)
class Finish:
    """The last character has come; only counts may follow, before End."""

    reason: str
    raw: str


@dataclass(frozen=True, slots=True)
class End:
    """The answer is complete, or ended for a reason that the provider named.

    `reason` is "stop", "length", "content_filter", "tool_calls" or "refusal"; `raw` is the provider's
    own word, empty if it gave none; `empty` says that no answer text came.
    """

    reason: str
    raw: str = ""
    empty: bool = False


class Failed(Exception):
    """The upstream's fault. `message` is a sentence for people with a next step, free of secrets and markup.

    Kinds: "network", "timeout", "tls", "redirect", "encoding", "setup" (an address or key that cannot be sent),
    "key", "forbidden", "not_found", "balance", "rate", "too_long", "refused", "overloaded", "server",
    "too_large", "unreadable", "not_api", "empty", "cut" (ended without evidence of completion).
    """

    def __init__(self, kind, message, *, status=None, code=None, retry_after=None):
        super().__init__(message)
        self.kind, self.message = kind, message
        self.status, self.code, self.retry_after, self.request_id = status, code, retry_after, ""


class Closed(Exception):
    """The answer was closed from outside: nobody's fault."""
