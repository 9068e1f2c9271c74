"""Providers of the tests, and what the admin's form sends for one."""

from chat.models import LanguageModel, Provider

CANARY = "sk-canary-7f3a9b2c1d"  # a key that must turn up nowhere but at its provider
URL = "https://models.example.org/v1"
ADMIN = "/admin/chat/provider/"


def provider(name="Team", **more):
    return Provider.objects.create(**{"name": name, "base_url": URL, "dialect": "chat_completions"} | more)


def model(at, name="swift-1", **more):
    return LanguageModel.objects.create(provider=at, name=name, **more)


def form(**given):
    """What the form of a provider sends when only these fields are touched."""
    waits = {name: "" if value is None else value for name, value in Provider().clocks().items()}
    inline = {f"models-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")}
    empty = {"preset": "", "name": "", "base_url": "", "key": "", "headers": "", "template": "{}"}
    return waits | inline | empty | {"dialect": "chat_completions", "order": 0, "enabled": "on"} | given
