"""Which models can be asked, and the endpoint behind each. With no provider at all, the demo answers."""

import threading
import time
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q
from django.utils import timezone

from . import endpoints, listing, upstream
from .demo import Demo
from .models import LanguageModel, Provider, environment

FRESH = 1  # seconds for which what was read of the database is believed
LISTED = 300  # seconds for which the list of a provider that is not kept by hand is believed

NOT_OFFERED = "This model is not offered any more. Choose another one, then ask again."


@dataclass(frozen=True, slots=True)
class Choice:
    """A model as a person may choose it; `id` is what the page sends back, `key` that of its row."""

    id: str
    name: str
    label: str
    provider: str
    key: int | None


DEMO = Choice("demo", "demo", "Demo (no AI)", "Demo (no AI)", None)
demo = Demo()

reading = threading.Lock()
in_step = False
rows = {}  # key of a model: (its row, when it was read)
offered, empty, read_at = (), (), float("-inf")


def models_for(person):
    """The models a person may choose from, the default first: a tuple of `Choice`, perhaps empty."""
    read()
    if not offered and listing.wait(empty):
        forget()
        read()
    return offered


def find(person, wanted):
    """The choice of that id or exact name; the default for none, None for one that is not offered."""
    choices = models_for(person)
    if not wanted:
        return choices[0] if choices else None
    return next((one for field in ("id", "name") for one in choices if getattr(one, field) == wanted), None)


def label_of(message, choices):
    """What people call the model of a message, also when it is not offered any more."""
    current = next((one for one in (*choices, DEMO) if is_of(message, one)), None)
    return current.label if current else message.model


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
    """See to it that `offered` is fresh: one query at most a second, whoever asks."""
    global offered, empty, read_at, in_step
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
        offered = told_apart([row for row in rows if row.key]) if rows else (DEMO,)
        read_at = time.monotonic()
    for pk in {row.pk for row in rows if is_due(row)}:
        listing.ask_soon(pk)


def providers():
    """Every provider that is offered with each of its models that is: one row each, or one without a model."""
    shown = FilteredRelation("models", condition=Q(models__enabled=True, models__gone=False))
    known = LanguageModel.objects.filter(provider=OuterRef("pk"))
    rows = Provider.objects.offering().annotate(shown=shown, has_models=Exists(known))
    rows = rows.annotate(key=F("shown__pk"), model=F("shown__name"), label=F("shown__label"))
    about = "pk", "name", "dialect", "from_environment", "listed_at", "has_models", "key", "model", "label"
    return rows.order_by("order", "name", "shown__order", "shown__name").values_list(*about, named=True)


def told_apart(rows):
    """The choices, each with a label of its own: where two providers call a model the same, they are named too."""
    labels = Counter(row.label or row.model for row in rows)
    return tuple(
        Choice(str(row.key), row.model, label if labels[label] == 1 else f"{label} ({row.name})", row.name, row.key)
        for row, label in ((row, row.label or row.model) for row in rows)
    )


def is_due(row):
    """Whether a provider's own list is asked for without anybody saying so."""
    is_kept_by_hand = row.has_models and (settings.OPENAI_MODELS or not row.from_environment)
    is_old = not row.listed_at or row.listed_at < timezone.now() - timedelta(seconds=LISTED)
    return is_old and not is_kept_by_hand and row.dialect != "twelvelabs"
