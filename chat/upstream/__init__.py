"""What this product knows of model servers: asking one and reading its answer, typed and clean.

    answer = Answer(Endpoint("Team", "https://models.example/v1", key), Request("some-model", messages))
    async for parts in answer.parts():  # raises Failed or Closed
        ...
    await answer.close()  # from any task, at any moment

Nothing in here knows a database, a page or a setting.
"""

from .answer import Answer
from .ask import Endpoint, Request, Timeouts
from .listing import models
from .parts import (
    Citation,
    Closed,
    End,
    Failed,
    Finish,
    Meta,
    Piece,
    Refusal,
    Step,
    ToolCall,
    Unreadable,
    Usage,
    Waiting,
)

__all__ = [
    "Answer",
    "Citation",
    "Closed",
    "End",
    "Endpoint",
    "Failed",
    "Finish",
    "Meta",
    "Piece",
    "Refusal",
    "Request",
    "Step",
    "Timeouts",
    "ToolCall",
    "Unreadable",
    "Usage",
    "Waiting",
    "models",
]
