"""What an upstream said, as the log keeps it: text for the parts, and facts for the reply's row."""

import json
import time
from dataclasses import asdict

from django.utils import timezone

from . import upstream


class Said:
    """Turns typed parts into (part, text) pieces, and gathers the columns known only at the end in `facts`."""

    def __init__(self):
        self.facts, self.began = {}, time.monotonic()

    def hear(self, part):
        """Return (part name, text) to append, or None for what is only a fact."""
        match part:
            case upstream.Piece(name, text):
                if "first_ms" not in self.facts:
                    self.facts["first_ms"] = round((time.monotonic() - self.began) * 1000)
                return name, text
            case upstream.ToolCall() | upstream.Step():
                return "steps", line(part)
            case upstream.Citation():
                return "sources", line(part)
            case upstream.Waiting():
                self.began = time.monotonic() + part.seconds
                return "attempts", line(part)
        self.facts |= facts(part)
        return None


def line(part):
    """One line of JSON: the kind of part, when it came, and its fields."""
    about = {"kind": type(part).__name__.lower(), "at": timezone.now().isoformat(timespec="milliseconds")}
    return json.dumps(asdict(part) | about, ensure_ascii=False) + "\n"


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
        case upstream.End():
            return {"finish_reason": part.reason[:40], "finish_raw": part.raw[:80]}
    return {}
