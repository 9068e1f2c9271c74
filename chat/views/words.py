"""The door to looking for words in what one person wrote: each hit is a reading, on record before it is listed."""

from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from chat.forms import clean
from chat.models import Action, NotRecorded, Role, Transcript, User, audit, review
from chat.search import search

from .review import NOT_RECORDED, number, said, tabs
from .roles import needs_role

LONGEST = 200  # characters that are looked for

NO_PERSON = "There is no account of that name. Write the username as the list of transcripts does."
NO_WORDS = "Write the words that are to be looked for."
NO_REASON = "Say in a few words why you look for them. It is kept for good."


@require_safe
@needs_role(Role.REVIEWER)
def words(request):
    return page(request)


@require_POST
@needs_role(Role.REVIEWER)
def find_words(request):
    """List which transcripts of a person hold some words, a page at a time, without showing any."""
    person = User.objects.filter(username__iexact=said(request, "person")).first()
    wanted, reason = clean(request.POST.get("words", "")).strip()[:LONGEST], said(request, "reason")
    problem = "" if person else NO_PERSON
    problem = problem or ("" if wanted else NO_WORDS) or ("" if len(reason) >= review.SHORTEST else NO_REASON)
    if problem:
        return page(request, problem=problem, status=400)
    try:
        return page(request, looked=True, **found(request, person, wanted, reason))
    except NotRecorded:
        return page(request, problem=NOT_RECORDED, status=503)


def found(request, person, wanted, reason):
    """The hits as the page lists them; every one of them is on disk in the audit log by then. Raises NotRecorded."""
    hits, more = search(person, wanted, number(request.POST.get("before", "")))
    conversations = {hit.message.conversation_id: hit.message.conversation for hit in hits}
    for conversation in conversations.values():
        conversation.owner = person
    with audit.witnessed():
        audit.record(request.user, Action.SEARCHED, person=person, reason=reason, words=wanted, hits=len(hits))
        if conversations:
            audit.record_each(request.user, Action.FOUND, conversations.values(), reason=reason)
    return {"hits": facts(hits, conversations), "more": str(hits[-1].place) if more and hits else ""}


def facts(hits, conversations):
    """[(transcript, messages that hold the words)], in the order of the hits."""
    transcripts = {row.conversation_id: row for row in Transcript.objects.filter(conversation__in=conversations)}
    counts = dict.fromkeys(conversations, 0)
    for hit in hits:
        counts[hit.message.conversation_id] += 1
    return [(transcripts[key], count) for key, count in counts.items() if key in transcripts]


def page(request, problem="", status=200, **context):
    kept = {name: request.POST.get(name, "") for name in ("words", "reason")}
    kept["asked"] = request.POST.get("person", request.GET.get("person", ""))
    context = kept | {"problem": problem, "longest": review.LONGEST} | context
    return render(request, "review/words.html", context | tabs(request), status=status)
