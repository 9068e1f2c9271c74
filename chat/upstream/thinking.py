"""Reasoning that a model writes into its answer between <think> and </think>, told apart from the answer."""

OPEN, CLOSE = "<think>", "</think>"


class Thinking:
    """Splits a text that arrives in deltas; nothing is left out but the tags.

    Only an answer that begins with the tag is split, for elsewhere somebody may be writing about the tag. Once it
    began so, later blocks count too.
    """

    def __init__(self, thinks_first: bool = False):
        self.held = ""  # perhaps the begin of a tag
        self.part, self.undecided, self.plain = "text", not thinks_first, False
        if thinks_first:
            self.part = "reasoning"

    def feed(self, text: str) -> list[tuple[str, str]]:
        """(part, text) for each stretch that is certain by now."""
        if self.plain:
            return [("text", text)]
        text, self.held = self.held + text, ""
        found = self._begin(text) if self.undecided else self._split(text, 0)
        return [(part, stretch) for part, stretch in found if stretch]

    def end(self) -> list[tuple[str, str]]:
        """What was held back: it was no tag."""
        held, self.held = self.held, ""
        return [(self.part, held)] if held else []

    def _begin(self, text):
        begun = text.lstrip()
        space = len(text) - len(begun)
        if OPEN.startswith(begun):
            self.held = begun
            return [("text", text[:space])]
        self.undecided = False
        if begun.startswith(OPEN):
            self.part = "reasoning"
            return [("text", text[:space]), *self._split(text, space + len(OPEN))]
        self.plain = True
        return [("text", text)]

    def _split(self, text, at):
        found = []
        while at < len(text):
            tag = CLOSE if self.part == "reasoning" else OPEN
            end = text.find(tag, at)
            if end < 0:
                end = len(text) - _half(text, tag, at)
                found.append((self.part, text[at:end]))
                self.held = text[end:]
                return found
            found.append((self.part, text[at:end]))
            self.part = "text" if self.part == "reasoning" else "reasoning"
            at = end + len(tag)
        return found


def _half(text, tag, at):
    """How many characters at the end of a text may be the begin of a tag."""
    place = text.rfind("<", max(at, len(text) - len(tag) + 1))
    return len(text) - place if place >= 0 and tag.startswith(text[place:]) else 0
