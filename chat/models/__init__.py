"""The tables and their verbs. Imports run one way: people <- conversation <- writing <- message."""

from .conversation import Conversation
from .message import Message, Part
from .people import User
from .writing import Chunk, Process, State

__all__ = ["Chunk", "Conversation", "Message", "Part", "Process", "State", "User"]
