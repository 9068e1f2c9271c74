"""Hiding structured identifiers of a transcript from whoever reviews it. It is incomplete, and the page says so."""

import json

from . import identifiers


class Mask:
    """Replaces identifiers by their kind and a number: the same value gets the same number in a whole transcript.

    `names` are the account's own: what they stand for is hidden wherever it is written.
    """

    def __init__(self, names=()):
        self.names, self.numbers = names, {}

    @property
    def count(self):
        """How many different values were hidden."""
        return sum(len(values) for values in self.numbers.values())

    def hide(self, text):
        """The text with `⟦e-mail 1⟧` in the place of each identifier."""
        shown, end = [], 0
        for start, stop, kind in identifiers.found(text, self.names):
            shown += text[end:start], f"⟦{kind} {self.number(kind, text[start:stop])}⟧"
            end = stop
        return "".join([*shown, text[end:]])

    def hide_lines(self, text):
        """The same for lines of JSON, which stay JSON; a line that is none is text."""
        return "".join(self.hide_line(line) for line in text.splitlines(keepends=True))

    def hide_line(self, line):
        try:
            read = json.loads(line)
        except ValueError:
            return self.hide(line)
        return json.dumps(self.hide_all(read), ensure_ascii=False) + "\n"

    def hide_all(self, value):
        """What JSON holds, with nothing left in texts, numbers and keys."""
        match value:
            case dict():
                return {self.hide(key): self.hide_all(inner) for key, inner in value.items()}
            case list():
                return [self.hide_all(inner) for inner in value]
            case bool() | None:
                return value
            case str():
                return self.hide(value)
        hidden = self.hide(str(value))
        return value if hidden == str(value) else hidden

    def number(self, kind, value):
        values = self.numbers.setdefault(kind, {})
        key = "".join(value.casefold().split()) if kind in ("e-mail", "name", "key") else plain(value)
        return values.setdefault(key, len(values) + 1)


class Bare(Mask):
    """Hides nothing: what a reviewer sees after revealing."""

    def hide(self, text):
        return text

    def hide_lines(self, text):
        return text


def plain(value):
    """A number without the signs that people put between its digits."""
    return "".join(letter for letter in value.upper() if letter.isalnum())


def names_of(person):
    """What a person's account calls them."""
    mail = person.email.partition("@")[0]
    return [person.get_full_name(), person.first_name, person.last_name, person.username, mail]
