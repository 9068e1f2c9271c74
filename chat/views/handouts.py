"""The doors of exports for review: prepare one for a reason, and take it away by its link, once."""

from django.contrib import messages
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from chat import filters
from chat.database import in_db
from chat.handout import Handout
from chat.models import Export, NotRecorded, Role, export, review

from .review import COUNTED, NOT_RECORDED, query, said, tabs
from .roles import needs_role

SHOWN = 20  # earlier exports
TYPES = {"jsonl": "application/jsonl", "csv": "text/csv"}

NO_REASON = "Say in a few words what the export is for. It is kept for good."
NO_FORM = "Choose a form, then prepare the export."
NOTHING = "No transcript is like that, so there is nothing to export. Take something out of the filter."
TOO_MANY = f"These are more than {export.MOST:,} transcripts. Choose fewer by the filter, such as one month at a time."
USED_UP = "This link leads nowhere any more: it was used, or its time is over. Prepare the export again."


@require_safe
@needs_role(Role.EXPORTER)
def exports(request):
    """The form that prepares an export, and the earlier ones of this person."""
    return page(request, filters.Filter(request.GET))


@require_POST
@needs_role(Role.EXPORTER)
def prepare(request):
    form, reason = filters.Filter(request.POST), said(request, "reason")
    wanted = request.POST.get("form", "")
    problem = NO_REASON if len(reason) < review.SHORTEST else NO_FORM if wanted not in export.Form.values else ""
    if problem or not form.is_valid():
        return page(request, form, problem, 400)
    is_masked = not request.POST.get("bare")
    try:
        token = export.prepare(request.user, form.matching(), reason, form.spoken(), wanted, is_masked)
    except export.TooMany:
        return page(request, form, TOO_MANY, 400)
    except export.Nothing:
        return page(request, form, NOTHING, 400)
    return redirect("handout", token)


@require_safe
@needs_role(Role.EXPORTER)
def show(request, token):
    """What a link leads to, with the button that takes it away."""
    context = {"export": behind(request, token), "token": token}
    return render(request, "review/handout.html", context | tabs(request))


@require_POST
@needs_role(Role.EXPORTER)
def take(request, token):
    """The file itself, on record before its first letter leaves."""
    found = behind(request, token)
    try:
        is_ours = found.begin()
    except NotRecorded:
        messages.error(request, NOT_RECORDED)
        return redirect("exports")
    if not is_ours:
        messages.error(request, USED_UP)
        return redirect("exports")
    found.refresh_from_db()
    answer = StreamingHttpResponse(pieces(Handout(found)), content_type=f"{TYPES[found.form]}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="transcripts-{found.pk}.{found.form}"'
    answer["X-Messages"] = found.messages
    return answer


async def pieces(handout):
    """Yield the file as it is made. What is cut off never gets its last entry in the log."""
    while piece := await in_db(handout.piece):
        yield piece
    await in_db(handout.end)


def behind(request, token):
    found = export.behind(request.user, token)
    if not found:
        raise Http404
    return found


def page(request, form, problem="", status=200):
    matching = form.matching()
    context = {
        "form": form,
        "count": matching[: COUNTED + 1].count(),
        "counted": COUNTED,
        "query": query(request),
        "forms": export.Form.choices,
        "wanted": request.POST.get("form", "jsonl"),
        "bare": request.POST.get("bare"),
        "reason": request.POST.get("reason", ""),
        "longest": review.LONGEST,
        "problem": problem,
        "exports": Export.objects.filter(reviewer=request.user).order_by("-pk")[:SHOWN],
    }
    return render(request, "review/exports.html", context | tabs(request), status=status)
