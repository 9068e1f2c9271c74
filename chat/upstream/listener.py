"""What one answer has said so far, whatever the dialect; a dialect adds how an event is understood."""

from dataclasses import replace

from . import jsons, said, trouble
from .ask import Endpoint
from .clean import Cleaner, clean
from .parts import Citation, Finish, Meta, Piece, Refusal, Unreadable, Usage

LATEST = (Meta, Unreadable, Usage)  # of these only the last counts
CITATIONS = 200  # sources kept of one answer
NAME = 200  # characters of a model's name or of an id


class Listener:
    """Hears events, tells parts.

    `size` grows with everything that is shown, `states` with other signs that the model is at work; `done` ends the
    stream.
    """

    def __init__(self, endpoint: Endpoint, request_id: str = ""):
        self.secrets = endpoint.secrets()
        self.found, self.texts, self.saying = [], [], "text"
        self.cleaners = {"text": Cleaner(), "reasoning": Cleaner()}
        self.meta, self.usage, self.finish = Meta(), None, None
        self.citations = set()
        self.size = self.states = self.understood = self.unreadable = 0
        self.blank, self.refused, self.called, self.done = True, False, False, False
        self.tell_meta(request_id=request_id)

    def hear(self, name: str, data: str):
        """One event. Raises Failed for one that says so; what was said before it can still be taken."""
        if name == "error":
            value = jsons.value(data)
            raise self.trouble(value if isinstance(value, dict | list | str) else data)
        for value in jsons.values(data):
            if self.done:
                return
            self._hear(name, value)

    def hear_last(self, name: str, data: str):
        """One event that the end of the body cut short: it counts only if it is whole."""
        if name == "error" or jsons.UNREADABLE not in jsons.values(data):
            self.hear(name, data)

    def end(self):
        """The body is over: what was held back is due."""
        self._tell_text()
        for part, cleaner in self.cleaners.items():
            if half := cleaner.end():
                self.found.append(Piece(part, half))

    def take(self) -> list:
        """The parts heard since the last time; neighbouring pieces are one."""
        self._tell_text()
        found, self.found = self.found, []
        return found

    @property
    def reason(self) -> str:
        """Why the answer ended, in our words."""
        return self.finish.reason if self.finish else self._refined("stop")

    @property
    def raw(self) -> str:
        return self.finish.raw if self.finish else ""

    def say(self, part: str, text: str):
        if part != self.saying:
            self._tell_text()
            self.saying = part
        self.texts.append(text)
        self.size += len(text)

    def say_refusal(self, text: str):
        if not self.refused:
            self.refused = True
            self.tell(Refusal())
        self.say("text", text)

    def tell(self, part):
        self._tell_text()
        if self.found and type(part) in LATEST and type(self.found[-1]) is type(part):
            self.found.pop()
        self.found.append(part)

    def tell_finish(self, reason: str, raw: str):
        """The first reason holds."""
        if not self.finish:
            self.finish = Finish(self._refined(reason), _name(raw))
            self.tell(self.finish)

    def tell_meta(self, **known):
        meta = replace(self.meta, **{name: _name(value) for name, value in known.items() if _name(value)})
        if meta != self.meta:
            self.meta = meta
            self.tell(meta)

    def tell_usage(self, usage: Usage | None):
        if usage and usage != self.usage:
            self.usage = usage
            self.tell(usage)

    def tell_citation(self, citation: Citation | None):
        if citation and citation not in self.citations and len(self.citations) < CITATIONS:
            self.citations.add(citation)
            self.tell(citation)

    def tell_unreadable(self):
        self.unreadable += 1
        self.tell(Unreadable(self.unreadable))

    def trouble(self, value):
        """The Failed for what a server told about an error."""
        return trouble.told(said.read(value), self.secrets)

    def understand(self, name: str, value: dict):
        """One event's object: the dialect's part."""
        raise NotImplementedError

    def _hear(self, name, value):
        if type(value) is dict:
            self.understood += 1
            self.understand(name, value)
        elif value == jsons.SENTINEL:
            self.done = True
        elif isinstance(value, list):
            for one in value:
                if isinstance(one, dict):
                    self._hear(name, one)
        elif name in ("", "message"):
            # Pings of other names may hold anything.
            self.tell_unreadable()

    def _refined(self, reason):
        # "stop" is what many servers say whatever happened.
        if reason != "stop":
            return reason
        return "refusal" if self.refused else "tool_calls" if self.called else "stop"

    def _tell_text(self):
        if self.texts:
            text = self.cleaners[self.saying].feed("".join(self.texts))
            self.texts = []
            self.blank = self.blank and (self.saying != "text" or not text or text.isspace())
            if text:
                self.found.append(Piece(self.saying, text))


def _name(value):
    return " ".join(clean(value).split())[:NAME] if isinstance(value, str) else ""
