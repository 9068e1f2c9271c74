"""The demo upstream: stands in for a provider, without any AI, so that all can be tried offline. No Django."""

from . import answers, faults  # noqa: F401  Importing them fills the table of words.
from .server import Call, Demo
from .words import WORDS, listed

__all__ = ["WORDS", "Call", "Demo", "listed"]
