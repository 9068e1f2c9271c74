"""The dialect of POST /responses, as OpenAI, SMAI, LiteLLM and llama.cpp speak it."""

from . import chat_completions, counts, reasons, said
from .ask import Request
from .item_listener import ItemListener
from .parts import Failed
from .trouble import failed

PATH = "/responses"
REPEATS_WHEN_HEARD = True
STOPPED = "The model's server ended the answer early. Please try again."
LAST = ("completed", "done", "incomplete", "failed", "cancelled")
DELTAS = {
    "output_text.delta": "text",
    "refusal.delta": "refusal",
    "reasoning_text.delta": "reasoning",
    "reasoning_summary_text.delta": "summary",
}
WHOLE = {
    "output_text.done": "output_text",
    "refusal.done": "refusal",
    "reasoning_text.done": "reasoning_text",
    "reasoning_summary_text.done": "summary_text",
}

headers = chat_completions.headers


def payload(request: Request) -> dict:
    """What is sent, as an object; the whole conversation goes along."""
    parameters = {name: value for name, value in request.parameters.items() if name not in chat_completions.OURS}
    if "max_tokens" in parameters:
        parameters["max_output_tokens"] = parameters.pop("max_tokens")
    if "reasoning_effort" in parameters:
        parameters["reasoning"] = parameters.get("reasoning", {}) | {"effort": parameters.pop("reasoning_effort")}
    if "response_format" in parameters:
        parameters["text"] = parameters.get("text", {}) | {"format": form(parameters.pop("response_format"))}
    return {"model": request.model, "input": request.messages, "stream": True, **parameters}


def form(response_format: dict) -> dict:
    """The form of an answer, which this dialect spells without a level."""
    return {"type": response_format["type"], **response_format.get("json_schema", {})}


class Reading(ItemListener):
    """Understands the events of one response, and a response that comes whole."""

    def understand(self, name: str, event: dict):
        kind = str(event.get("type") or name).removeprefix("response.")
        response = event.get("response")
        if kind in DELTAS:
            self.hear_delta(DELTAS[kind], event, event.get("delta"))
        elif isinstance(response, dict) or kind in LAST:
            self._response(kind, response if isinstance(response, dict) else {})
        elif isinstance(event.get("output"), list):
            self._response("completed", event)
        elif said.is_error(event):
            raise self.trouble(event)
        else:
            self._event(kind, event)

    def _event(self, kind, event):
        match kind:
            case "content_part.done" | "reasoning_summary_part.done":
                self.hear_part(event, event.get("part"))
            case kind if kind in WHOLE:
                self.hear_part(event, {"type": WHOLE[kind], "text": event.get("text"), "refusal": event.get("refusal")})
            case "output_text.annotation.added":
                self.cite(event, event.get("annotation"))
            case "function_call_arguments.delta":
                self.states += 1
            case "function_call_arguments.done":
                self.hear_call(self.items.find(event), event)
            case "output_item.added":
                self.hear_begin(event, event.get("item"))
            case "output_item.done":
                self.hear_item(event, event.get("item"))

    def _response(self, kind, response):
        self.states += 1
        self.tell_meta(model=response.get("model"), id=response.get("id"), session=response.get("session_id"))
        status = response.get("status") or kind
        if kind in LAST or status in ("failed", "cancelled"):
            self._output(response.get("output"))
            self.tell_usage(counts.usage(response.get("usage")))
            self._finish(kind if kind in ("incomplete", "failed", "cancelled") else status, response)
        elif response.get("error"):
            raise self.trouble(response)

    def _output(self, output):
        """What the deltas left out; servers that name items in two ways must not make us say everything twice."""
        places = [
            ({"item_id": about.get("id"), "output_index": place}, about)
            for place, about in enumerate(output if isinstance(output, list) else ())
            if isinstance(about, dict)
        ]
        if not self.size or any(self.items.knows(place) for place, _ in places):
            for place, about in places:
                self.hear_item(place, about)

    def _finish(self, status, response):
        self.done = True
        match status:
            case "failed":
                raise self.trouble(response) if response.get("error") else failed("server")
            case "cancelled":
                raise Failed("cut", STOPPED)
            case "incomplete":
                details = response.get("incomplete_details")
                raw = str(details.get("reason") or "") if isinstance(details, dict) else ""
                known = reasons.ours(raw)
                self.tell_finish("length" if known == "stop" else known, raw or "incomplete")
            case _:
                self.tell_finish("stop", str(status))
