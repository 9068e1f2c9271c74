"""The door by which prompts come in."""

from django.http import JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from chat import catalogue, forms, runner
from chat.forms import Refused
from chat.models import Conversation
from chat.models import message as messages

from .conversations import page

RESTARTING = 503, "restarting", "The server is restarting. Your text is kept; send it again in a moment."
CONFLICT = 409, "conflict", "This was sent before with another text. Reload the page, then send it again."
BUSY = 409, "busy", "A reply is still being written here. Wait for its end or stop it, then send this again."
NO_MODEL = 400, "no_model", "That model is not offered here. Choose another one, then send again."


@require_POST
def ask(request):
    """Store a prompt and its queued reply, once for each client id, and begin the reply."""
    try:
        prompt, reply, is_new = taken(request.user, request.POST)
    except Refused as refused:
        return refusal(request, refused)
    if is_new:
        runner.start(reply.pk)
    if request.accepts("text/html"):
        return redirect(prompt.conversation)
    return JsonResponse(answer(prompt, reply), status=201 if is_new else 200)


def taken(person, form):
    if not runner.is_taking():
        raise Refused(*RESTARTING)
    client_id, text, wanted, place, parent = forms.prompt_from(form)
    conversation = None
    if place and not (conversation := Conversation.objects.visible_to(person).filter(pk=place).first()):
        raise Refused(*forms.NOT_FOUND)
    model = catalogue.find(wanted)
    if not model:
        raise Refused(*NO_MODEL)
    try:
        return messages.ask(person, client_id, text, model.id, runner.process, conversation, parent)
    except messages.Conflict:
        raise Refused(*CONFLICT) from None
    except messages.Message.DoesNotExist:
        raise Refused(*forms.NOT_FOUND) from None
    except messages.Busy:
        raise Refused(*BUSY) from None


def answer(prompt, reply):
    conversation = prompt.conversation
    return {
        "conversation": str(conversation.pk),
        "url": conversation.get_absolute_url(),
        "title": conversation.title,
        "prompt": prompt.pk,
        "reply": reply.pk,
        "state": reply.state,
    }


def refusal(request, refused):
    """The sentence, as the asker reads: for a script, or the page again with what was typed."""
    if not request.accepts("text/html"):
        return JsonResponse({"error": {"kind": refused.kind, "message": refused.message}}, status=refused.status)
    where = {} if refused.kind == "not_found" else {"pk": request.POST.get("conversation") or None}
    kept = {"text": request.POST.get("text", ""), "error": refused.message}
    return page(request, **where, **kept, status=refused.status)
