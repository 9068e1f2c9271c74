"""What a case is, and the events that most of them are written with."""

import json
from dataclasses import dataclass, field

from ..server import Reply

PLAIN = {"content-type": "text/event-stream"}
JSON = {"content-type": "application/json"}


def data(value) -> bytes:
    """An event that holds a value as JSON."""
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n".encode("utf-8", "surrogatepass")


def chunk(delta, finish=None, **more):
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]} | more


def d(delta, **more):
    return data(chunk(delta, **more))


def c(text):
    return d({"content": text})


def fin(reason, **more):
    return data(chunk({}, reason, **more))


def use(prompt, completion):
    usage = {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}
    return data(
        {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [], "usage": usage}
    )


DONE = b"data: [DONE]\n\n"


@dataclass(frozen=True)
class Case:
    """`replies` go to the first, second ... connection; what is not named must be as it is here."""

    id: str
    replies: tuple
    text: str = ""
    outcome: str = "complete"
    raw: str = ""
    reasoning: str = ""
    usage: tuple | None = None
    kind: str = ""
    says: tuple = ()  # what the message must contain
    never: tuple = ("<", "sk-test")  # what it must not
    status: int | None = None
    calls: int = 1  # requests the upstream gets
    tools: tuple = ()
    steps: tuple = ()
    model: str = "m"
    unreadable: int = 0
    empty: bool = False
    timeouts: dict = field(default_factory=dict)
    endpoint: dict = field(default_factory=dict)
    request: dict = field(default_factory=dict)
    sent: dict = field(default_factory=dict)  # what the last request must hold; None for what it must not


def case(id_, *steps, headers=None, answers=200, framing="chunked", then=(), **expected):
    """A case of one reply, or of several by `then`; `answers` is its HTTP status."""
    reply = Reply(steps, answers, PLAIN if headers is None else headers, framing)
    return Case(id_, (reply, *then), **expected)


HI = (d({"role": "assistant", "content": ""}), c("Hi"), c(" you"), fin("stop"), use(5, 2), DONE)
HI_BYTES = b"".join(HI)
HI_TOLD = {"text": "Hi you", "raw": "stop", "usage": (5, 2)}
A = {"text": "A", "raw": "stop"}
GOOD = Reply(HI)
STOP = fin("stop") + DONE
