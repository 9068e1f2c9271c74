"""What an answer told from its first part to its end, gathered to be compared."""

import asyncio
from dataclasses import dataclass, field

from chat.upstream import (
    Answer,
    Citation,
    Closed,
    End,
    Endpoint,
    Failed,
    Finish,
    Meta,
    Piece,
    Refusal,
    Request,
    Step,
    Timeouts,
    ToolCall,
    Unreadable,
    Usage,
    Waiting,
)

OUTCOMES = {
    "stop": "complete",
    "length": "truncated",
    "content_filter": "filtered",
    "tool_calls": "tool",
    "refusal": "refused",
}
QUICK = {"connect": 2, "silence": 2, "thought": 2, "grace": 0.15, "pause": 0.01, "patience": 2}
KEY = "sk-test-0123456789abcdef"


@dataclass
class Told:
    """Everything that was said; `outcome` in the words of the conformance list."""

    text: str = ""
    reasoning: str = ""
    outcome: str = ""
    raw: str = ""
    kind: str = ""
    message: str = ""
    usage: tuple | None = None
    model: str = ""
    session: str = ""
    tools: list = field(default_factory=list)
    steps: list = field(default_factory=list)
    citations: list = field(default_factory=list)
    waits: list = field(default_factory=list)
    unreadable: int = 0
    lists: int = 0
    finished: bool = False
    refused: bool = False
    empty: bool = False
    failure: Failed | None = None

    def add(self, part):
        match part:
            case Piece("text", text):
                self.text += text
            case Piece("reasoning", text):
                self.reasoning += text
            case ToolCall(_, name, arguments):
                self.tools.append((name, arguments))
            case Step(kind, name, text):
                self.steps.append((kind, name, text))
            case Citation():
                self.citations.append(part)
            case Usage():
                self.usage = (part.prompt, part.completion)
            case Meta():
                self.model, self.session = part.model, part.session
            case Unreadable(count):
                self.unreadable = count
            case Waiting():
                self.waits.append(part)
            case Refusal():
                self.refused = True
            case Finish():
                self.finished = True
            case End(reason, raw, empty):
                self.outcome, self.raw, self.empty = OUTCOMES[reason], raw, empty


def endpoint(base_url, timeouts=None, **facts):
    facts.setdefault("key", KEY)
    return Endpoint("Test", base_url, timeouts=Timeouts(**(QUICK | (timeouts or {}))), **facts)


def question(**facts):
    return Request(**({"model": "m", "messages": [{"role": "user", "content": "hello"}]} | facts))


async def hear(answer: Answer) -> Told:
    """Take an answer to its end, whatever that is."""
    told = Told()
    try:
        async with asyncio.timeout(10):
            async for parts in answer.parts():
                assert parts and not told.outcome
                told.lists += 1
                for part in parts:
                    told.add(part)
        assert told.outcome
    except Failed as failure:
        told.failure, told.kind, told.message = failure, failure.kind, failure.message
        told.outcome = "cut" if failure.kind == "cut" else "failed"
    except Closed:
        told.outcome = "stopped"
    return told
