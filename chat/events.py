"""Every event a browser can hear, as the text of its frame, and every close code; built nowhere else."""

import json

encode = json.JSONEncoder(separators=(",", ":"), allow_nan=False, ensure_ascii=False).encode
PONG = encode({"type": "pong"})

# Why a socket is closed, and what the page does then.
AWAY = 4012  # come back: another process or the next one answers
LOGGED_OUT = 4401  # log in again
REVOKED = 4403  # what you may do has changed, come back with it
DEAF = 4408  # too slow: come back
FLOOD = 4429  # too many frames
BROKEN = 4500  # our fault: come back


def hello(process: str, changes: int) -> str:
    return encode({"type": "hello", "process": process, "changes": changes})


def changed(changes: int) -> str:
    """Something changed in what the person's pages show, for the so manyeth time."""
    return encode({"type": "changed", "changes": changes})


def state(reply: int, state: str) -> str:
    return encode({"type": "state", "reply": reply, "state": state})


def delta(reply: int, part: str, start: int, text: str) -> str:
    """Text of a part: `[reply, from, to, text]`, and the part's name if it is not "text".

    The offsets count code points and are opaque to the browser. A row and no object, because
    hundreds are sent a second, and most hold less text than names would take.
    """
    name = "" if part == "text" else f",{encode(part)}"
    return f"[{reply},{start},{start + len(text)},{encode(text)}{name}]"


def closed(
    reply: int, state: str, reason: str, notice: dict[str, str] | None, parts: dict[str, list[int | str]]
) -> str:
    """The end, with what the page checks itself against: length and digest of each part."""
    about = {"finish_reason": reason or None, "notice": notice, "parts": parts}
    return encode({"type": "closed", "reply": reply, "state": state} | about)


def gone(reply: int) -> str:
    return encode({"type": "gone", "reply": reply})


def error(kind: str, message: str) -> str:
    return encode({"type": "error", "kind": kind, "message": message})
