"""Items of a response and their parts, heard in deltas, whole, or both; which events bring them is not known here."""

from . import counts, jsons
from .ask import Endpoint
from .clean import clean
from .items import Item, Items
from .listener import Listener
from .parts import Step, ToolCall

CHANNELS = {
    "output_text": "text",
    "text": "text",
    "refusal": "refusal",
    "reasoning_text": "reasoning",
    "reasoning": "reasoning",
    "summary_text": "summary",
}


class ItemListener(Listener):
    """Tells each text once, though servers say it in deltas, in a whole part, in a whole item and at the end."""

    ends_included = False  # whether a citation's end is its last character

    def __init__(self, endpoint: Endpoint, request_id: str = ""):
        super().__init__(endpoint, request_id)
        self.items, self.names, self.answered = Items(), {}, 0

    def end(self):
        for item in self.items.all():
            self._tell_aside(item)
        super().end()

    def hear_begin(self, event: dict, about):
        """An item of which nothing was said yet."""
        if isinstance(about, dict):
            self.states += 1
            self.items.find({"item_id": about.get("id")} | event).about |= about

    def hear_delta(self, channel: str, event: dict, text):
        """More text of a part."""
        if not isinstance(text, str) or not text:
            return
        item, slot = self._slot(channel, event)
        begins_paragraph = channel == "summary" and slot not in item.texts and slot[1]
        item.add(slot, text, self.answered)
        match channel:
            case "text" if item.is_aside:
                self.size += len(text)
            case "text":
                self.answered += len(text)
                self.say("text", text)
            case "refusal":
                self.answered += len(text)
                self.say_refusal(text)
            case _:
                self.say("reasoning", f"\n\n{text}" if begins_paragraph else text)

    def hear_part(self, event: dict, part):
        """A part, whole: says what its deltas left out."""
        if isinstance(part, str):
            part = {"type": "output_text", "text": part}
        channel = CHANNELS.get(part.get("type")) if isinstance(part, dict) else None
        text = part.get("refusal" if channel == "refusal" else "text") if channel else None
        if not isinstance(text, str):
            return
        item, slot = self._slot(channel, event)
        seen = item.text(slot)
        if text.startswith(seen):
            self.hear_delta(channel, event, text[len(seen) :])
        elif text.strip() != seen.strip():
            self.tell_unreadable()
        for annotation in part["annotations"] if isinstance(part.get("annotations"), list) else ():
            self.cite(event, annotation)

    def hear_item(self, event: dict, about):
        """An item, whole."""
        if not isinstance(about, dict):
            return
        event = {"item_id": about.get("id")} | event
        item = self.items.find(event)
        item.about |= about
        match about.get("type"):
            case "message" | "reasoning":
                self._parts(event, about)
                self._tell_aside(item)
            case "function_call":
                self.hear_call(item, about)
            case "function_call_output":
                self._result(item, about)

    def hear_call(self, item: Item, whole: dict):
        """A tool call whose arguments are all here."""
        name, call_id = _text(item.about.get("name")), _text(item.about.get("call_id"))
        if not item.told:
            item.told, self.names[call_id] = True, name
            arguments = _text(whole.get("arguments"))
            self.size += len(name) + len(arguments)
            self.tell_call(call_id, name, arguments)

    def tell_call(self, id_: str, name: str, arguments: str):
        """A tool that the model calls: nobody here runs it."""
        self.called = True
        self.tell(ToolCall(id_, name, arguments))

    def cite(self, event: dict, annotation):
        """A source of the part that the event is about."""
        item, slot = self._slot("text", event)
        if not item.is_aside:
            self.tell_citation(counts.citation(annotation, item.starts.get(slot, 0), self.ends_included))

    def _parts(self, event, about):
        content, summary = about.get("content"), about.get("summary")
        for index, part in enumerate(summary if isinstance(summary, list) else ()):
            self.hear_part(event | {"summary_index": index}, part)
        for index, part in enumerate(content if isinstance(content, list) else [content] if content else ()):
            self.hear_part(event | {"content_index": index}, part)

    def _tell_aside(self, item):
        """What was said on the way to the answer, once it is whole."""
        if item.is_aside and item.texts and not item.told:
            item.told = True
            self.tell(Step("commentary", "", clean(item.all_text())))

    def _result(self, item, about):
        """What a tool gave back: the server ran it."""
        if not item.told:
            item.told, self.called = True, False
            output = _text(about.get("output"))
            self.size += len(output)
            self.tell(Step("result", self.names.get(_text(about.get("call_id")), ""), output))

    def _slot(self, channel, event):
        place = event.get("summary_index" if channel == "summary" else "content_index")
        return self.items.find(event), (channel, place if isinstance(place, int) else 0)


def _text(value):
    if isinstance(value, dict | list):
        return jsons.line(value)
    return clean(value) if isinstance(value, str) else ""
