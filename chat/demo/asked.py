"""What a chat completion request asks for, read from its JSON body."""

import json
from dataclasses import dataclass

from .http import Refused


@dataclass(frozen=True)
class Asked:
    """A request that can be answered."""

    model: str
    text: str  # of the last user message
    tokens: int  # words in all messages
    stream: bool
    usage: bool  # whether the stream is to end with a chunk of usage

    @classmethod
    def read(cls, body: bytes) -> "Asked":
        """Raises Refused with status 400 for what is no chat completion request."""
        try:
            fields = json.loads(body)
        except (ValueError, RecursionError):
            raise Refused(400, "The body is not JSON. Send a JSON object with model and messages.") from None
        messages = fields.get("messages") if isinstance(fields, dict) else None
        if not isinstance(messages, list) or not messages or not all(isinstance(one, dict) for one in messages):
            raise Refused(400, "There are no messages. Send a list of objects with role and content.")
        if not isinstance(fields.get("model"), str):
            raise Refused(400, "No model is named. Ask for the model “demo”.")
        said = [_text(message.get("content")) for message in messages if message.get("role") == "user"]
        options = fields.get("stream_options")
        return cls(
            model=fields["model"],
            text=said[-1] if said else "",
            tokens=sum(len(_text(message.get("content")).split()) for message in messages),
            stream=fields.get("stream") is True,
            usage=isinstance(options, dict) and options.get("include_usage") is True,
        )


def _text(content: object) -> str:
    """Content is a string or a list of parts. Lone surrogates, which JSON can spell and UTF-8 cannot, become "?"."""
    parts = content if isinstance(content, list) else [{"text": content}]
    texts = [part.get("text") for part in parts if isinstance(part, dict)]
    return "\n".join(text for text in texts if isinstance(text, str)).encode(errors="replace").decode()
