"""How the server is, and the pages for what went wrong before a door was reached."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare
from django.views.defaults import page_not_found

from chat import metrics, runner

LOST = "This is no longer there, or it is not yours. Reload the page to see what is stored."
CSRF = "This page was open too long, or cookies are blocked. Your text is kept. Reload the page, then send it again."


def alive(request):
    return HttpResponse("alive\n", content_type="text/plain")


def ready(request):
    """200 when prompts can be taken: not draining, the lease held, the database there."""
    if not runner.is_taking():
        return HttpResponse("restarting\n", status=503, content_type="text/plain")
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("no database\n", status=503, content_type="text/plain")
    return HttpResponse("ready\n", content_type="text/plain")


def measured(request):
    """What this process counted, for who brings the token; None for everybody else."""
    brought = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not constant_time_compare(brought, f"Bearer {settings.METRICS_TOKEN}"):
        return None
    text, content_type = metrics.page()
    return HttpResponse(text, content_type=content_type)


def not_found(request, exception):
    """What is not there, or not this person's: a page, or for a script a sentence."""
    if request.accepts("text/html"):
        return page_not_found(request, exception)
    return JsonResponse({"error": {"kind": "not_found", "message": LOST}}, status=404)


def csrf_failure(request, reason=""):
    """Refuse a form without a valid token, and keep what was typed in it."""
    if not request.accepts("text/html"):
        return JsonResponse({"error": {"kind": "csrf", "message": CSRF}}, status=403)
    kept = {name: request.POST.get(name, "") for name in ("text", "id", "model", "conversation")}
    return render(request, "403_csrf.html", kept | {"action": request.path, "message": CSRF}, status=403)
