"""From a provider's row to what `chat.upstream` asks. The only place where seals are opened to be used."""

from . import upstream
from .models import Dialect, abilities
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


def parameters(model, session="", wished=None):
    """What goes along with each question to a model: its limit, the provider's template, what the person wishes, the
    history that the provider keeps itself.

    `session` is what the provider called this conversation at its last answer; `wished` may hold more than the
    model takes. A wish comes before the template, but no wish makes a reply longer than the limits allow.
    """
    wishes = {name: value for name, value in (wished or {}).items() if name in abilities.taken_by(model)}
    if not model:
        return wishes
    if model.provider.dialect == Dialect.TWELVELABS:  # refuses a setting that it does not know
        return ({"session_id": session} if session else {}) | model.provider.template
    limits = model.output_limit, model.provider.template.get("max_tokens"), wishes.get("max_tokens")
    limit = min((limit for limit in limits if isinstance(limit, int)), default=None)
    return model.provider.template | wishes | ({"max_tokens": limit} if limit else {})
