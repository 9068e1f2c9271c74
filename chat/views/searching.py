"""The door to finding what was said, for a script as one types and as a page of its own."""

import uuid

from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chat.forms import clean
from chat.search import search


@require_safe
def found(request):
    """What the person's conversations hold of `q`, after the place `before`; of the one conversation `in` alone."""
    asked, within = clean(request.GET.get("q", "")), request.GET.get("in", "")
    hits, more = search(request.user, asked, number(request.GET.get("before", "")), key(within))
    answer = {"hits": [told(hit) for hit in hits], "more": str(hits[-1].place) if more and hits else ""}
    if not request.accepts("text/html"):
        return JsonResponse(answer)
    return render(request, "chat/search.html", {"asked": asked, "within": within} | answer)


def told(hit):
    message = hit.message
    return {
        "message": message.pk,
        "url": f"{message.conversation.get_absolute_url()}?at={message.pk}#turn-{message.pk}",
        "role": message.role,
        "created": message.created_at,
        "title": hit.title,
        "text": hit.text,
    }


def number(value):
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None


def key(value):
    try:
        return uuid.UUID(value) if value else None
    except ValueError:
        return uuid.UUID(int=0)  # Nobody's: nothing is found in it.
