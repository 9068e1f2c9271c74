"""The sentence under a reply that says how it ended, where its text alone does not."""

from .writing import State

STOPPED = "Stopped. What arrived is kept."
INTERRUPTED = "The server stopped while this was being written. Nothing that you saw is lost. Ask again to go on."
EMPTY = "The model ended its reply without any text. Ask again, or ask in other words."
REASONS = {
    "length": "The reply reached its length limit and ends here. Ask for the rest to go on.",
    "content_filter": "The provider's filter ended this reply. What arrived is kept. Ask in other words.",
    "tool_calls": "The model asked for a tool, and no tool is connected here. Ask it to answer without tools.",
    "refusal": "The model declined to answer. Ask in other words.",
}


def notice(state, reason, kind, message, is_empty):
    """Return `{"kind", "message"}`, or None when the text speaks for itself."""
    match state:
        case State.STOPPED:
            return {"kind": "stopped", "message": STOPPED}
        case State.INTERRUPTED:
            return {"kind": "interrupted", "message": message or INTERRUPTED}
        case State.FAILED:
            return {"kind": kind, "message": message}
        case State.DONE if reason in REASONS:
            return {"kind": reason, "message": REASONS[reason]}
        case State.DONE if is_empty:
            return {"kind": "empty", "message": EMPTY}
    return None
