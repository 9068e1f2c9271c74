"""The conformance cases as data: what the upstream sends, and what must be told of it.

Ids are those of the project's list: S framing, C chunks, E errors and transport, R the Responses dialect; those with
an X are not on it.
"""

from .case import Case
from .chunks import CHUNKS
from .errors import ERRORS
from .framing import FRAMING
from .responses import RESPONSES
from .strange import STRANGE

CASES = [*FRAMING, *CHUNKS, *ERRORS, *RESPONSES, *STRANGE]

__all__ = ["CASES", "Case"]
