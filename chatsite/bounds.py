"""How long a request may be: one that brings a file of conversations longer than all others."""

from django.conf import settings

IMPORT = "/import/"


def longest(path):
    """Bytes of a body for this path."""
    return settings.LONGEST_IMPORT if path == IMPORT else settings.LONGEST_BODY
