"""The auditors' doors to the audit log: who did what, when and why; never text, never titles."""

import csv
import io
import json
from datetime import datetime, time, timedelta

from django import forms
from django.contrib import messages
from django.http import StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from chat.models import Action, AuditEntry, AuditHead, NotRecorded, Role, audit
from chat.sheets import cell

from .roles import needs_role

PAGE, CHUNK = 50, 1000  # rows
DAYS = {"since", "until"}
COLUMNS = ["sequence", "at", "actor", "action", "person", "conversation", "reason", "details", "seal"]


class Filter(forms.Form):
    """Which rows: by whom, about whom, what, and between which days."""

    by = forms.CharField(required=False, max_length=150)
    about = forms.CharField(required=False, max_length=150)
    action = forms.ChoiceField(label="What", required=False, choices=[("", "Anything"), *Action.choices])
    since = forms.DateField(label="From", required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="audit-%s", **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"
        for name in "by", "about":
            self.fields[name].widget.attrs |= {"placeholder": "Anyone", "autocapitalize": "none", "spellcheck": "false"}

    def rows(self):
        """The entries that match; none as long as a field is wrong."""
        if not self.is_valid():
            return AuditEntry.objects.none()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return AuditEntry.objects.filter(
            **{lookup: read(given[name]) for name, (lookup, read) in LOOKUPS.items() if name in given}
        )

    def newest(self, before):
        """The entries that match, the newest first, behind the one of a number; from the newest on for None."""
        is_by_day = self.is_valid() and DAYS >= {name for name, value in self.cleaned_data.items() if value} > set()
        return self.rows().before_by_day(before) if is_by_day else self.rows().before(before)

    def given(self):
        """What is asked for, as it was written: for links, and for the record."""
        return {name: self.data[name] for name in self.fields if self.data.get(name)}


def day(date):
    return timezone.make_aware(datetime.combine(date, time.min))


LOOKUPS = {
    "by": ("actor_name", str),
    "about": ("person_name", str),
    "action": ("action", str),
    "since": ("at__gte", day),
    "until": ("at__lt", lambda date: day(date + timedelta(days=1))),
}


@require_safe
@needs_role(Role.AUDITOR)
def show(request):
    form = Filter(request.GET)
    before = number(request.GET.get("before", ""))
    rows = list(form.newest(before)[: PAGE + 1])
    context = {
        "form": form,
        "rows": rows[:PAGE],
        "more": rows[PAGE - 1].sequence if len(rows) > PAGE else None,
        "is_first": before is None,
        "given": form.given(),
        "head": AuditHead.objects.first(),
        "person": request.user,
    }
    return render(request, "audit/log.html", context)


@require_POST
@needs_role(Role.AUDITOR)
def download(request):
    """The rows that match, oldest first, as CSV or as JSON lines; that they were taken is itself on record."""
    form = Filter(request.POST)
    kind = "csv" if request.POST.get("form") == "csv" else "jsonl"
    if not form.is_valid():
        return redirect("audit")
    try:
        with audit.witnessed():
            rows = form.rows()
            entry = audit.record(request.user, Action.DOWNLOADED, form=kind, filter=form.given(), rows=rows.count())
    except NotRecorded as problem:
        messages.error(request, f"Nothing was downloaded. {problem}")
        return redirect("audit")
    response = StreamingHttpResponse(pages(rows, entry.sequence, kind), content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="audit-{entry.sequence}.{kind}"'
    return response


async def pages(rows, end, kind):
    """The text of all rows before the number `end`, a chunk at a time: they are never all in memory."""
    # The byte order mark tells a common spreadsheet that letters beyond ASCII follow.
    yield "\ufeff" + in_csv([COLUMNS]) if kind == "csv" else ""
    last = -1
    while found := [
        entry async for entry in rows.filter(sequence__gt=last, sequence__lt=end).order_by("sequence")[:CHUNK]
    ]:
        values = [told(entry) for entry in found]
        yield in_csv(values) if kind == "csv" else in_json(values)
        last = found[-1].sequence


def told(entry):
    """The values of COLUMNS."""
    who = [entry.actor_name, entry.action, entry.person_name, str(entry.conversation or "")]
    return [entry.sequence, entry.at.isoformat(), *who, entry.reason, json.loads(entry.details), entry.mac]


def in_csv(rows):
    page = io.StringIO()
    csv.writer(page).writerows(
        [cell(json.dumps(value) if isinstance(value, dict) else value) for value in row] for row in rows
    )
    return page.getvalue()


def in_json(rows):
    return "".join(json.dumps(dict(zip(COLUMNS, row, strict=True)), ensure_ascii=False) + "\n" for row in rows)


TYPES = {"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl; charset=utf-8"}


def number(value):
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None
