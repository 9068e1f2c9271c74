"""Where a reply goes on that was cut, stopped or interrupted: without saying its last words twice."""

REACH = 400  # characters of the new text in which it may repeat the end of the old one
LEAST = 8  # characters that must be the same to count as a repetition

GO_ON = (
    "Your last message ended too early. Continue it exactly where it stops, in mid-sentence or mid-word if need be. "
    "Repeat nothing, explain nothing."
)


class Joint:
    """Holds the first characters of the new text back until it is clear whether they repeat the old text's end."""

    def __init__(self, before):
        self.before, self.held = before[-REACH:], ""
        self.is_open = bool(before)

    def take(self, text):
        """Return what of the new text may be shown now."""
        if not self.is_open:
            return text
        self.held += text
        return "" if len(self.held) < REACH and self.may_repeat() else self.let_go()

    def let_go(self):
        """Return all that was held, without the repetition; called at the end, too."""
        held, self.held, self.is_open = self.held, "", False
        return held[self.overlap(held) :]

    def may_repeat(self):
        """Whether the held text, or its beginning, still looks like something from the old text's end."""
        return self.held[:LEAST] in self.before or self.overlap(self.held) >= LEAST

    def overlap(self, text):
        """How many characters at the beginning of `text` are the end of the old text."""
        longest = min(len(text), len(self.before))
        return next((size for size in range(longest, LEAST - 1, -1) if self.before.endswith(text[:size])), 0)
