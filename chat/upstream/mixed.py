"""The text in a content that is a string, a part of some kind, or a list of either."""


def stretches(value, part: str, depth: int = 4):
    """(part, text) for each text in a string, a list of parts, or a part; `part` is for those that name none."""
    if isinstance(value, str):
        yield part, value
    elif isinstance(value, list) and depth:
        for one in value:
            yield from stretches(one, part, depth - 1)
    elif isinstance(value, dict) and depth:
        kind = str(value.get("type"))
        part = "reasoning" if kind.startswith(("thinking", "reasoning")) else "refusal" if kind == "refusal" else part
        names = ("thinking", "text", "refusal", "summary", "content", "value")
        yield from stretches(next(filter(None, map(value.get, names)), ""), part, depth - 1)


def joined(value) -> str:
    """All of its text, whatever the kinds."""
    return "".join(text for _, text in stretches(value, "")) if value else ""
