"""The provider that the environment names, kept in step with it as one row."""

import json
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from . import address, presets
from .provider import Dialect, Provider


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
    is_elsewhere = address.origin(settings.OPENAI_BASE_URL) != provider.origin
    provider.base_url = settings.OPENAI_BASE_URL
    if is_elsewhere:
        meet(provider, presets.of(provider.base_url))
    provider.gone, provider.environment_mark = False, said
    provider.set_key(settings.OPENAI_API_KEY)
    provider.save()
    if settings.OPENAI_MODELS:
        provider.relist(settings.OPENAI_MODELS)
        for place, name in enumerate(settings.OPENAI_MODELS):
            provider.models.filter(name=name).update(order=place)
    elif is_elsewhere:
        provider.models.filter(listed=True).update(gone=True)


def meet(provider, preset):
    """Begin anew with another server: by what is known of it, and nothing of the one before."""
    provider.name, provider.sealed_headers, provider.listed_at = free_name(provider, preset), "", None
    provider.preset, provider.dialect = (preset.id, preset.dialect) if preset else ("", Dialect.CHAT_COMPLETIONS)
    provider.template = preset.template if preset else {}
    provider.prefill, provider.refuses = (preset.prefill, preset.refuses) if preset else ("", "")
    for name, seconds in preset.clocks.items() if preset else ():
        setattr(provider, name, seconds)


def free_name(provider, preset):
    """What people call it: the preset's name or the host, marked when a provider by hand has that already."""
    name = (preset.fills()["name"] if preset else urlsplit(provider.base_url).netloc)[:60]
    is_taken = Provider.objects.exclude(pk=provider.pk).filter(name=name).exists()
    return f"{name} (environment)" if is_taken else name
