"""Which models can be asked, and the endpoint behind each. With no provider at all, the demo answers."""

import threading
import time
from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q
from django.utils import timezone

from . import endpoints, listing, upstream
from .demo import Demo
from .models import Group, LanguageModel, Provider, Site, environment
from .models.groups import groups_of
from .offers import DEMO, Offers, OnlyDemo

FRESH = 1  # seconds for which what was read of the database is believed
LISTED = 300  # seconds for which the list of a provider that is not kept by hand is believed

EVERYBODY = frozenset()  # in no group: what such a person sees, all see
# Columns of a model that its choice shows.
SHOWN = "label", "open_to_all", "price_in", "price_out", "output_limit", "context_size", "can_reason"

NOT_OFFERED = "This model is not offered any more. Choose another one, then ask again."

demo = Demo()

reading = threading.Lock()
in_step = False
rows = {}  # key of a model: (its row, when it was read)
offers, empty, read_at = Offers(), (), float("-inf")


def models_for(person):
    """The models a person may choose from, the default first: a tuple of `Choice`, perhaps empty."""
    read()
    if offers.is_empty and listing.wait(empty):
        forget()
        read()
    # Nobody's groups are asked for while every model is open to all.
    return offers.to(frozenset(groups_of(person)) if offers.granted else EVERYBODY)


def find(person, wanted):
    """The choice of that id or exact name; the default for none, None for one that is not offered."""
    choices = models_for(person)
    if not wanted:
        return choices[0] if choices else None
    return next((one for field in ("id", "name") for one in choices if getattr(one, field) == wanted), None)


def label_of(message, choices):
    """What people call the model of a message, also when it is not offered any more."""
    current = choice_of(message, (*choices, DEMO))
    return current.label if current else message.model


def choice_of(message, choices):
    """The choice that a message was asked of; None when it is not offered any more."""
    return next((one for one in choices if is_of(message, one)), None)


def is_of(message, choice):
    if choice.key is None:
        return message.language_model_id is None and message.provider == choice.provider
    return message.language_model_id == choice.key


def row(key):
    """The row of a model with its provider, as it was at most a second ago; None for the demo, and for none."""
    if key is None:
        return None
    found, at = rows.get(key, (None, float("-inf")))
    if time.monotonic() - at > FRESH:
        found = LanguageModel.objects.select_related("provider").filter(pk=key).first()
        rows[key] = found, time.monotonic()
    return found


async def endpoint_for(message):
    """Where the reply to a message comes from. Its `language_model` must be read already, by `row`.

    Raises upstream.Failed when nobody answers there any more.
    """
    if is_of(message, DEMO):
        return upstream.Endpoint(DEMO.label, await demo.start(), "")
    model = message.language_model
    if not model or model.gone or not model.enabled or model.provider.gone or not model.provider.enabled:
        raise upstream.Failed("no_model", NOT_OFFERED)
    return endpoints.endpoint(model.provider)


def forget():
    """Read again at the next question, because something was changed here."""
    global read_at
    read_at = float("-inf")
    rows.clear()


def read():
    """See to it that `offers` are fresh: at most two queries a second, whoever asks."""
    global offers, empty, read_at, in_step
    if time.monotonic() - read_at < FRESH:
        return
    with reading:
        if time.monotonic() - read_at < FRESH:
            return
        if not in_step:
            environment.keep_in_step()
            in_step = True
        rows = list(providers())
        empty = [row.pk for row in rows if row.key is None]
        models = [row for row in rows if row.key]
        offers = Offers(models, grants(models)) if rows else OnlyDemo()
        read_at = time.monotonic()
    for pk in {row.pk for row in rows if is_due(row)}:
        listing.ask_soon(pk)


def providers():
    """Every provider that is offered with each of its models that is: one row each, or one without a model."""
    shown = FilteredRelation("models", condition=Q(models__enabled=True, models__gone=False))
    known = LanguageModel.objects.filter(provider=OuterRef("pk"))
    rows = Provider.objects.offering().annotate(shown=shown, has_models=Exists(known))
    rows = rows.annotate(key=F("shown__pk"), model=F("shown__name"), **{name: F(f"shown__{name}") for name in SHOWN})
    rows = rows.annotate(is_default=Exists(Site.objects.filter(default_model=OuterRef("shown__pk"))))
    rows = rows.annotate(refuses_too=F("shown__refuses"))
    about = "pk", "name", "dialect", "from_environment", "listed_at", "has_models", "key", "model", *SHOWN
    about = *about, "refuses", "refuses_too"
    return rows.order_by("-is_default", "order", "name", "shown__order", "shown__name").values_list(*about, named=True)


def grants(models):
    """The groups of each model that is not open to all: `{key of the model: {keys of groups}}`."""
    granted = {row.key: set() for row in models if not row.open_to_all}
    if granted:
        links = Group.granted.through.objects.filter(languagemodel__in=granted)
        for model, group in links.values_list("languagemodel", "group"):
            granted[model].add(group)
    return granted


def is_due(row):
    """Whether a provider's own list is asked for without anybody saying so."""
    is_kept_by_hand = row.has_models and (settings.OPENAI_MODELS or not row.from_environment)
    is_old = not row.listed_at or row.listed_at < timezone.now() - timedelta(seconds=LISTED)
    return is_old and not is_kept_by_hand and row.dialect != "twelvelabs"
