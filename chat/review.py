"""A transcript as a reviewer may see it: one branch of the conversation, every text of it through the mask."""

import json

from .masking import Bare, Mask, names_of
from .models import Report, Request, rating, tree
from .models.part import read

FROM_A_FILE = "a file that this person imported; nothing here has heard a model say this"
LINES = ("steps", "sources", "attempts")  # parts that are lines of JSON


def transcript(opening, at=None):
    """What is shown under an opening: `{"title", "turns", "hidden", "reports"}`.

    `at` is the key of a message whose branch is wanted; without it, or when there is none, the one
    its owner saw last.
    """
    conversation = opening.conversation
    mask = (Bare if opening.revealed_at else Mask)(names_of(conversation.owner))
    whole = conversation.whole()
    parents = tree.shape(whole)
    tip = tree.newest_below(parents, at) if at in parents else tree.end(parents, conversation.leaf_id)
    path, families = read([whole[key] for key in tree.line(parents, tip)]), tree.families(parents)
    requests = Request.objects.in_bulk([message.pk for message in path])
    turns = [
        turn(message, requests.get(message.pk), mask) | {"versions": versions(families[message.parent_id], message.pk)}
        for message in path
    ]
    title, reports = mask.hide(conversation.title), reported(conversation, mask)
    return {"title": title, "turns": turns, "reports": reports, "hidden": mask.count}


def turn(message, request, mask):
    return {
        "id": message.pk,
        "role": message.role,
        "state": message.state,
        "finish_reason": message.finish_reason,
        "label": message.answered_by or message.model,
        "created": message.created_at,
        "parts": [{"name": name, "text": masked(mask, name, text)} for name, text in message.so_far().items()],
        "notice": mask.hide(message.notice["message"]) if not message.is_open and message.notice else "",
        "facts": facts(message, request, mask),
        "rating": rated(message, mask),
    }


def masked(mask, name, text):
    return mask.hide_lines(text) if name in LINES else mask.hide(text)


def rated(message, mask):
    """What its owner says of a reply, or None."""
    said = rating.told(message)
    return said and said | {"words": mask.hide(said["words"])}


def facts(message, request, mask):
    """How a reply came about: [(name, value)] of what is known."""
    if message.role != "assistant":
        return []
    took = (message.closed_at - message.began_at).total_seconds() if message.closed_at and message.began_at else None
    known = {
        "Source": message.is_imported and FROM_A_FILE,
        "Provider": message.provider,
        "Asked for": message.model,
        "Answered by": message.answered_by,
        "Request": message.request_id or message.upstream_id,
        "Tokens in": message.prompt_tokens,
        "Tokens out": message.completion_tokens,
        "First token": message.first_ms is not None and f"{message.first_ms / 1000:.1f} s",
        "Took": took is not None and f"{took:.1f} s",
        "Ended": message.finish_raw or message.finish_reason,
        "Error": message.error_kind,
        **(asked_with(request, mask) if request else {}),
    }
    return [(name, value) for name, value in known.items() if value not in (None, False, "")]


def asked_with(request, mask):
    """The true request, which replies of before it was kept do not have."""
    left_out = len(request.left_out)
    return {
        "System prompt": mask.hide(request.system) or "none",
        "Parameters": mask.hide_lines(json.dumps(request.parameters, ensure_ascii=False)).strip(),
        "Left out": f"{left_out} earlier messages that did not fit" if left_out else "",
    }


def versions(line, key):
    """Where a message stands among its siblings, and the keys of its neighbours; None for an only one."""
    at = line.index(key)
    if len(line) == 1:
        return None
    before, after = line[at - 1] if at else None, line[at + 1] if at + 1 < len(line) else None
    return {"at": at + 1, "of": len(line), "before": before, "after": after}


def reported(conversation, mask):
    """The reports about a conversation, oldest first, with their words through the mask."""
    found = (
        Report.objects.visible()
        .filter(reply__conversation=conversation)
        .select_related("person", "claimed_by", "settled_by")
    )
    reports = list(found.order_by("created_at"))
    for report in reports:
        report.words = mask.hide(report.words)
    return reports
