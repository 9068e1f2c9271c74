"""Who answers: providers with their keys, and the models they offer."""

import json
from typing import NamedTuple

from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from . import abilities, address
from .clocks import Clocks
from .joining import spoken
from .sealed import Unreadable, seal, unseal


class Dialect(models.TextChoices):
    CHAT_COMPLETIONS = "chat_completions", "Chat Completions"
    RESPONSES = "responses", "Responses"
    TWELVELABS = "twelvelabs", "Responses of TwelveLabs"


class ProviderQuerySet(models.QuerySet):
    def offering(self):
        return self.filter(enabled=True, gone=False)


class Provider(Clocks):
    """A server that answers, and how to speak to it. Its key and extra headers are sealed for its origin."""

    name = models.CharField(max_length=80, unique=True, help_text="As people see it.")
    preset = models.CharField(max_length=40, blank=True)
    base_url = models.CharField("base URL", max_length=address.LONGEST)
    dialect = models.CharField(max_length=20, choices=Dialect)
    sealed_key = models.TextField(blank=True, editable=False)
    sealed_headers = models.TextField(blank=True, editable=False)
    template = models.JSONField("request template", default=dict, blank=True)
    thinks_first = models.BooleanField(
        default=False, help_text="Its answers begin with thoughts and only say where these end."
    )
    prefill = models.CharField(
        "goes on with a beginning",
        max_length=8,
        choices=abilities.Prefill,
        default=abilities.Prefill.NONE,
        db_default=abilities.Prefill.NONE,
        blank=True,
        help_text="What “Continue” sends, where the server takes the beginning of its answer.",
    )
    refuses = abilities.refuses("this server")
    inside = models.BooleanField("inside our network", default=False)
    trust_env = models.BooleanField(
        "use the machine's proxy", default=False, help_text="Honour HTTP_PROXY, HTTPS_PROXY and NO_PROXY."
    )
    order = models.PositiveSmallIntegerField(default=0, help_text="The smallest is offered first.")
    enabled = models.BooleanField(default=True)
    from_environment = models.BooleanField(default=False, editable=False)
    environment_mark = models.CharField(max_length=64, blank=True, editable=False)
    gone = models.BooleanField(default=False, editable=False)  # the environment names it no more
    listed_at = models.DateTimeField(null=True, editable=False)

    objects = ProviderQuerySet.as_manager()

    class Meta:
        ordering = ["order", "name"]
        constraints = [
            *Clocks.Meta.constraints,
            models.CheckConstraint(condition=~Q(name=""), name="provider_has_a_name"),
            models.CheckConstraint(
                condition=Q(base_url__startswith="http://") | Q(base_url__startswith="https://"),
                name="provider_is_at_a_url",
            ),
            models.CheckConstraint(condition=Q(dialect__in=Dialect.values), name="provider_speaks_a_dialect"),
            models.CheckConstraint(condition=Q(from_environment=True) | Q(gone=False), name="provider_stays_by_hand"),
            models.UniqueConstraint(
                fields=["from_environment"], condition=Q(from_environment=True), name="one_provider_from_environment"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def origin(self):
        return address.origin(self.base_url)

    def set_key(self, key):
        self.sealed_key = seal(key, self.origin)

    def key(self):
        """The key, for the one call that needs it. Raises Unreadable."""
        return unseal(self.sealed_key, self.origin)

    def set_headers(self, headers):
        self.sealed_headers = seal(json.dumps(headers) if headers else "", self.origin)

    def headers(self):
        """The extra headers, `{name: value}`. Raises Unreadable."""
        return json.loads(unseal(self.sealed_headers, self.origin) or "{}")

    def trouble(self):
        """Why its key or headers cannot be read, as a sentence; empty when they can."""
        try:
            self.key(), self.headers()
        except Unreadable as unreadable:
            return str(unreadable)
        return ""

    @transaction.atomic
    def relist(self, names):
        """Take the provider's own list: new models are added, those it names no more are set aside.

        Models entered by hand stay as they are: many lists are not complete.
        """
        Provider.objects.select_for_update().get(pk=self.pk)
        known = {model.name: model for model in self.models.all()}
        new = [name for name in names if name not in known]
        back = [model for name, model in known.items() if model.gone and name in set(names)]
        gone = [model for name, model in known.items() if model.listed and not model.gone and name not in set(names)]
        order = {name: place for place, name in enumerate(names)}
        self.models.bulk_create(
            LanguageModel(provider=self, name=name, label=name, order=order[name], listed=True) for name in new
        )
        self.models.filter(pk__in=[model.pk for model in back]).update(gone=False)
        self.models.filter(pk__in=[model.pk for model in gone]).update(gone=True)
        Provider.objects.filter(pk=self.pk).update(listed_at=timezone.now())
        return Relisted([*new, *(model.name for model in back)], [model.name for model in gone], len(names))


class Relisted(NamedTuple):
    """What a provider's list changed: names added or back, names gone, and how many it holds."""

    added: list[str]
    gone: list[str]
    all: int


def price(**more):
    checks = [MinValueValidator(0)]
    return models.DecimalField(max_digits=12, decimal_places=6, null=True, blank=True, validators=checks, **more)


class LanguageModel(models.Model):
    """One model of a provider: what people see of it, what it can do and what it costs."""

    provider = models.ForeignKey(Provider, models.CASCADE, "models", db_index=False)
    name = models.CharField(max_length=200, help_text="As the provider wants it to be asked for.")
    label = models.CharField(max_length=200, blank=True, help_text="As people see it; empty for the name itself.")
    context_size = models.PositiveIntegerField(null=True, blank=True, help_text="Tokens of question and reply.")
    output_limit = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="Tokens of one reply, sent with each question as max_tokens. Empty: the provider's own limit.",
    )
    price_in = price(help_text="For a million tokens of the question.")
    price_out = price(help_text="For a million tokens of the reply.")
    can_images = models.BooleanField("reads images", default=False)
    can_tools = models.BooleanField("calls tools", default=False)
    can_reason = models.BooleanField("reasons", default=False)
    refuses = abilities.refuses("this model")
    order = models.PositiveIntegerField(default=0, help_text="The smallest is offered first, and is the default.")
    enabled = models.BooleanField(default=True)
    open_to_all = models.BooleanField(
        default=True, db_default=True, help_text="Else only these groups see it, and may ask it."
    )
    granted_to = models.ManyToManyField("chat.Group", "granted", blank=True, verbose_name="granted to groups")
    listed = models.BooleanField(default=False, editable=False)  # by the provider or the environment, not by hand
    gone = models.BooleanField(default=False, editable=False)  # listed once, and no more

    class Meta:
        verbose_name = "model"
        ordering = ["provider__order", "provider__name", "order", "name"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "name"], name="one_model_a_name"),
            models.CheckConstraint(condition=~Q(name=""), name="model_has_a_name"),
            models.CheckConstraint(condition=Q(listed=True) | Q(gone=False), name="model_stays_by_hand"),
            models.CheckConstraint(
                condition=(Q(price_in__gte=0) | Q(price_in__isnull=True))
                & (Q(price_out__gte=0) | Q(price_out__isnull=True)),
                name="model_has_no_negative_price",
            ),
        ]

    def __str__(self):
        return f"{self.label or self.name} ({self.provider.name})"


spoken(LanguageModel.granted_to, "grant to a group", "grants to groups", "{languagemodel} for {group}")
