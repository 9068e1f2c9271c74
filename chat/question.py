"""From a queued reply to what is asked for it: the conversation as the upstream reads it, as far as it fits."""

from typing import NamedTuple

from . import catalogue, context, endpoints, upstream
from .joint import GO_ON
from .models import Message, Request
from .models.abilities import Prefill, prefill_of
from .models.prepared import KEY, prepared
from .models.request import sent

JSON = "Answer in JSON."  # servers refuse the form unless something said the word
FLAGS = {"continue_final_message": True, "add_generation_prompt": False}  # vLLM's words for it


class Question(NamedTuple):
    """What is asked for a reply; `left_out` are the keys of the messages that did not fit."""

    reply: Message
    request: upstream.Request
    system: str
    left_out: list
    is_prefilled: bool

    def row(self, payload, secrets):
        """What is kept of it."""
        kept = {"parameters": sent(payload, secrets), "left_out": self.left_out}
        return Request(reply=self.reply, system=self.system, **kept)


def question(pk):
    """The question of a reply. Raises Message.DoesNotExist."""
    found = messages(pk=pk)
    if not found:
        raise Message.DoesNotExist
    (reply,) = found
    model = reply.language_model = catalogue.row(reply.language_model_id)
    conversation = reply.conversation
    said = [one for one in conversation.texts(reply.parent_id) if one[2]]
    session = next((session for *_, session in reversed(said) if session), "")
    parameters = endpoints.parameters(model, session, conversation.parameters)
    goes_on, flags = continuation(reply, prefill_of(model))
    rules = system_for(conversation, parameters, said)
    left_out = too_old(model, said, [rules, *(turn["content"] for turn in goes_on)], parameters)
    turns = [{"role": "system", "content": rules}] if rules else []
    turns += [{"role": role, "content": text} for _, role, text, _ in said[len(left_out) :]]
    asked = upstream.Request(reply.model, turns + goes_on, parameters | flags)
    return Question(reply, asked, rules, left_out, bool(goes_on) and goes_on[-1]["role"] == "assistant")


@prepared(pk=KEY)
def messages(pk):
    return Message.objects.select_related("conversation").filter(pk=pk)


def continuation(reply, prefill):
    """The turns that make the model go on where a reply ended, and the settings that go along."""
    if not reply.begins_with:
        return [], {}
    begun = {"role": "assistant", "content": reply.begins_with}
    match prefill:
        case Prefill.LAST:
            return [begun], {}
        case Prefill.PREFIX:
            return [begun | {"prefix": True}], {}
        case Prefill.FLAG:
            return [begun], FLAGS
    return [begun, {"role": "user", "content": GO_ON}], {}


def system_for(conversation, parameters, said):
    """The system prompt, with the word that a form in JSON needs."""
    form = parameters.get("response_format") or {}
    words = [conversation.system, *(text for _, _, text, _ in said)]
    is_unsaid = form.get("type") == "json_object" and not any("json" in text.lower() for text in words)
    return "\n\n".join(filter(None, [conversation.system, JSON if is_unsaid else ""]))


def too_old(model, said, always, parameters):
    """The keys of the oldest messages that do not fit. What is left begins with a prompt, as models expect it."""
    if not model or not model.context_size:
        return []
    free = model.context_size - context.room(model.context_size, parameters.get("max_tokens"))
    gone = context.too_old([text for _, _, text, _ in said], free - sum(map(context.about, always)))
    while 0 < gone < len(said) - 1 and said[gone][1] != "user":
        gone += 1
    return [key for key, *_ in said[:gone]]
