"""What may be set for a conversation beside its prompts, and which of it a model takes."""

from django.core.exceptions import ValidationError
from django.db import models

# As Chat Completions spells them; the other dialects translate.
PARAMETERS = ("temperature", "top_p", "max_tokens", "stop", "seed", "reasoning_effort", "response_format")
FOREIGN = {"responses": {"stop", "seed"}, "twelvelabs": set(PARAMETERS)}  # what a dialect has no word for


class Prefill(models.TextChoices):
    """How a server is made to go on with an answer that it is sent the beginning of."""

    NONE = "", "Not: it is asked to continue"
    LAST = "last", "The beginning as last message"
    PREFIX = "prefix", "The same, marked “prefix”"
    FLAG = "flag", "The same, with “continue_final_message”"


def named(refuses):
    """The names in a list with commas."""
    return {name.strip() for name in refuses.split(",") if name.strip()}


def check_refuses(value):
    if unknown := sorted(named(value) - set(PARAMETERS)):
        raise ValidationError(f"There is no setting {', '.join(unknown)}. Choose among {', '.join(PARAMETERS)}.")


def refuses(whose):
    help_text = f"Settings that {whose} does not take, with commas between them: {', '.join(PARAMETERS)}."
    about = {"max_length": 200, "blank": True, "default": "", "db_default": ""}
    return models.CharField("does not take", **about, validators=[check_refuses], help_text=help_text)


def taken_by(model):
    """The names of the parameters that a model takes, in their order; all for None, the demo."""
    if model is None:
        return PARAMETERS
    return taken(model.provider.dialect, model.can_reason, model.provider.refuses, model.refuses)


def taken(dialect, can_reason, *refuses):
    """The same, by the columns that decide it; `refuses` are lists with commas."""
    refused = FOREIGN.get(dialect, set()).union(*map(named, refuses))
    return tuple(name for name in PARAMETERS if name not in refused and (can_reason or name != "reasoning_effort"))


def prefill_of(model):
    """How this model goes on with the beginning of an answer; not one that reasons, which would begin with thoughts."""
    return model.provider.prefill if model and not model.can_reason else Prefill.NONE
