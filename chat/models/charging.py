"""What a reply takes of the budgets: held before the call, written into the ledger after it."""

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from . import budget, spent
from .account import Moment, charged, give_back, take
from .groups import groups_of
from .ledger import Charge, Entry, Hold, Share, price
from .prepared import KEY, prepared
from .writing import State

TYPICAL = 1000  # tokens held for a reply whose model has no output limit
BYTES = 4  # of UTF-8 that are about a token, where nobody counted: a letter of Chinese has three


def reserve(person, reply, model, asked, longest=None):
    """Hold what a reply will take, in the transaction that stores it; return a warning, mostly empty.

    `model` is a choice of the catalogue, `asked` the tokens of the question, `longest` those that the reply
    may have, if the person set that. Raises spent.Spent, and the transaction must be undone. Costs two
    statements, and none where no budget is about this.
    """
    found = budget.about(person, model.key)
    if not found:
        return ""
    now, answered = timezone.now(), min(filter(None, (longest, model.output_limit)), default=TYPICAL)
    cost, holders = price(model, asked, answered), {pk: holder for pk, (_, holder) in found.items()}
    accounts = take(holders, Moment.of(now), asked + answered, cost or 0)
    standings = spent.standings([(found[one.budget_id][0], one) for one in accounts], now)
    spent.check(standings, {"tokens": asked + answered, "cost": cost or 0})
    Hold.objects.create(
        **whose(person),
        **which(model.key, model.name, model.provider),
        prompt_tokens=asked,
        completion_tokens=answered,
        cost=cost,
        reply=reply,
        asked_at=now,
        accounts=[account.pk for account in accounts],
    )
    return spent.warning(standings)


def settle_held(pk, said):
    """Settle what was held for a reply, in the transaction that closes it: the next prompt may wait for that.

    `said` is what the reply holds now: `{part: text}`.
    """
    if holds(reply=pk):
        settle(closed(pk), said)


@prepared(reply=KEY)
def holds(reply):
    return Hold.objects.filter(reply=reply).values_list("pk")


def settle_unheld(pk):
    """Write down what a closed reply took that no budget is about. Twice is once."""
    with transaction.atomic():
        reply = closed(pk)
        # Asked under the lock of the reply: whoever held it before may have written the entry.
        if reply and not first_entries(reply=pk):
            settle(reply)


def settle(reply, said=None):
    """Write down what a closed reply took; `said` is what it holds, if that was read."""
    prompt, completion, estimates = used(reply, said)
    hold = getattr(reply, "hold", None)
    asked_at, accounts = (hold.asked_at, hold.accounts) if hold else (reply.created_at, [])
    person = reply.conversation.owner
    about = whose(person) | which(reply.language_model_id, reply.model, reply.provider)
    about |= {"prompt_tokens": prompt, "completion_tokens": completion, "estimates": estimates}
    cost = price(reply.language_model, prompt, completion)
    groups = groups_of(person).items()
    entry = enter(
        groups, **about, cost=cost, asked_at=asked_at, accounts=accounts, reply_id=reply.pk, state=reply.state
    )
    if hold:
        hold.delete()
        give_back(accounts, Moment.of(asked_at), *beyond(entry, hold))


def correct(pk):
    """Write down how a count that came after the end differs from what was settled, if that was before it."""
    reply = closed(pk)
    first = next(iter(first_entries(reply=pk)), None)
    if not first:
        return
    prompt, completion, estimates = used(reply)
    cost = price(reply.language_model, prompt, completion)
    about = {"prompt_tokens": prompt - first.prompt_tokens, "completion_tokens": completion - first.completion_tokens}
    about |= {"cost": None if cost is None else cost - (first.cost or 0)}
    enter_further(first, about | {"estimates": estimates - first.estimates})


def charge_beside(pk, prompt, completion, estimates):
    """Write down what the model of a closed reply was asked beside it, such as for a title."""
    settle_unheld(pk)
    with transaction.atomic():
        reply = closed(pk)
        first = next(iter(first_entries(reply=pk)), None)
        if reply and first:
            cost = price(reply.language_model, prompt, completion)
            about = {"prompt_tokens": prompt, "completion_tokens": completion, "cost": cost, "estimates": estimates}
            enter_further(first, about)


def enter_further(first, about):
    """A further entry about the reply of the first one, in the same accounts: it adds to them, and ends nothing."""
    about = Charge.facts(first) | {"replies": 0, "state": first.state, "reply_id": first.reply_id} | about
    entry = enter([(share.group, share.group_name) for share in first.shares.all()], **about)
    if entry.accounts:
        give_back(entry.accounts, Moment.of(entry.asked_at), entry.tokens, entry.cost or 0, ended=0)


def closed(pk):
    """A closed reply with all that its bill is made of, or None; locked against counting and settling meanwhile."""
    return next(iter(replies(pk=pk)), None)


@prepared(pk=KEY)
def replies(pk):
    rows = Hold.reply.field.related_model.objects.select_for_update(of=("self",))
    return rows.select_related("conversation__owner", "language_model", "hold").filter(pk=pk)


@prepared(reply=KEY)
def first_entries(reply):
    """What a reply was settled with."""
    return Entry.objects.filter(reply=reply, replies=1)


def settle_vanished():
    """Write down what was held for replies that were deleted before their end, as it was estimated."""
    replies = Hold.reply.field.related_model.objects
    for hold in Hold.objects.filter(~Exists(replies.filter(pk=OuterRef("reply_id")))):
        with transaction.atomic(durable=True):
            if Hold.objects.filter(pk=hold.pk).delete()[0]:
                entry = enter([], **Charge.facts(hold), reply_id=hold.reply_id, estimates=1)
                give_back(hold.accounts, Moment.of(hold.asked_at), *beyond(entry, hold))


def enter(groups, **about):
    """The new entry of the ledger, shared by `[(key, name)]` of groups."""
    entry = Entry.objects.create(**about, day=timezone.localdate(about["asked_at"]))
    # In the order of their keys: the tallies of groups are locked one after the other.
    if groups:
        Share.objects.bulk_create(Share(entry=entry, group=pk, group_name=name) for pk, name in sorted(groups))
    return entry


def beyond(entry, hold):
    """How many more tokens, and how much more cost, an entry has than was held."""
    return entry.tokens - hold.tokens, (entry.cost or 0) - (hold.cost or 0)


def standings_of(person):
    """Where a person stands with each limit about them, whatever they ask: [Standing], empty without budgets."""
    return spent.standings(charged(person), timezone.now())


def used(reply, said=None):
    """(tokens of the question, tokens of the answer, 1 if that is estimated). Reads the texts only for an estimate."""
    prompt, completion = reply.prompt_tokens, reply.completion_tokens
    if None not in (prompt, completion):
        return prompt, completion, 0
    said = reply.so_far() if said is None else said
    answered = estimate(said.get("text", "")) + estimate(said.get("reasoning", "")) - estimate(reply.begins_with)
    if not reply.began_at or (reply.state == State.FAILED and answered <= 0):
        return 0, 0, 0  # Nothing was asked, or refused before an answer began.
    asked = sum(estimate(text) for _, _, text, _ in reply.conversation.texts(reply.parent_id))
    return asked if prompt is None else prompt, max(0, answered) if completion is None else completion, 1


def estimate(text):
    """About how many tokens a text is."""
    return -(-len(text.encode()) // BYTES)


def whose(person):
    return {"person": person.pk, "person_name": person.username}


def which(key, model, provider):
    return {"language_model": key, "model": model, "provider": provider}
