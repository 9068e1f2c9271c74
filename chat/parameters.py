"""The form of a conversation's parameters: what a person may enter, and what of it is kept."""

import json

from django import forms

from .forms import clean
from .models.abilities import PARAMETERS

LONGEST = 20_000  # characters of a system prompt or a schema
STOPS = 4  # that servers take
STOP = 200  # characters of one of them
MOST = 2**31 - 1  # of a number that all servers read
EFFORTS = ("minimal", "low", "medium", "high")

NO_SCHEMA = "This is no JSON schema. Enter one JSON object, such as {“type”: “object”}."
TOO_MANY = f"Enter at most {STOPS} texts to stop at, one a line, of {STOP} characters at most."


def number(kind, label, least, most, step, placeholder="Default"):
    words = f"Enter a number from {least:,} to {most:,}, or leave it empty."
    errors = dict.fromkeys(("invalid", "min_value", "max_value"), words)
    field = kind(required=False, label=label, min_value=least, max_value=most, error_messages=errors)
    field.widget.attrs |= {"step": step, "placeholder": placeholder, "inputmode": "decimal"}
    return field


def lines(label, rows, longest=LONGEST, **attrs):
    words = {"max_length": f"This may have {longest:,} characters at most. Shorten it, then keep it again."}
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto", **attrs})
    return forms.CharField(
        required=False, label=label, max_length=longest, strip=False, error_messages=words, widget=widget
    )


class Parameters(forms.Form):
    """All that may be set. What the chosen model does not take is kept for another one, and not sent."""

    system = lines("System prompt", 3, placeholder="None")
    temperature = number(forms.FloatField, "Temperature", 0, 2, "any")
    top_p = number(forms.FloatField, "Top-p", 0, 1, "any")
    max_tokens = number(forms.IntegerField, "Longest reply, tokens", 1, MOST, 1)
    seed = number(forms.IntegerField, "Seed", 0, MOST, 1, "Random")
    reasoning_effort = forms.ChoiceField(
        required=False,
        label="Reasoning",
        choices=[("", "Default"), *((one, one.capitalize()) for one in EFFORTS)],
        error_messages={"invalid_choice": "Choose one of the efforts in the list."},
    )
    stop = lines("Stop at", 1, STOPS * (STOP + 2), placeholder="One text a line")
    response_format = forms.ChoiceField(
        required=False,
        label="Form of the reply",
        choices=[("", "Free"), ("json", "JSON"), ("schema", "JSON by schema")],
        error_messages={"invalid_choice": "Choose one of the forms in the list."},
    )
    schema = lines("Schema", 4, placeholder='{"type": "object"}', spellcheck="false")

    def __init__(self, *args, sent_with="tune", **kwargs):
        """`sent_with` is the id of the form in the page that carries the fields: of a new chat, the prompt's own."""
        super().__init__(*args, auto_id="parameter-%s", **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs |= {"class": "input", "form": sent_with, "aria-describedby": f"parameter-{name}-error"}

    @property
    def pairs(self):
        """The small fields, which stand two in a row."""
        return [self[name] for name in PARAMETERS]

    @property
    def count(self):
        """How many are set."""
        return sum(1 for name in ("system", *PARAMETERS) if self[name].value() not in (None, "", []))

    def clean_system(self):
        return clean(self.cleaned_data["system"]).strip()

    def clean_stop(self):
        stops = list(dict.fromkeys(line for line in clean(self.cleaned_data["stop"]).split("\n") if line))
        if len(stops) > STOPS or any(len(stop) > STOP for stop in stops):
            raise forms.ValidationError(TOO_MANY)
        return stops

    def clean_schema(self):
        text = clean(self.cleaned_data["schema"]).strip()
        try:
            schema = json.loads(text or "{}", parse_constant=refuse)
            json.dumps(schema).encode()
        except (ValueError, RecursionError):
            raise forms.ValidationError(NO_SCHEMA) from None
        if not isinstance(schema, dict) or "\\u0000" in text:
            raise forms.ValidationError(NO_SCHEMA)
        return schema

    def clean(self):
        given = self.cleaned_data
        if given.get("response_format") == "schema" and "schema" in given and not given["schema"]:
            self.add_error("schema", "Enter the schema that the reply has to follow, or choose another form.")

    def kept(self):
        """What a conversation keeps of a valid form: its columns."""
        given = {name: self.cleaned_data[name] for name in PARAMETERS}
        given["response_format"] = format_of(given["response_format"], self.cleaned_data["schema"])
        return {
            "system": self.cleaned_data["system"],
            "parameters": {name: value for name, value in given.items() if value not in (None, "", [])},
        }

    def trouble(self):
        """What is wrong with it, as one sentence after another: `{field: sentences}`."""
        return {name: " ".join(errors) for name, errors in self.errors.items()}


def refuse(constant):
    raise ValueError(constant)


def format_of(word, schema):
    """As Chat Completions spells it; a schema that closes its objects is meant strictly."""
    match word:
        case "json":
            return {"type": "json_object"}
        case "schema":
            strict = {"strict": True} if schema.get("additionalProperties") is False else {}
            return {"type": "json_schema", "json_schema": {"name": "reply", "schema": schema, **strict}}
    return None


def entered(conversation):
    """What the form shows of a conversation, None for a new one: the other way round."""
    if not conversation:
        return {}
    shown = {"system": conversation.system, **conversation.parameters}
    shown["stop"] = "\n".join(shown.get("stop", ()))
    form = shown.pop("response_format", None) or {}
    if form.get("type") == "json_object":
        shown["response_format"] = "json"
    elif form:
        schema = json.dumps(form["json_schema"]["schema"], ensure_ascii=False, indent=2)
        shown |= {"response_format": "schema", "schema": schema}
    return shown
