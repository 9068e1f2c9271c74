"""What a provider's form is made of: fields that show nothing or take any JSON, and what their values may be."""

import json
import re

from django import forms
from django.forms.fields import InvalidJSONInput

TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")  # a header's name (RFC 9110, 5.1)
RESERVED_HEADERS = {"host", "content-length", "content-type", "transfer-encoding", "connection", "accept-encoding"}
LONGEST_TEMPLATE = 20_000  # characters

OBJECT = 'Enter one JSON object of moderate size, such as {"temperature": 0.2}, or leave it empty.'


class Unshown(forms.Textarea):
    """A field of several lines that never shows what is in it."""

    def format_value(self, value):
        return ""


class Settings(forms.JSONField):
    """A JSON object; what no parser takes is refused in words, however deep or long its numbers are."""

    widget = forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField", "spellcheck": "false"})

    def to_python(self, value):
        try:
            return super().to_python(value)
        except (ValueError, RecursionError):
            raise forms.ValidationError(OBJECT) from None

    def bound_data(self, data, initial):
        return InvalidJSONInput(data or "")  # as it was written: what was refused may not even be drawn


class Bare:
    """An admin page whose fields choose among what is there, without four icons each to change that."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        for name in ("add", "change", "delete", "view"):
            if hasattr(getattr(field, "widget", None), f"can_{name}_related"):
                setattr(field.widget, f"can_{name}_related", False)
        return field


def can_be_stored(template):
    """Whether both databases take it: no NUL, no NaN, no half of a letter, and not without measure."""
    try:
        written = json.dumps(template, ensure_ascii=False, allow_nan=False)
        written.encode()
    except (ValueError, RecursionError):
        return False
    return len(written) <= LONGEST_TEMPLATE and "\\u0000" not in written


def header(line):
    """(name, value) of a line. Raises ValidationError."""
    name, colon, value = (part.strip() for part in line.partition(":"))
    if not colon or not TOKEN.fullmatch(name) or not value or not (value.isascii() and value.isprintable()):
        raise forms.ValidationError("Write one header a line, as “Name: value”, in ASCII.")
    if name.lower() in RESERVED_HEADERS:
        raise forms.ValidationError(f"Leave out {name}: the connection itself sets it.")
    return name, value


def stores(template):
    """The knowledge stores that a template of TwelveLabs names, whichever generation it is for."""
    yield template.get("knowledge_store_id")
    tools = template.get("tools")
    yield from (
        (tool.get("knowledge_store_id") for tool in tools if isinstance(tool, dict)) if isinstance(tools, list) else ()
    )
