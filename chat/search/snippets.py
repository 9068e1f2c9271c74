"""What is shown of a text that was found: a stretch of it around the first match, with the matches marked."""

from .words import words_in

BEFORE, LENGTH = 50, 220  # characters shown in front of the first match, and altogether


def marked(text, phrases):
    """The whole of a short text as [(text, whether it matches)]."""
    return cut(text, spans(text, phrases))


def snippet(text, phrases):
    """A stretch of a text, on one line, as `marked` gives it; its beginning where nothing matches."""
    first = next(spans(text, phrases), (0, 0))[0]
    start, end = edges(text, first)
    piece = " ".join(text[start:end].split())
    pieces = marked(piece, phrases)
    return [("…", False)] * (start > 0) + pieces + [("…", False)] * (end < len(text))


def edges(text, first):
    """Where a stretch begins and ends, between words if there are spaces near."""
    start = max(0, first - BEFORE)
    if start:
        start = max(text.find(" ", start, first) + 1, start)
    end = min(len(text), start + LENGTH)
    if end < len(text):
        end = max(text.rfind(" ", start + LENGTH - 30, end), 0) or end
    return start, end


def spans(text, phrases):
    """Yield (start, end) of what matches a phrase, in the order of their ends."""
    longest = max((len(phrase.words) for phrase in phrases), default=0)
    seen = []
    for word in words_in(text):
        seen = [*seen, word][-longest:] if longest else []
        for phrase in phrases:
            last = seen[-len(phrase.words) :]
            if is_match(phrase, [word for word, *_ in last]):
                yield last[0][1], last[-1][2]
                break


def is_match(phrase, words):
    if len(words) != len(phrase.words) or tuple(words[:-1]) != phrase.words[:-1]:
        return False
    return words[-1].startswith(phrase.words[-1]) if phrase.begins else words[-1] == phrase.words[-1]


def cut(text, spans):
    pieces, at = [], 0
    for start, end in joined(spans):
        pieces += [(text[at:start], False)] * (at < start) + [(text[start:end], True)]
        at = end
    return pieces + [(text[at:], False)] * (at < len(text))


def joined(spans):
    """Spans that overlap, as pairs of letters do, as one."""
    whole = []
    for start, end in sorted(spans):
        if whole and start <= whole[-1][1]:
            whole[-1] = whole[-1][0], max(end, whole[-1][1])
        else:
            whole.append((start, end))
    return whole
