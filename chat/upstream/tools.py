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
        arguments = _text(function.get("arguments"))
        call = self._call(piece.get("id"), piece.get("index"), arguments)
        # Later pieces of some servers have an empty name, of others no name.
        named = "" if call["name"] else _text(function.get("name"))
        call["name"] += named
        if arguments:
            call["arguments"].append(arguments)
        return len(named) + len(arguments)

    def take(self) -> list[ToolCall]:
        """The calls gathered since the last time, whole."""
        calls, self.calls = self.calls, []
        self.by_id, self.by_index = {}, {}
        return [ToolCall(one["id"], clean(one["name"]), clean("".join(one["arguments"]))) for one in calls]

    def _call(self, id_, index, arguments):
        id_, index = _text(id_), index if isinstance(index, int) else None
        call = self._named(id_, index) if id_ else self._unnamed(index, arguments)
        if not call and len(self.calls) >= MOST:
            call = self.calls[-1]
        elif not call:
            call = {"id": "", "name": "", "arguments": []}
            self.calls.append(call)
        if id_:
            call["id"] = call["id"] or clean(id_)
            self.by_id[id_] = call
        if index is not None:
            self.by_index[index] = call
        return call

    def _named(self, id_, index):
        """The call of that id; one that has none yet may get it, else a new id begins a new call."""
        call = self.by_id.get(id_) or self.by_index.get(index)
        return call if call and (id_ in self.by_id or not call["id"]) else None

    def _unnamed(self, index, arguments):
        """Whose piece this is, that has no id; None if it begins a call of its own."""
        call = self.calls[-1] if index is None and self.calls else self.by_index.get(index)
        begins = arguments.lstrip().startswith("{")
        return None if call and begins and _is_whole(call["arguments"]) else call


def _is_whole(arguments):
    """Whether a second object cannot belong to the same call."""
    return bool(arguments) and arguments[-1].rstrip().endswith("}") and jsons.value("".join(arguments)) is not None


def _text(value):
    if isinstance(value, dict | list):
        return jsons.line(value)
    return value if isinstance(value, str) else ""
