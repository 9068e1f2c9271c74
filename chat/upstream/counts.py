"""Token counts, and sources, as the dialects name them."""

from .clean import clean
from .parts import Citation, Usage

TITLE = 300  # characters
URL = 2000
LARGEST = 2**31 - 1  # that every database stores


def usage(said) -> Usage | None:
    """Usage out of either dialect's object; None if it counts nothing."""
    if not isinstance(said, dict):
        return None
    prompt = _first(said, "prompt_tokens", "input_tokens")
    completion = _first(said, "completion_tokens", "output_tokens")
    if prompt is None and completion is None:
        return None
    into = said.get("prompt_tokens_details") or said.get("input_tokens_details")
    out = said.get("completion_tokens_details") or said.get("output_tokens_details")
    return Usage(prompt, completion, _first(out, "reasoning_tokens"), _first(into, "cached_tokens"))


def citation(said, before: int = 0, inclusive: bool = False) -> Citation | None:
    """A source, out of an annotation, a search result or a bare address; offsets are moved by `before`."""
    if isinstance(said, str):
        said = {"url": said}
    if not isinstance(said, dict):
        return None
    said = said["url_citation"] if isinstance(said.get("url_citation"), dict) else said
    start, end = _first(said, "start_index"), _first(said, "end_index")
    found = Citation(
        title=_text(said.get("title"), TITLE),
        url=_url(said.get("url")),
        start=None if start is None else start + before,
        end=None if end is None else end + before + inclusive,
        item=_text(said.get("item_id") or said.get("collection_id"), TITLE),
        from_seconds=_seconds(said.get("start_sec")),
        to_seconds=_seconds(said.get("end_sec")),
    )
    return found if found.url or found.item or found.title else None


def _first(said, *names):
    """The first whole number that is not negative."""
    for name in names if isinstance(said, dict) else ():
        value = said.get(name)
        if type(value) in (int, float) and 0 <= value <= LARGEST:
            return int(value)
    return None


def _text(value, most):
    return " ".join(clean(value[:most]).split()) if isinstance(value, str) else ""


def _url(value):
    url = _text(value, URL)
    return url if url.lower().startswith(("https://", "http://")) else ""


def _seconds(value):
    return float(value) if type(value) in (int, float) and 0 <= value < 10**9 else None
