"""Conversations that a person brings along in a file: read a piece at a time, checked, and stored out of sight until
they say yes. `stage` is all that a door needs.
"""

from .staging import stage

__all__ = ["stage"]
