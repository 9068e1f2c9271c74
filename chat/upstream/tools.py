"""Tool calls put together from their pieces, as OpenAI, Gemini, Ollama, LM Studio and old servers send them."""

from . import jsons
from .clean import clean
from .parts import ToolCall

MOST = 128  # calls in one answer; what comes beyond goes to the last


class Tools:
    """Gathers calls by id, else by index, else to the latest."""

    def __init__(self):
        self.calls = []  # in the order of their first pieces
        self.by_id, self.by_index = {}, {}

    def feed(self, piece) -> int:
        """One entry of `delta.tool_calls`, or a `function_call` of the time before there were several.

        Returns how many characters it added; 0 for what is no such thing.
        """
        if not isinstance(piece, dict) or not piece:
            return 0
        function = piece.get("function") if isinstance(piece.get("function"), dict) else piece
        name, arguments = _text(function.get("name")), _text(function.get("arguments"))
        call = self._call(piece.get("id"), piece.get("index"), name, arguments)
        # Later pieces of some servers have an empty name, of others no name.
        named = "" if call["name"] else name
        call["name"] += named
        if arguments:
            call["arguments"].append(arguments)
        return len(named) + len(arguments)

    def take(self) -> list[ToolCall]:
        """The calls gathered since the last time, whole."""
        calls, self.calls = self.calls, []
        self.by_id, self.by_index = {}, {}
        return [ToolCall(one["id"], clean(one["name"]), clean("".join(one["arguments"]))) for one in calls]

    def _call(self, id_, index, name, arguments):
        id_, index = _text(id_), index if isinstance(index, int) else None
        call = self._by_id(id_, index, name) if id_ else self._without_id(index, name, arguments)
        if not call and len(self.calls) >= MOST:
            call = self.calls[-1]
        elif not call:
            call = {"id": "", "name": "", "arguments": [], "index": index}
            self.calls.append(call)
        if id_:
            call["id"] = call["id"] or clean(id_)
            self.by_id[id_] = call
        if index is not None:
            self.by_index[index] = call
        return call

    def _by_id(self, id_, index, name):
        """The call of that id, or the one at its index that has none yet; None if the piece begins another call.

        Some servers give all calls one id, others each piece a new one: what has a name begins, what has none goes on.
        """
        if call := self.by_id.get(id_):
            return None if name and index is not None and call["index"] not in (None, index) else call
        call = self.by_index.get(index)
        goes_on = call and (not call["id"] or not (name or _is_whole(call["arguments"])))
        return call if goes_on else None

    def _without_id(self, index, name, arguments):
        """Whose piece this is, that has no id; None if it begins a call of its own."""
        if index is None and self.calls:
            call = self.calls[-1]
            begins = bool(name and call["name"] and name != call["name"])
        else:
            call, begins = self.by_index.get(index), False
        begins = begins or (arguments.lstrip().startswith("{") and call and _is_whole(call["arguments"]))
        return None if begins else call


def _is_whole(arguments):
    """Whether a second object cannot belong to the same call."""
    return bool(arguments) and arguments[-1].rstrip().endswith("}") and jsons.value("".join(arguments)) is not None


def _text(value):
    if isinstance(value, dict | list):
        return jsons.line(value)
    return value if isinstance(value, str) else ""
