"""The doors to reading: a new chat, a conversation, the list beside them."""

import uuid
from decimal import Decimal

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from chat import catalogue, context
from chat.models import Conversation, Message, Preferences, charging, rating, report, spent, tree
from chat.models.account import MICRO
from chat.models.change import changes_for
from chat.models.part import read
from chat.models.transcript import FROM_A_FILE
from chat.models.writing import PARTS
from chat.parameters import Parameters, entered

from .listing import beside

NOTHING = {"tokens": 0, "about": False}
UNSAID = {"text": "", "to": ""}


@require_safe
def new(request):
    return page(request)


@require_safe
def show(request, pk):
    return page(request, pk)


def page(request, pk=None, text="", error=None, parameters=None, status=200):
    """The chat page, of a conversation or for a new one, with what was typed before an error."""
    # Before all that is shown: a change meanwhile is told by the socket.
    number = changes_for(request.user)
    sidebar, conversation = beside(request.user, pk, request.GET.get("after", ""))
    if pk and not conversation:
        raise Http404
    models, preferences = catalogue.models_for(request.user), Preferences.of(request.user)
    turns, used = shown(conversation, models, request.GET.get("at", "")) if conversation else ([], NOTHING)
    chosen = turns[-1]["choice"] if turns else preferences.model
    context = {
        "conversation": conversation,
        "turns": [drawn(one) for one in turns],
        "elsewhere": elsewhere(conversation, turns),
        "sidebar": sidebar,
        **picked(models, turns[-1] if turns else None, chosen),
        "parameters": parameters
        or Parameters(initial=entered(conversation), sent_with="tune" if conversation else "ask"),
        "used": used,
        "enter_sends": preferences.enter_sends,
        "changes": number,
        "person": request.user,
        "text": text,
        "error": error,
        "warning": spent.warning(charging.standings_of(request.user)),
        "sending_id": uuid.uuid4(),
        "longest": settings.LONGEST_PROMPT,
        "report_kinds": report.Kind.choices,
        "longest_comment": rating.LONGEST,
    }
    return render(request, "chat/conversation.html", context, status=status)


@require_safe
def turns(request, pk):
    """The turns of a conversation for a script; those it names in `have` come without their texts."""
    conversation = get_object_or_404(Conversation.objects.visible_to(request.user), pk=pk)
    have = {int(key) for key in request.GET.get("have", "").split(",") if key.isascii() and key.isdigit()}
    found, used = shown(conversation, catalogue.models_for(request.user), known=have)
    return JsonResponse({"title": conversation.title, "turns": found, "used": used})


@require_POST
def show_branch(request, pk):
    """Show the branch through a message from now on."""
    message = get_object_or_404(Message.objects.visible_to(request.user).select_related("conversation"), pk=pk)
    message.conversation.show(message.pk)
    if request.accepts("text/html"):
        return redirect(message.conversation)
    return HttpResponse(status=204)


def shown(conversation, models, at="", known=frozenset()):
    """The turns on the branch that is shown, as the page draws them, and what they take of a model's context.

    Open replies come with what is stored so far. With the key of a message as `at`, the branch is
    the newest one through that. Turns that are `known` come without their texts.
    """
    whole = conversation.whole()
    parents = tree.shape(whole)
    line, families = tree.line(parents, end_of(conversation, parents, at)), tree.families(parents)
    path = read([whole[key] for key in line], known)
    turns = [turn(message, models, message.pk in known) for message in path]
    for one in turns:
        one["versions"] = versions(families[one["parent"]], one["id"])
    return turns, context.used(path)


def elsewhere(conversation, turns):
    """The end of the branch that is drawn, when it is not the one that is stored as shown."""
    end = turns[-1]["id"] if turns else None
    return end if end and conversation.leaf_id not in (None, end) else None


def end_of(conversation, parents, at):
    """The key at the end of the branch to show: of the stored one, unless `at` names a message of another."""
    stored = tree.end(parents, conversation.leaf_id)
    wanted = int(at) if at.isascii() and at.isdigit() and len(at) < 19 else None
    if wanted not in parents or wanted in tree.line(parents, stored):
        return stored
    return tree.newest_below(parents, wanted)


def picked(models, last, chosen):
    """The picker's choices, what the chosen one takes, and the label of a model that was asked and is gone."""
    choices = [offer(model) | {"selected": model.id == chosen} for model in models]
    at = next((one for one in choices if one["selected"]), choices[0] if choices else {"takes": ()})
    gone = last["model_label"] if last and choices and not any(one["selected"] for one in choices) else ""
    return {"models": choices, "takes": at["takes"], "gone": gone}


def offer(model):
    """A choice as the picker shows it: its note is what the model holds and costs, as "128k, 0.1 / 0.3"."""
    size = f"{round(model.context_size / 1000)}k" if model.context_size else ""
    prices = [model.price_in, model.price_out]
    cost = "" if None in prices else " / ".join(f"{price.normalize():f}" for price in prices)
    about = {"id": model.id, "label": model.label, "provider": model.provider, "takes": model.takes}
    return about | {"size": model.context_size, "note": ", ".join(filter(None, [size, cost]))}


def versions(line, key):
    """Where a message stands among its siblings: `{"at", "of", "before", "after"}`, keys of the neighbours or None."""
    at = line.index(key)
    neighbours = {"before": line[at - 1] if at else None, "after": line[at + 1] if at + 1 < len(line) else None}
    return {"at": at + 1, "of": len(line)} | neighbours


def turn(message, choices, is_known=False):
    choice = catalogue.choice_of(message, choices)
    parts = [] if is_known else message.so_far().items()
    return {
        "id": message.pk,
        "parent": message.parent_id,
        "role": message.role,
        "state": message.state,
        "model": message.model,
        "model_label": catalogue.label_of(message, choices) + (FROM_A_FILE if message.is_imported else ""),
        "choice": choice.id if choice else "",
        "created": message.created_at,
        "parts": None if is_known else [{"name": name, "text": text, "to": len(text)} for name, text in parts],
        "notice": None if message.is_open else message.notice,
        "finish_reason": message.finish_reason,
        "left_out": len(message.left_out or ()),
        "facts": facts(message),
        "rating": rating.told(message),
    }


def drawn(turn):
    """A turn for the template, with what it would look for a thousand times: parts by name, and numbers as texts.

    What is not there is an empty text: to a template, what is missing costs as much as ten things that are there.
    """
    keys = {name: text(turn[name]) for name in ("id", "parent")}
    versions = {name: text(value) for name, value in turn["versions"].items()} | {"many": turn["versions"]["of"] > 1}
    said = dict.fromkeys(PARTS, UNSAID) | {part["name"]: part for part in turn["parts"] or ()}
    good = turn["rating"] and turn["rating"]["is_good"]
    thumb = {"up": good is True, "down": good is False, "words": turn["rating"]["words"] if turn["rating"] else ""}
    return turn | keys | {"said": said, "thumb": thumb, "versions": versions, "when": when(turn["created"])}


def text(number):
    return "" if number is None else str(number)


def when(moment):
    local = timezone.localtime(moment)
    return f"{local.day} {local:%b, %H:%M}"


def facts(message):
    """What is known of how a closed reply was written; None for what is not."""
    known = not message.is_open and message.began_at and message.closed_at
    seconds = (message.closed_at - message.began_at).total_seconds() if known else None
    tokens = {"prompt_tokens": message.prompt_tokens, "completion_tokens": message.completion_tokens}
    price = None if message.is_open or message.cost is None else Decimal(message.cost) / MICRO
    by = message.answered_by if message.answered_by != message.model else ""
    told = {"cost": None if price is None else f"{price:.6f}", "answered_by": by}
    return tokens | told | {"first_ms": message.first_ms, "seconds": seconds}
