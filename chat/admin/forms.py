"""A provider as an administrator enters it: secrets go in and never come out."""

from django import forms

from chat.models import Dialect, Provider, address, presets

from .fields import OBJECT, Settings, Unshown, can_be_stored, header, stores

MOST_HEADERS = 20
RESERVED = {"messages", "input", "stream", "stream_options", "n"}  # what only the question itself decides

INSIDE = (
    "This address lies inside your own network. Questions will be sent from this server to whatever listens there, and "
    "its answers shown to those who ask. Tick “Inside our network” if that is meant."
)
ELSEWHERE = "The address now leads to another server, and what was entered for the one before is never sent there. "
NEW_KEY, NEW_HEADERS = f"{ELSEWHERE}Enter the new key, or remove the old one.", f"{ELSEWHERE}Enter or remove them."
STORE = "Put the id of your knowledge store into the request template, between the quotes of knowledge_store_id."


class ProviderForm(forms.ModelForm):
    preset = forms.ChoiceField(
        required=False,
        choices=lambda: [("", "Another server"), *((preset.id, preset.name) for preset in presets.PRESETS)],
        help_text="What is known of the server you choose fills the fields you leave as they are.",
    )
    dialect = forms.ChoiceField(required=False, choices=Dialect.choices, initial=Dialect.CHAT_COMPLETIONS)
    key = forms.CharField(
        required=False,
        max_length=5000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "class": "vTextField"}),
        help_text="Never shown again. Leave it empty to keep the one that is set.",
    )
    remove_key = forms.BooleanField(required=False, label="Remove the key")
    headers = forms.CharField(
        required=False,
        max_length=20_000,
        label="Extra headers",
        widget=Unshown(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false", "class": "vLargeTextField"}),
        help_text="One a line, as “Name: value”. Never shown again; what is entered replaces all that are set.",
    )
    remove_headers = forms.BooleanField(required=False, label="Remove the extra headers")

    template = Settings(
        required=False,
        label="Request template",
        initial=dict,
        help_text='A JSON object of settings that go along with every question, such as {"temperature": 0.2}.',
    )

    class Meta:
        model = Provider
        fields = [
            "name", "preset", "base_url", "inside", "dialect", "template", "thinks_first", "prefill", "refuses",
            "trust_env", "order", "enabled",
            "connect", "write", "silence", "thought", "total", "grace", "patience", "pause",
        ]  # fmt: skip
        help_texts = {
            "base_url": "What the path of a question, such as /chat/completions, is added to.",
            "inside": "The address is on this machine or in our own network, and that is meant: whoever may ask this "
            "provider's models reaches what listens there.",
        }

    def __init__(self, data=None, *args, **kwargs):
        super().__init__(data, *args, **kwargs)
        for name in {"name", "base_url"} & self.fields.keys():
            self.fields[name].required = False  # The preset may fill it.
        if self.instance.pk and "key" in self.fields:
            self.fields["key"].label, self.fields["headers"].label = "New key", "New extra headers"
        if self.is_bound and not self.instance.pk:
            self.data = filled(self)

    def clean_name(self):
        return entered(self.cleaned_data["name"].strip(), "Enter a name by which people know this provider.")

    def clean_base_url(self):
        url = entered(self.cleaned_data["base_url"].strip(), address.NO_URL)
        if problem := address.problem(url):
            raise forms.ValidationError(problem)
        return url.rstrip("/")

    def clean_dialect(self):
        return self.cleaned_data["dialect"] or Dialect.CHAT_COMPLETIONS

    def clean_key(self):
        key = self.cleaned_data["key"].strip()
        if not all("!" <= letter <= "~" for letter in key):
            raise forms.ValidationError("A key has no spaces and no letters beyond ASCII. Copy it again, and only it.")
        return key

    def clean_headers(self):
        lines = [line for line in self.cleaned_data["headers"].splitlines() if line.strip()]
        headers = dict(header(line) for line in lines)
        if len(lines) > MOST_HEADERS or len({name.lower() for name in headers}) < len(lines):
            raise forms.ValidationError(f"At most {MOST_HEADERS} headers, and each name only once.")
        return headers

    def clean_template(self):
        template = self.cleaned_data["template"] or {}
        if not isinstance(template, dict) or not can_be_stored(template):
            raise forms.ValidationError(OBJECT)
        if taken := sorted(RESERVED & template.keys()):
            raise forms.ValidationError(f"Leave out {', '.join(taken)}: that is decided by the question itself.")
        return template

    def clean(self):
        super().clean()
        given = self.cleaned_data
        if "base_url" in given and "base_url" in self.fields:
            self.check_place(given)
        if "template" in given:
            self.check_template(given)
        return given

    def check_place(self, given):
        if address.is_inside(given["base_url"]) and not given.get("inside"):
            self.add_error("inside", INSIDE)
        # Else whoever may change the address could have the key sent to a server of theirs.
        if self.instance.pk and address.origin(given["base_url"]) != self.instance.origin:
            if self.instance.sealed_key and not (given.get("key") or given.get("remove_key")):
                self.add_error("key", NEW_KEY)
            if self.instance.sealed_headers and not (given.get("headers") or given.get("remove_headers")):
                self.add_error("headers", NEW_HEADERS)

    def check_template(self, given):
        dialect = given.get("dialect") or self.instance.dialect
        if dialect == Dialect.TWELVELABS and not any(stores(given["template"])):
            self.add_error("template", STORE)
        if dialect != Dialect.TWELVELABS and "model" in given["template"]:
            self.add_error("template", "Leave out model: it is decided by the question itself.")

    def save(self, commit=True):
        given = self.cleaned_data
        if given.get("key") or given.get("remove_key"):
            self.instance.set_key(given["key"])
        if given.get("headers") or given.get("remove_headers"):
            self.instance.set_headers(given["headers"])
        return super().save(commit)


class EnvironmentForm(ProviderForm):
    """The provider from the environment: what is set there is not a field here."""

    preset = dialect = key = remove_key = headers = remove_headers = None


def filled(form):
    """What was sent, with the preset's knowledge in fields that are empty or as they were shown."""
    data, preset = form.data.copy(), presets.find(form.data.get(form.add_prefix("preset")))
    for name, value in preset.fills().items() if preset else ():
        shown = form.fields[name].prepare_value(form.get_initial_for_field(form.fields[name], name))
        if (data.get(form.add_prefix(name)) or "").strip() in ("", str(shown)):
            data[form.add_prefix(name)] = form.fields[name].prepare_value(value)
    return data


def entered(value, sentence):
    if not value:
        raise forms.ValidationError(sentence)
    return value
