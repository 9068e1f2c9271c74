"""What an upstream said, as the log keeps it: text for the parts, and facts for the reply's row."""

import json
import time
from dataclasses import asdict

from django.utils import timezone

from . import upstream
from .joint import Joint


class Said:
    """Turns typed parts into (part, text) pieces, and gathers the columns known only at the end in `facts`.

    `before` is the text that the reply begins with, because it goes on where another one ended; `is_seamless` says
    that the model went on from its very letters, so that nothing of what it says can be a repetition.
    """

    def __init__(self, before="", is_seamless=False):
        self.facts, self.began = {}, time.monotonic()
        self.before, self.joint = before, Joint("" if is_seamless else before)

    def begin(self):
        """The pieces to append before anything was heard."""
        return [("text", self.before)] if self.before else []

    def hear(self, part):
        """The pieces to append for a part: none for what is only a fact."""
        match part:
            case upstream.Piece(name, text):
                if "first_ms" not in self.facts:
                    self.facts["first_ms"] = round((time.monotonic() - self.began) * 1000)
                shown = self.joint.take(text) if name == "text" else text
                return [(name, shown)] if shown else []
            case upstream.ToolCall() | upstream.Step():
                return [("steps", line(part))]
            case upstream.Citation():
                return [("sources", line(part))]
            case upstream.Waiting():
                self.began = time.monotonic() + part.seconds
                return [("attempts", line(part))]
        self.facts |= facts(part)
        held = self.joint.let_go() if isinstance(part, upstream.Finish | upstream.End) else ""
        return [("text", held)] if held else []


def line(part):
    """One line of JSON: the kind of part, when it came, and its fields."""
    about = {"kind": type(part).__name__.lower(), "at": timezone.now().isoformat(timespec="milliseconds")}
    return json.dumps(about | asdict(part), ensure_ascii=False) + "\n"


def facts(part):
    """The columns of a reply that a part fills; what is longer than a column is cut."""
    match part:
        case upstream.Usage():
            tokens = {"prompt": part.prompt, "completion": part.completion}
            tokens |= {"reasoning": part.reasoning, "cached": part.cached}
            return {f"{name}_tokens": count for name, count in tokens.items() if count is not None}
        case upstream.Meta():
            known = {"answered_by": part.model, "request_id": part.request_id}
            known |= {"upstream_id": part.id, "session": part.session}
            return {name: value[:200] for name, value in known.items() if value}
        case upstream.Unreadable(count):
            return {"unreadable": count}
        case upstream.Finish() | upstream.End():
            return {"finish_reason": part.reason[:40], "finish_raw": part.raw[:80]}
    return {}
