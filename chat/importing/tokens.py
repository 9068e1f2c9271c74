"""JSON as it comes from a file, in constant memory: what begins, what ends, and what stands between."""

import codecs
from decimal import Decimal

from ijson import JSONError
from ijson.backends import python as reader  # The one in C breaks down at a number of five thousand digits.

NAMES = {"start_map": "{", "end_map": "}", "start_array": "[", "end_array": "]", "map_key": "key"}


class Unreadable(Exception):
    """The file is no JSON from some place on."""


def events(file):
    """Yield ("{", None), ("key", text), ("value", a scalar), ("}", None) and so on. Raises Unreadable."""
    if file.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
        file.seek(0)
    try:
        for kind, value in reader.basic_parse(file):
            yield NAMES.get(kind, "value"), number(value) if isinstance(value, Decimal) else value
    except (JSONError, ValueError) as error:  # The latter for letters that a text may not have.
        raise Unreadable from error


def number(value):
    """A fraction as a float; None for one that is larger than any."""
    found = float(value)
    return found if abs(found) < float("inf") else None
