"""The dialect of POST /chat/completions, as OpenAI wrote it and as everybody else understood it."""

from . import counts, reasons, said
from .ask import Endpoint, Request
from .listener import Listener
from .mixed import joined, stretches
from .thinking import Thinking
from .tools import Tools

PATH = "/chat/completions"
REPEATS_WHEN_HEARD = True
OURS = {"model", "messages", "stream", "stream_options", "n"}  # no parameters: one answer is asked, and it streams
FIRST = (0, None, "0")  # the index of the one answer that is shown
REASONING = ("reasoning_content", "reasoning", "reasoning_text", "thinking")
DETAILS = ("reasoning_details", "thinking_blocks")


def headers(endpoint: Endpoint) -> dict[str, str]:
    return {"Authorization": f"Bearer {endpoint.key.strip()}"} if endpoint.key.strip() else {}


def payload(request: Request) -> dict:
    """What is sent, as an object: as little as possible, for some servers refuse what they do not know."""
    parameters = {name: value for name, value in request.parameters.items() if name not in OURS}
    stream = {"stream": True, "stream_options": {"include_usage": True}}
    return {"model": request.model, "messages": request.messages, **stream, **parameters}


class Reading(Listener):
    """Understands chunks, and the whole answers of servers that ignore `stream`."""

    def __init__(self, endpoint: Endpoint, request_id: str = ""):
        super().__init__(endpoint, request_id)
        self.thinking, self.tools = Thinking(endpoint.thinks_first), Tools()
        self.model, self.message, self.in_deltas, self.wrong = None, None, False, False

    def understand(self, name: str, chunk: dict):
        if chunk.get("model") != self.model or not self.meta.id:
            self.model = chunk.get("model")
            self.tell_meta(model=self.model, id=self.meta.id or chunk.get("id"))
        choices = chunk.get("choices")
        for choice in choices if isinstance(choices, list) else ():
            if isinstance(choice, dict) and choice.get("index") in FIRST:
                self._choice(choice)
        if "usage" in chunk or "x_groq" in chunk:
            self._usage(chunk)
        if "citations" in chunk or "search_results" in chunk:
            self._sources(chunk.get("search_results") or chunk.get("citations"))
        if said.is_error(chunk):
            raise self.trouble(chunk)
        if self.wrong:
            raise self.trouble({"error": self.wrong})

    def end(self):
        self._tell_held()
        super().end()

    def _choice(self, choice):
        delta = choice.get("delta") or choice.get("text")
        if isinstance(delta, str):
            delta = {"content": delta}
        if delta and isinstance(delta, dict):
            self._delta(delta)
            self.in_deltas = self.in_deltas or bool(delta.get("content"))
        elif isinstance(choice.get("message"), dict) and not self.in_deltas:
            self._message(choice["message"])
        self.wrong = self.wrong or choice.get("error")
        if reason := choice.get("finish_reason"):
            self._finish(str(reason))
        if "usage" in choice:
            self._usage(choice)

    def _delta(self, delta):
        content = delta.get("content")
        if len(delta) > 1 or not content:
            self._reasoning(delta)
        if type(content) is str:
            self._text(content)
        elif content:
            self._mixed(content)
        if len(delta) > 1 or not content:
            self._beside_text(delta)

    def _message(self, message):
        """A message where a delta belongs: Perplexity repeats all so far, others say all at once or piece by piece."""
        content = message.get("content")
        if self.message is None:
            self._delta(message)
        elif isinstance(content, str):
            self._text(content.removeprefix(self.message))
        self.message = content if isinstance(content, str) else ""

    def _text(self, text):
        for part, stretch in self.thinking.feed(text):
            self.say(part, stretch)

    def _mixed(self, content):
        for part, text in stretches(content, "text"):
            match part:
                case "text":
                    self._text(text)
                case "refusal":
                    self.say_refusal(text)
                case _:
                    self.say(part, text)

    def _reasoning(self, delta):
        """Servers repeat the same reasoning under several names, for clients old and new."""
        told = {joined(delta.get(name)): None for name in REASONING if delta.get(name)}
        told = told or {joined(delta.get(name)): None for name in DETAILS if delta.get(name)}
        for text in filter(None, told):
            self.say("reasoning", text)

    def _beside_text(self, delta):
        if refusal := joined(delta.get("refusal")):
            self.say_refusal(refusal)
        pieces = delta.get("tool_calls") or delta.get("function_call")
        for piece in pieces if isinstance(pieces, list) else (pieces,):
            self.size += self.tools.feed(piece)
        if "annotations" in delta:
            self._sources(delta["annotations"])

    def _finish(self, raw):
        if raw.lower() in reasons.NONE:
            return
        reason = reasons.ours(raw)
        self.wrong = self.wrong or reason == "error"
        self._tell_held()
        if not self.wrong:
            self.tell_finish(reason, raw)

    def _tell_held(self):
        for part, text in self.thinking.end():
            self.say(part, text)
        for call in self.tools.take():
            self.called = True
            self.tell(call)

    def _usage(self, holder):
        groq = holder.get("x_groq")
        self.tell_usage(counts.usage(holder.get("usage") or (groq.get("usage") if isinstance(groq, dict) else None)))

    def _sources(self, sources):
        for one in sources if isinstance(sources, list) else ():
            self.tell_citation(counts.citation(one))
