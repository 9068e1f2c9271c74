"""The sentence under a reply that says how it ended, where its text alone does not."""

from .writing import State

STOPPED = "Stopped. What arrived is kept."
RELEASED = "Stopped; provider connection closed after {} ms. What arrived is kept."
INTERRUPTED = "The server stopped while this was being written. Nothing that you saw is lost. Ask again to go on."
EMPTY = "The model ended its reply without any text. Ask again, or ask in other words."
UNREADABLE = "One piece of this reply could not be read and was left out. Ask again if something is missing."
UNREADABLES = "{} pieces of this reply could not be read and were left out. Ask again if something is missing."
LATE = "late"  # what a reply that is done is marked with when text came behind its end
TEXT_CAME_LATE = (
    "The model's server said that this was all, and went on some time later. What came then is not here. Ask again if "
    "something is missing."
)
REASONS = {
    "length": "The reply reached its length limit and ends here. Ask for the rest to go on.",
    "content_filter": "The provider's filter ended this reply. What arrived is kept. Ask in other words.",
    "tool_calls": "The model asked for a tool, and no tool is connected here. Ask it to answer without tools.",
    "refusal": "The model declined to answer. Ask in other words.",
}


def notice(reply, is_empty):
    """Return `{"kind", "message"}` for a closed reply, or None when the text speaks for itself."""
    match reply.state:
        case State.STOPPED:
            return said("stopped", STOPPED if reply.released_ms is None else RELEASED.format(reply.released_ms))
        case State.INTERRUPTED:
            return said("interrupted", reply.error_message or INTERRUPTED)
        case State.FAILED:
            return said(reply.error_kind, reply.error_message)
        case State.DONE if reply.error_kind == LATE:
            return said(LATE, reply.error_message)
        case State.DONE if reply.finish_reason in REASONS:
            return said(reply.finish_reason, REASONS[reply.finish_reason])
        case State.DONE if is_empty:
            return said("empty", EMPTY)
        case State.DONE if reply.unreadable:
            count = reply.unreadable
            return said("unreadable", UNREADABLE if count == 1 else UNREADABLES.format(count))
    return None


def said(kind, message):
    return {"kind": kind, "message": message}
