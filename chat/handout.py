"""The file of an export for review, a piece at a time: one line for each message, through the mask unless it is off."""

import csv
import hashlib
import io
import json

from django.db.models import Q

from .masking import Bare, Mask, names_of
from .models import Message, Request
from .models.transcript import FROM_A_FILE
from .sheets import cell

BATCH = 20  # conversations that are gone through at once
BITE = 100  # messages that are read at once

FIELDS = (
    *("export", "conversation", "person", "message", "parent", "role", "created", "state", "model", "provider"),
    *("finish_reason", "error_kind", "error", "prompt_tokens", "completion_tokens", "system", "text", "reasoning"),
    *("rating", "comment"),
)

RATINGS = {None: "", True: "up", False: "down"}


class Handout:
    """Makes the file, and says how far it is: `messages`, `size` in bytes and `digest`."""

    def __init__(self, export):
        self.export, self.digest = export, hashlib.sha256()
        self.messages = self.size = 0
        self.bites = (bite for batch in export.batches(BATCH) for bite in bites(batch))
        self.owner, self.mask = None, None
        self.mark = f"{export.pk}, {export.reviewer.username}, {export.begun_at:%Y-%m-%d %H:%M}"

    def piece(self):
        """The next bytes; empty at the end. To be called in database threads, one call after the other."""
        lines = [] if self.size else [self.head()]
        for bite in self.bites:
            lines += (self.line(message, request) for message, request in bite)
            self.messages += len(bite)
            if len(lines) >= BITE:
                break
        made = "".join(lines).encode()
        self.digest.update(made)
        self.size += len(made)
        return made

    def end(self):
        self.export.end(self.messages, self.size, self.digest.hexdigest())

    def head(self):
        # With a byte order mark, or a common spreadsheet reads letters beyond ASCII wrongly.
        return "\ufeff" + row(FIELDS) if self.export.form == "csv" else ""

    def line(self, message, request):
        record = self.record(message, request)
        if self.export.form == "csv":
            return row(cell(record[name]) for name in FIELDS)
        return json.dumps(record, ensure_ascii=False) + "\n"

    def record(self, message, request):
        hide, parts = self.mask_of(message.conversation).hide, message.so_far()
        values = (
            *(self.mark, str(message.conversation_id), message.conversation.owner.username),
            *(message.pk, message.parent_id, message.role, message.created_at.isoformat(), message.state),
            *(said_by(message), message.provider, message.finish_reason, message.error_kind),
            *(hide(message.error_message), message.prompt_tokens, message.completion_tokens),
            *(hide(request.system if request else ""), hide(parts.get("text", "")), hide(parts.get("reasoning", ""))),
            *(RATINGS[message.is_good], hide(message.comment or "")),
        )
        return dict(zip(FIELDS, values, strict=True))

    def mask_of(self, conversation):
        """One for each conversation: its numbers begin anew."""
        if self.owner != conversation.pk:
            self.owner = conversation.pk
            self.mask = (Mask if self.export.is_masked else Bare)(names_of(conversation.owner))
        return self.mask


def bites(conversations):
    """Yield [(message, request or None)] of some conversations, one conversation after the other."""
    places = {conversation.pk: conversation for conversation in conversations}
    messages = Message.objects.there().rated().filter(conversation__in=places).order_by("conversation", "pk")
    behind = Q()
    while found := list(messages.filter(behind).with_parts()[:BITE]):
        last = found[-1]
        behind = Q(conversation__gt=last.conversation_id) | Q(conversation=last.conversation_id, pk__gt=last.pk)
        requests = Request.objects.in_bulk([message.pk for message in found])
        for message in found:
            message.conversation = places[message.conversation_id]
        yield [(message, requests.get(message.pk)) for message in found]


def said_by(message):
    """The model that replied, also as far as only a file says so."""
    return f"{message.answered_by or message.model}{FROM_A_FILE if message.is_imported else ''}"


def row(cells):
    page = io.StringIO()
    csv.writer(page).writerow(cells)
    return page.getvalue()
