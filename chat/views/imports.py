"""The doors by which people bring conversations along: a file, a look at what is in it, the word to take it."""

import threading
import uuid

from django.conf import settings
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chat import importing, runner
from chat.forms import Refused, sending_id
from chat.models import Import

MOST = 2  # files read at once in a process: each keeps one of the few lanes for requests
PREVIEWED = 100  # conversations that are listed
BUSY = 503, "busy", "Other files are being imported. Try again in a minute; nothing is lost by waiting."
NO_FILE = 400, "empty", "There is no file yet. Choose one that ends in “.json”, then read it."
SENT = 409, "conflict", "This file was sent already. Load this page again to see what came of it."

reading = threading.BoundedSemaphore(MOST)


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request):
    """The form for a file; or the file, read into what the person looks at next."""
    if request.method != "POST":
        return page(request)
    try:
        found = read(request)
    except Refused as refused:
        if request.accepts("text/html"):
            return page(request, refused.message, refused.status)
        return JsonResponse({"error": {"kind": refused.kind, "message": refused.message}}, status=refused.status)
    if request.accepts("text/html"):
        return redirect("imported", found.pk)
    return JsonResponse({"url": reverse("imported", args=[found.pk])}, status=201)


def read(request):
    """The Import that a posted file becomes; raises Refused."""
    key, file = sending_id(request.POST.get("id", "")), request.FILES.get("file")
    if not file:
        raise Refused(*NO_FILE)
    if Import.objects.filter(pk=key).exists():
        raise Refused(*SENT)
    if not reading.acquire(blocking=False):
        raise Refused(*BUSY)
    try:
        return importing.stage(request.user, key, file, file.name or "")
    finally:
        reading.release()


@require_safe
def show(request, pk):
    """What a file holds and what could not be taken; after the word, the report. For a script how far it has come."""
    found = get_object_or_404(Import.objects.visible_to(request.user), pk=pk)
    if not request.accepts("text/html"):
        return JsonResponse({"state": found.state, "messages": found.messages})
    rows = (found.taken() if found.state == "taken" else found.waiting()).order_by("-asked_at")
    rows = found.counted(rows)[:PREVIEWED] if found.state in ("waiting", "taken") else []
    context = {"person": request.user, "import": found, "rows": rows, "hidden": found.conversations - len(rows)}
    return render(request, "imports/one.html", context)


@require_POST
def take(request, pk):
    """Let the conversations appear in the list."""
    get_object_or_404(Import.objects.visible_to(request.user), pk=pk).take()
    runner.afterwards_soon()
    return redirect("imported", pk)


@require_POST
def drop(request, pk):
    get_object_or_404(Import.objects.visible_to(request.user), pk=pk).drop()
    return redirect("import")


def page(request, problem="", status=200):
    context = {
        "person": request.user,
        "problem": problem,
        "sending_id": uuid.uuid4(),
        "limit": settings.LONGEST_IMPORT // 1_000_000,
        "before": Import.objects.visible_to(request.user).recent()[:10],
    }
    return render(request, "imports/all.html", context, status=status)
