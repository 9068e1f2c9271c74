"""The shape of a conversation: messages with parents, as `{key: parent key or None}` in the order of their keys."""


def shape(messages):
    """The shape of `{key: message}`."""
    return {key: message.parent_id for key, message in messages.items()}


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


def newest_below(parents, key):
    """The end of the newest branch that goes through `key`: where a person left off."""
    family = {key}
    for other, parent in parents.items():  # Children have greater keys than their parents.
        if parent in family:
            family.add(other)
    return max(family)
