"""JSON as it comes from a file, word by word: the standard library reads only whole documents."""

import codecs
import json
import re

BITE = 1 << 16  # bytes read at least
LONGEST = 32 << 20  # characters of one text
DIGITS = 300  # of a number; more take Python long to read, and nobody means them

SPACE = re.compile(r"[ \t\r\n]*")
WORD = re.compile(r'[{}\[\],:]|"[^"\\]*(?:\\.[^"\\]*)*"|[-+.0-9A-Za-z]+(?=[\s,\]}])', re.S)
CONSTANTS = {"true": True, "false": False, "null": None}
NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?", re.A)
ENDS = {"{": "}", "[": "]"}


class Unreadable(Exception):
    """The file is no JSON from some place on."""


def events(file):
    """Yield ("{", None), ("key", text), ("value", a scalar), ("}", None) and so on. Raises Unreadable."""
    stack, is_due = [], True  # `is_due`: a value must come, or the end of what has none yet
    found, is_empty = words(file), False
    while word := next(found, None):
        if stack and word == stack[-1] and (is_empty or not is_due):
            stack.pop()
            yield word, None
            is_due = is_empty = False
        elif word == "," and stack and not is_due:
            is_due = True
            if stack[-1] == "}":
                yield "key", key(next(found, None), found)
        elif is_due and is_empty and stack[-1] == "}":
            yield "key", key(word, found)
            is_empty = False
        elif is_due and word in ENDS:
            stack.append(ENDS[word])
            yield word, None
            is_empty = True
        elif is_due:
            yield "value", scalar(word)
            is_due = is_empty = False
        else:
            raise Unreadable
        if not stack and not is_due:
            return
    raise Unreadable


def key(word, found):
    if not word or word[0] != '"' or next(found, None) != ":":
        raise Unreadable
    return scalar(word)


def scalar(word):
    """A text, a number or a constant; None for a number that is longer than any is meant."""
    if word[0] == '"':
        return text(word)
    if word in CONSTANTS:
        return CONSTANTS[word]
    if not NUMBER.fullmatch(word):
        raise Unreadable
    if len(word) > DIGITS:
        return None
    number = json.loads(word)
    return number if abs(number) < float("inf") else None


def text(word):
    try:
        return json.loads(word, strict=False)
    except ValueError as error:
        raise Unreadable from error


def words(file):
    """Yield the words of a file, as they are written. What is read at once grows with a text that is longer."""
    decoder, held, at = codecs.getincrementaldecoder("utf-8-sig")(), "", 0
    while True:
        at = SPACE.match(held, at).end()
        if match := WORD.match(held, at):
            at = match.end()
            yield match[0]
            continue
        if len(held) - at > LONGEST:
            raise Unreadable
        held, at = held[at:] + more(file, decoder, len(held) - at), 0


def more(file, decoder, waiting):
    """The next letters, at least as many as wait: else a long text would be looked at too often."""
    read = file.read(max(BITE, waiting))
    if not read:
        raise Unreadable
    try:
        return decoder.decode(read)
    except UnicodeDecodeError as error:
        raise Unreadable from error
