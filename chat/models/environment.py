"""The provider that the environment names, kept in step with it as one row."""

import json
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from . import presets
from .provider import Provider


def keep_in_step():
    """Make, change or set aside the row from the environment; whoever else starts now, there is one."""
    said = mark()
    if is_in_step(said):
        return
    with transaction.atomic():
        if connection.vendor == "postgresql":  # SQLite's transaction is alone from its begin.
            connection.cursor().execute("LOCK TABLE chat_provider IN SHARE ROW EXCLUSIVE MODE")
        if is_in_step(said):
            return
        if said:
            take(Provider.objects.filter(from_environment=True).first() or Provider(from_environment=True), said)
        else:
            Provider.objects.filter(from_environment=True).update(gone=True, environment_mark="", sealed_key="")


def mark():
    """What the environment says, as something to compare that tells nothing; empty without a provider in it."""
    if not settings.OPENAI_BASE_URL:
        return ""
    said = [settings.OPENAI_BASE_URL, settings.OPENAI_API_KEY, settings.OPENAI_MODELS]
    return salted_hmac("chat.environment", json.dumps(said), algorithm="sha256").hexdigest()


def is_in_step(said):
    found = Provider.objects.filter(from_environment=True).values_list("environment_mark", flat=True).first()
    return (found or "") == said


def take(provider, said):
    """Fill the row from the environment. What administrators decide about it stays theirs."""
    if provider.origin != (moved := Provider(base_url=settings.OPENAI_BASE_URL)).origin:
        provider.name, provider.sealed_headers, provider.listed_at = free_name(moved.base_url, provider.pk), "", None
    preset = presets.of(moved.base_url)
    if preset and preset.id != provider.preset:
        for name, value in (preset.clocks | {"template": preset.template, "preset": preset.id}).items():
            setattr(provider, name, value)
    provider.base_url, provider.dialect = moved.base_url, preset.dialect if preset else "chat_completions"
    provider.gone, provider.environment_mark = False, said
    provider.set_key(settings.OPENAI_API_KEY)
    provider.save()
    if settings.OPENAI_MODELS:
        provider.relist(settings.OPENAI_MODELS)
        for place, name in enumerate(settings.OPENAI_MODELS):
            provider.models.filter(name=name).update(order=place)
    elif provider.listed_at is None:
        provider.models.filter(listed=True).update(gone=True)


def free_name(base_url, pk):
    """What people call it: the preset's name or the host, marked when a provider by hand has that already."""
    preset = presets.of(base_url)
    name = (preset.fills()["name"] if preset else urlsplit(base_url).netloc)[:60]
    taken = Provider.objects.exclude(pk=pk).filter(name=name).exists()
    return f"{name} (environment)" if taken else name
