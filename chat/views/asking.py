"""The doors by which prompts come in, and by which replies are asked for again."""

from contextlib import suppress

from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from chat import catalogue, forms, metrics, runner
from chat.forms import Refused
from chat.models import Conversation, Message, Preferences, Role, asking
from chat.models.spent import Spent
from chat.parameters import Parameters

from .conversations import page

RESTARTING = 503, "restarting", "The server is restarting. Your text is kept; send it again in a moment."
CONFLICT = 409, "conflict", "This was sent before with another text. Reload the page, then send it again."
BUSY = 409, "busy", "A reply is still being written here. Wait for its end or stop it, then send this again."
NO_MODEL = 400, "no_model", "That model is not offered here. Choose another one, then send again."
MAY_NOT = 403, "role", "Your account may not ask. Who administers this site can change that; your text is kept."
UNTUNED = "A parameter cannot be taken; your text is kept. Open “Parameters”, correct it, then send again."


@require_POST
def ask(request):
    """Store a prompt and its queued reply, once for each client id, and begin the reply."""

    def born():
        client_id, text, wanted, place, parent = forms.prompt_from(request.POST)
        conversation = found(request.user, place)
        model = chosen(request.user, wanted)
        tuned = None if conversation else tuning(request.POST)
        if wanted:
            Preferences.keep(request.user, model=model.id)
        return asking.ask(request.user, client_id, text, model, runner.process, conversation, parent, tuned)

    return answer(request, born, where(request))


@require_POST
def again(request, pk, goes_on=False):
    """Ask for another reply to the same prompt; with `goes_on` one that continues this reply."""
    old = get_object_or_404(Message.objects.visible_to(request.user).filter(role="assistant"), pk=pk)

    def born():
        client_id, model = forms.sending_id(request.POST.get("id", "")), request.POST.get("model", "")
        wanted = chosen(request.user, model or str(old.language_model_id or old.model))
        return asking.ask_again(request.user, client_id, old, wanted, runner.process, goes_on)

    return answer(request, born, old.conversation_id)


def where(request):
    """The key of the conversation that a prompt is for, as far as the page said one."""
    with suppress(Refused):
        return forms.place(request.POST.get("conversation", ""))


def found(person, place):
    conversation = Conversation.objects.visible_to(person).filter(pk=place).first() if place else None
    if place and not conversation:
        raise Refused(*forms.NOT_FOUND)
    return conversation


def tuning(sent):
    """The parameters of a new conversation, which come along with its first prompt."""
    if not sent.keys() & Parameters.base_fields.keys():
        return {}  # Most send none, and the form takes longer than finding the model.
    form = Parameters(sent)
    if not form.is_valid():
        raise Refused(400, "parameters", f"{UNTUNED} {' '.join(form.trouble().values())}")
    return form.kept()


def chosen(person, wanted):
    model = catalogue.find(person, wanted)
    if not model:
        raise Refused(*NO_MODEL)
    return model


def answer(request, born, place):
    """Let a reply be born, begin it, and say where it is; or refuse in a sentence, on the page of its place."""
    try:
        reply, is_new = taken(request.user, born)
    except Refused as refused:
        metrics.refusals.labels(refused.kind).inc()
        return refusal(request, refused, place)
    if is_new:
        runner.start(reply.pk)
    if request.accepts("text/html"):
        return redirect(reply.conversation)
    return JsonResponse(told(reply), status=201 if is_new else 200)


def taken(person, born):
    if not person.has_role(Role.USER):
        raise Refused(*MAY_NOT)
    if not runner.is_taking():
        raise Refused(*RESTARTING)
    try:
        return born()
    except asking.Conflict:
        raise Refused(*CONFLICT) from None
    except asking.Busy:
        raise Refused(*BUSY) from None
    except Spent as spent:
        raise Refused(429, "budget", f"{spent} Your text is kept.") from None
    except Message.DoesNotExist:
        raise Refused(*forms.NOT_FOUND) from None


def told(reply):
    conversation = reply.conversation
    return {
        "conversation": str(conversation.pk),
        "url": conversation.get_absolute_url(),
        "title": conversation.title,
        "prompt": reply.parent_id,
        "reply": reply.pk,
        "state": reply.state,
        "warning": getattr(reply, "warning", ""),
    }


def refusal(request, refused, place):
    """The sentence, as the asker reads: for a script, or the page again with what was typed."""
    if not request.accepts("text/html"):
        return JsonResponse({"error": {"kind": refused.kind, "message": refused.message}}, status=refused.status)
    kept = {"text": request.POST.get("text", ""), "error": refused.message}
    return page(request, None if refused.kind == "not_found" else place, **kept, status=refused.status)
