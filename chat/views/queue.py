"""The doors to what people reported: the queue, claiming a report, giving it back, and deciding."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from chat.forms import clean
from chat.models import Action, NotRecorded, Report, Role, audit, report

from .review import NOT_RECORDED, address, number, tabs
from .roles import needs_role

PAGE = 25  # reports
ABOUT = ("person", "claimed_by", "settled_by", "reply__conversation__transcript")
TAKEN = "Somebody else has this report by now. Take the next one."


@require_safe
@needs_role(Role.REVIEWER)
def queue(request):
    """Reports, oldest first: those that wait, those of this reviewer, or those that were settled."""
    which, place = request.GET.get("show", ""), number(request.GET.get("after", ""))
    line = Report.objects.visible()
    shelves = {"mine": line.of(request.user), "settled": line.settled()}
    rows = shelves.get(which, line.waiting()).in_line().filter(pk__gt=place or 0).select_related(*ABOUT)[: PAGE + 1]
    rows = list(rows)
    context = {"rows": rows[:PAGE], "show": which if which in shelves else "", "decisions": report.Decision.choices}
    context |= {"more": rows[PAGE - 1].pk if len(rows) > PAGE else "", "mine": shelves["mine"].count()}
    return render(request, "review/queue.html", context | tabs(request))


@require_POST
@needs_role(Role.REVIEWER)
def claim(request, pk):
    """Take a report and go to what it is about."""
    found = waiting_report(pk)
    if found.claim(request.user):
        return redirect(address(request, found.reply.conversation_id, report=found.pk))
    messages.error(request, TAKEN)
    return redirect("queue")


@require_POST
@needs_role(Role.REVIEWER)
def release(request, pk):
    waiting_report(pk).release(request.user)
    return redirect("queue")


@require_POST
@needs_role(Role.REVIEWER)
def settle(request, pk):
    """Decide about a report, on record, and go on to the next one."""
    found, decision = waiting_report(pk), request.POST.get("decision", "")
    here = address(request, found.reply.conversation_id, report=found.pk)
    if decision not in report.Decision.values:
        messages.error(request, "Choose a decision, then save it.")
        return redirect(here)
    try:
        won = decided(request, found, decision)
    except NotRecorded:
        messages.error(request, NOT_RECORDED)
        return redirect(here)
    if not won:
        messages.error(request, TAKEN)
    return next_in_line(request, found)


def waiting_report(pk):
    return get_object_or_404(Report.objects.waiting().visible().select_related("reply__conversation__owner"), pk=pk)


def decided(request, found, decision):
    note, conversation = clean(request.POST.get("note", "")).strip(), found.reply.conversation
    if found.claimed_by_id not in (None, request.user.pk):
        return False
    with audit.witnessed():
        won = report.settle(request.user, found, decision, note)
        if won:
            audit.record(request.user, Action.DECIDED, conversation=conversation, report=found.pk, decision=decision)
    return won


def next_in_line(request, found):
    """The next report that nobody else works on; from the beginning when it was the last one."""
    line = Report.objects.waiting().visible().filter(Q(claimed_by=None) | Q(claimed_by=request.user)).in_line()
    after = line.filter(pk__gt=found.pk).first() or line.first()
    return redirect(address(request, after.reply.conversation_id, report=after.pk) if after else "queue")
