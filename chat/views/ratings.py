"""The door by which a person says whether a reply was any good, with a comment if they like."""

from django.http import JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from chat.forms import clean
from chat.models import rating

from .reports import reply_of

OPEN = "This reply is still being written. Stop it or wait for its end, then rate it."
UNKNOWN = "A rating is a thumb up or down. Reload the page, then try again."


@require_POST
def rate(request, pk):
    """Rate a reply, in place of an earlier rating and its comment; without a `way` take that back."""
    reply, way = reply_of(request.user, pk), request.POST.get("way", "")
    problem = OPEN if reply.is_open else "" if way in ("", *rating.WAYS) else UNKNOWN
    if not problem:
        rating.rate(reply, way, clean(request.POST.get("words", "")).strip())
    if request.accepts("text/html"):
        return redirect(reply.conversation)
    if problem:
        return JsonResponse({"error": {"kind": "bad_request", "message": problem}}, status=400)
    return JsonResponse({})
