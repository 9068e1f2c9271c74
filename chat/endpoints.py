"""From a provider's row to what `chat.upstream` asks. The only place where seals are opened to be used."""

from . import upstream
from .models import Dialect
from .models.sealed import Unreadable

UNREADABLE = "The key of {} cannot be read any more. Ask the team that runs this site to enter it again."


def endpoint(provider):
    """Whom to ask. Raises upstream.Failed when the key or the headers cannot be read."""
    try:
        key, headers = provider.key(), provider.headers()
    except Unreadable:
        raise upstream.Failed("key", UNREADABLE.format(provider.name)) from None
    return upstream.Endpoint(
        name=provider.name,
        base_url=provider.base_url,
        key=key,
        dialect=provider.dialect,
        headers=headers,
        timeouts=upstream.Timeouts(**provider.clocks()),
        thinks_first=provider.thinks_first,
        trust_env=provider.trust_env,
    )


def parameters(model, session=""):
    """What goes along with each question to a model: its limit, the provider's template, the history it keeps itself.

    `session` is what the provider called this conversation at its last answer.
    """
    if not model:
        return {}
    if model.provider.dialect == Dialect.TWELVELABS:  # refuses a setting that it does not know
        return ({"session_id": session} if session else {}) | model.provider.template
    return ({"max_tokens": model.output_limit} if model.output_limit else {}) | model.provider.template
