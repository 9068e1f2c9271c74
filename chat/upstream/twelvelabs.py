"""TwelveLabs' POST /responses over a knowledge store: the server keeps the history, and runs its tools itself.

Three generations of it are in the wild. What selects the store is a parameter in all of them: `tools` with one
knowledge store and a model (video cognition system), `knowledge_store_id` and a model (video agents), or
`knowledge_store_id` alone (SDK 1.3, where the model is empty). A conversation goes on by the parameter `session_id`,
which Meta told at its first answer.
"""

from . import responses
from .ask import Endpoint, Request
from .parts import Step

PATH = responses.PATH
REPEATS_WHEN_HEARD = False  # the turn may already be part of the session


def headers(endpoint: Endpoint) -> dict[str, str]:
    return {"x-api-key": endpoint.key.strip()} if endpoint.key.strip() else {}


def payload(request: Request) -> dict:
    """What is sent, as an object: the new turn alone."""
    asked = [message["content"] for message in request.messages if message["role"] == "user"][-1:]
    rules = [message["content"] for message in request.messages if message["role"] == "system"]
    sent = {
        "model": request.model,
        "input": [{"type": "message", "role": "user", "content": content} for content in asked],
        "instructions": "\n\n".join(rules),
        "stream": True,
    }
    return {name: value for name, value in (sent | request.parameters).items() if value}


class Reading(responses.Reading):
    """Its tools are steps on the way, and its citations name their last character."""

    ends_included = True

    def tell_call(self, id_: str, name: str, arguments: str):
        self.tell(Step("tool", name, arguments))
