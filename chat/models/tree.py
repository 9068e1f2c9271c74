"""The shape of a conversation: messages with parents, as `{key: parent key or None}` in the order of their keys."""


def shape(messages):
    """The shape of `{key: message}`."""
    return rooted((key, message.parent_id) for key, message in messages.items())


def line(parents, tip):
    """The keys from the first prompt down to `tip`."""
    keys = []
    while tip is not None:
        keys.append(tip)
        tip = parents[tip]
    return keys[::-1]


def families(parents):
    """All that follow the same message, oldest first: `{key of the message or None: [keys]}`."""
    found = {}
    for key, parent in parents.items():
        found.setdefault(parent, []).append(key)
    return found


def below(parents, key):
    """The keys of a message and of all that follows it, on every branch."""
    family = {key}
    for other, parent in parents.items():  # Children have greater keys than their parents.
        if parent in family:
            family.add(other)
    return family


def newest_below(parents, key):
    """The end of the newest branch that goes through `key`: where a person left off."""
    return max(below(parents, key))


def end(parents, leaf):
    """The end of what is shown: `leaf` where it is there, else the newest message; None when there is none."""
    return leaf if leaf in parents else max(parents, default=None)


def rooted(rows):
    """The shape that `(key, parent)` in the order of their keys have; what was born behind a message while that was
    deleted hangs in the air, and is left out.
    """
    parents = {}
    for key, parent in rows:
        if parent is None or parent in parents:
            parents[key] = parent
    return parents
