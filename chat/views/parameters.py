"""The doors to what a conversation is asked with: its parameters, and the true request of a reply."""

from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from chat.models import Conversation, Request
from chat.parameters import Parameters

from .conversations import page

UNKEPT = "Nothing was changed. Open “Parameters”, correct what is wrong, then keep it again."


@require_POST
def tune(request, pk):
    """Ask with these parameters from the next prompt on; with `reset`, with none."""
    conversation = get_object_or_404(Conversation.objects.visible_to(request.user), pk=pk)
    form = Parameters({} if "reset" in request.POST else request.POST)
    if not form.is_valid():
        return refusal(request, conversation, form)
    conversation.tune(**form.kept())
    if request.accepts("text/html"):
        return redirect(conversation)
    return JsonResponse({})


@require_POST
def check(request):
    """Whether the parameters of a chat that is still to begin can be taken."""
    form = Parameters(request.POST)
    return JsonResponse({} if form.is_valid() else {"fields": form.trouble()}, status=200 if form.is_valid() else 400)


def refusal(request, conversation, form):
    if request.accepts("text/html"):
        return page(
            request, conversation.pk, parameters=form, error=" ".join([UNKEPT, *form.trouble().values()]), status=400
        )
    return JsonResponse({"fields": form.trouble()}, status=400)


@require_safe
def request(request, pk):
    """The true request of a reply: for a script, or as a page."""
    asked = get_object_or_404(Request.objects.visible_to(request.user).select_related("reply"), pk=pk)
    if request.accepts("text/html"):
        return render(request, "chat/request.html", {"asked": asked, "said": told(asked)})
    return JsonResponse(told(asked))


def told(asked):
    """What is shown of a request."""
    reply = asked.reply
    return {
        "system": asked.system,
        "parameters": asked.parameters,
        "left_out": [{"key": message.pk, "words": words(message)} for message in asked.messages_left_out()],
        "provider": reply.provider,
        "answered_by": reply.answered_by,
        "request_id": reply.request_id,
        "upstream_id": reply.upstream_id,
    }


def words(message):
    text = " ".join(message.text[:400].split())
    return text if len(text) <= 80 else f"{text[:80].rstrip()}…"
