"""A file of conversations as pieces, in constant memory: our export of one or all, or a list of another program's."""

from .tokens import Unreadable, events

DEPTH = 40  # of lists and objects in each other that a value may have
SIZE = 32 << 20  # characters that a value may have, with its keys
OPENING, CLOSING = ("{", "["), ("}", "]")


class TooMuch:
    """Stands for a value that is deeper or longer than any of ours."""


def pieces(file):
    """Yield ("message", value) for each message of a conversation in our form, then ("end", the rest of it).

    Raises Unreadable where the file stops being JSON; what came before it holds.
    """
    found = events(file)
    match next(found)[0]:
        case "{":
            yield from conversation(found)
        case "[":
            yield from each(found)
        case _:
            raise Unreadable


def each(found):
    """The pieces of a list of conversations whose begin was read."""
    for event in found:
        if event[0] == "]":
            return
        if event[0] == "{":
            yield from conversation(found)
        else:
            built(event, found)
            yield "end", {}


def conversation(found):
    """The pieces of an object whose begin was read; it may also be the one around a list of conversations."""
    head, is_around = {}, False
    for event, key in found:
        if event == "}":
            break
        begin = next(found)
        if key == "messages" and begin[0] == "[":
            yield from (("message", value) for value in items(found))
        elif key == "conversations" and begin[0] == "[":
            is_around = True
            yield from each(found)
        else:
            head[key] = built(begin, found)
    if not is_around:
        yield "end", head


def items(found):
    """The messages of a list whose begin was read; of one that has a part beyond all bounds, the other parts."""
    for event in found:
        if event[0] == "]":
            return
        yield parts(found) if event[0] == "{" else built(event, found)


def parts(found):
    """An object whose begin was read, each of its values by itself."""
    made = {}
    for event, key in found:
        if event == "}":
            break
        made[key] = built(next(found), found)
    return made


def built(event, found):
    """The value that begins with an event; TooMuch for one too deep or too long, which is read to its end, too."""
    if event[0] == "value":
        return event[1]
    top = container(event[0])
    open_ones, keys, depth, size = [top], [None], 1, 0  # each with the key that waits for its value
    for kind, value in found:
        if kind in CLOSING:
            depth -= 1
            if not depth:
                return top if open_ones else TooMuch
            del open_ones[depth:], keys[depth:]
            continue
        size += len(value) if isinstance(value, str) else 1
        depth += kind in OPENING
        if depth > DEPTH or size > SIZE:
            open_ones, keys = [], []
        elif not open_ones:
            pass
        elif kind == "key":
            keys[-1] = value
        else:
            made = value if kind == "value" else container(kind)
            put(open_ones[-1], keys[-1], made)
            if kind in OPENING:
                open_ones.append(made)
                keys.append(None)
    raise Unreadable


def container(kind):
    return {} if kind == "{" else []


def put(place, key, value):
    if isinstance(place, dict):
        place[key] = value
    else:
        place.append(value)
