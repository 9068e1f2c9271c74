"""The doors by which a person reports a reply to the reviewers, and takes that back."""

from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from chat.forms import clean
from chat.models import Message, report

OPEN = "This reply is still being written. Stop it or wait for its end, then report it."
NO_KIND = "Choose what is the matter, then report it."


@require_POST
def create(request, pk):
    """Report a reply; without a kind, ask for it on a page of its own."""
    reply = reply_of(request.user, pk)
    kind, words = request.POST.get("kind", ""), clean(request.POST.get("words", "")).strip()
    problem = OPEN if reply.is_open else "" if kind in report.Kind.values else NO_KIND
    if problem:
        return refused(request, reply, problem, words)
    report.report(request.user, reply, kind, words)
    return answer(request, reply)


@require_POST
def withdraw(request, pk):
    reply = reply_of(request.user, pk)
    report.take_back(request.user, reply)
    return answer(request, reply)


def reply_of(person, pk):
    replies = Message.objects.visible_to(person).filter(role="assistant").select_related("conversation")
    return get_object_or_404(replies, pk=pk)


def answer(request, reply):
    return redirect(reply.conversation) if request.accepts("text/html") else JsonResponse({})


def refused(request, reply, problem, words):
    if not request.accepts("text/html"):
        return JsonResponse({"error": {"kind": "bad_request", "message": problem}}, status=400)
    was_asked = "kind" in request.POST or reply.is_open
    context = {"reply": reply, "kinds": report.Kind.choices, "words": words, "error": problem if was_asked else ""}
    return render(request, "chat/report.html", context, status=400 if was_asked else 200)
