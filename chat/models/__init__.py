"""The tables and their verbs. Imports run one way.

People, provider <- conversation <- writing <- transcript <- message <- asking.
"""

from .conversation import Conversation
from .message import Message, Part
from .people import User
from .provider import Dialect, LanguageModel, Provider
from .transcript import Transcript
from .writing import Chunk, Process, State

__all__ = [
    "Chunk",
    "Conversation",
    "Dialect",
    "LanguageModel",
    "Message",
    "Part",
    "Process",
    "Provider",
    "State",
    "Transcript",
    "User",
]
