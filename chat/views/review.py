"""The doors of reviewers: the list of transcripts, and one of them, which opens for a reason and for a while."""

from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from chat import filters
from chat import review as reviewing
from chat.forms import clean
from chat.models import NotRecorded, Report, Role, Transcript, review
from chat.models.report import Decision

from .roles import needs_role

PAGE = 25  # transcripts
COUNTED = 1000  # transcripts; a greater number is said as "more than"

NOT_RECORDED = "This could not be recorded, so nothing is shown. Tell whoever runs this site, then try again."
NO_REASON = "Choose a kind, and say the reason in a few words. It is kept for good."


@require_safe
@needs_role(Role.REVIEWER)
def transcripts(request):
    """The list: facts of transcripts that match, newest first, a page at a time."""
    form, place = filters.Filter(request.GET), request.GET.get("after", "")
    matching = form.matching()
    rows = list(filters.after(matching, place).select_related("owner").prefetch_related("owner__member_of")[: PAGE + 1])
    shown = rows[:PAGE]
    context = {
        "form": form,
        "rows": shown,
        "count": None if place else len(rows) if len(rows) <= PAGE else matching[: COUNTED + 1].count(),
        "counted": COUNTED,
        "query": query(request),
        "more": filters.place_of(shown[-1]) if len(rows) > PAGE else "",
    }
    return render(request, "review/transcripts.html", context | tabs(request))


@require_safe
@needs_role(Role.REVIEWER)
def show(request, pk):
    """A transcript, while it is open for this reviewer; before that, the form that asks why."""
    found = found_transcript(pk)
    opening = review.opening_of(request.user, pk)
    return opened(request, found, opening) if opening else closed(request, found)


@require_POST
@needs_role(Role.REVIEWER)
def open_transcript(request, pk):
    found = found_transcript(pk)
    category, reason = request.POST.get("category", ""), said(request, "reason")
    if category not in review.Category.values or len(reason) < review.SHORTEST:
        return closed(request, found, NO_REASON, 400)
    try:
        review.open_for(request.user, found.conversation, category, reason)
    except NotRecorded:
        return closed(request, found, NOT_RECORDED, 503)
    return redirect(address(request, pk))


@require_POST
@needs_role(Role.REVIEWER)
def reveal(request, pk):
    opening, reason = review.opening_of(request.user, pk), said(request, "reason")
    if opening and len(reason) < review.SHORTEST:
        messages.error(request, "Say in a few words why you need the masked values. Nothing was revealed.")
    elif opening:
        try:
            opening.reveal(reason)
        except NotRecorded:
            messages.error(request, NOT_RECORDED)
    return redirect(address(request, found_transcript(pk).conversation_id))


@require_POST
@needs_role(Role.REVIEWER)
def close(request, pk):
    if opening := review.opening_of(request.user, pk):
        opening.close()
    return redirect("transcripts")


def found_transcript(pk):
    return get_object_or_404(Transcript.objects.visible().select_related("owner"), conversation=pk)


def said(request, name):
    return " ".join(clean(request.POST.get(name, "")).split())[: review.LONGEST]


def closed(request, found, problem="", status=200):
    """The facts of a transcript, and the form that asks why it is to be opened."""
    report = Report.objects.waiting().filter(reply__conversation=found.conversation_id).in_line().first()
    context = {
        "transcript": found,
        "categories": [(value, label, review.MEANINGS[value]) for value, label in review.Category.choices],
        "category": request.POST.get("category", "complaint" if report else ""),
        "reason": request.POST.get("reason", f"Report {report.pk}: {report.get_kind_display()}" if report else ""),
        "longest": review.LONGEST,
        "problem": problem,
        "query": query(request),
    }
    return render(request, "review/closed.html", context | neighbours(request, found) | tabs(request), status=status)


def opened(request, found, opening):
    shown = reviewing.transcript(opening, number(request.GET.get("at", "")))
    context = {"transcript": found, "opening": opening, "query": query(request), "decisions": Decision.choices} | shown
    return render(request, "review/opened.html", context | neighbours(request, found) | tabs(request))


def neighbours(request, found):
    """The transcripts before and after this one in the list that it was reached from, as their addresses."""
    if report := number(request.GET.get("report", "")):
        return neighbours_in_line(request, report)
    matching = filters.Filter(request.GET).matching()
    after = matching.older(found.last_at, found.pk).first()
    before = matching.newer(found.last_at, found.pk).first()
    return {
        "next": after and address(request, after.conversation_id),
        "previous": before and address(request, before.conversation_id),
    }


def neighbours_in_line(request, pk):
    """The same for the queue, from a report in it."""
    line = Report.objects.waiting().visible().select_related("reply")
    after, before = line.filter(pk__gt=pk).order_by("pk").first(), line.filter(pk__lt=pk).order_by("-pk").first()
    return {
        "next": after and address(request, after.reply.conversation_id, report=after.pk),
        "previous": before and address(request, before.reply.conversation_id, report=before.pk),
    }


def number(text):
    """A key that an address holds, or None."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def address(request, pk, **more):
    """Where a transcript is read, with the filter of the list that it was reached from."""
    asked = query(request, **more)
    return reverse("transcript", args=[pk]) + (f"?{asked}" if asked else "")


def query(request, **more):
    """The filter of an address, without the place in the list and the branch."""
    asked = request.GET.dict() | more
    return urlencode({name: value for name, value in asked.items() if value and name not in ("after", "at")})


def tabs(request):
    """What the head of every page of the review says."""
    return {"waiting": Report.objects.waiting().visible().count(), "person": request.user}
