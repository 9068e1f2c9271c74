"""Text that every database stores: no NUL, no lone surrogates, pairs joined across deltas."""

import re

LONE = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """The same text with U+FFFD for each NUL and each surrogate without its other half."""
    if text.isascii() and "\0" not in text:
        return text
    text = text.replace("\0", "\ufffd")
    try:
        text.encode()
    except UnicodeEncodeError:
        joined = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
        text = LONE.sub("\ufffd", joined)
    return text


class Cleaner:
    """Cleans the deltas of one part, whose surrogate pairs may be cut in two (JSON `\\ud83d` + `\\ude00`)."""

    def __init__(self):
        self.half = ""

    def feed(self, text: str) -> str:
        if text.isascii() and not self.half:
            return clean(text)
        text = self.half + text
        self.half = text[-1] if "\ud800" <= text[-1:] <= "\udbff" else ""
        return clean(text.removesuffix(self.half))

    def end(self) -> str:
        half, self.half = self.half, ""
        return clean(half)
