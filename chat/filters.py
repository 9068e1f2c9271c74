"""What reviewers look for: the form of the list, and the transcripts that match it."""

from datetime import UTC, date, datetime, timedelta
from re import fullmatch

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q
from django.utils import timezone

from .models import Group, Transcript, User

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
STATES = {"reported": "Reported", "disliked": "Thumbs down"}
STATES |= {"failed": "Failed", "stopped": "Stopped", "interrupted": "Interrupted"}
YEARS = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2199, 12, 31))]
DAY = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), "validators": YEARS, "required": False}
MOST = 1_000_000_000  # of turns and tokens


class Filter(forms.Form):
    """The fields that transcripts are found by; none of them looks into a text."""

    person = forms.CharField(required=False, max_length=150)
    group = forms.ModelChoiceField(Group.objects, required=False, empty_label="All groups")
    model = forms.CharField(required=False, max_length=200)  # also one that is no longer offered
    state = forms.ChoiceField(required=False, choices=[("", "Any state"), *STATES.items()])
    since = forms.DateField(label="From", **DAY)
    until = forms.DateField(**DAY)
    turns = forms.IntegerField(required=False, label="Turns, at least", min_value=1, max_value=MOST)
    tokens = forms.IntegerField(required=False, label="Tokens, at least", min_value=1, max_value=MOST)

    def __init__(self, said):
        super().__init__(said, label_suffix="")
        for name, field in self.fields.items():
            field.widget.attrs |= {"class": "input"}
            if self.errors.get(name):
                field.widget.attrs |= {"aria-invalid": "true"}

    def matching(self):
        """The transcripts that match, in no order; none while a field is wrong."""
        if not self.is_valid():
            return Transcript.objects.none()
        said = self.cleaned_data
        found = Transcript.objects.visible()
        if said["person"]:
            found = found.filter(owner__in=named(said["person"]))
        if said["group"]:
            found = found.filter(owner__in=said["group"].people.values("pk"))
        if said["model"]:
            found = found.with_model(said["model"])
        if said["state"]:
            found = found.filter(**{f"{said['state']}__gt": 0})
        if said["since"]:
            found = found.filter(last_at__gte=midnight(said["since"]))
        if said["until"]:
            found = found.filter(last_at__lt=midnight(said["until"] + timedelta(days=1)))
        return found.filter(turns__gte=said["turns"] or 0, tokens__gte=said["tokens"] or 0)

    def spoken(self):
        """What was asked for, for the record: `{field: value}`."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value}


def named(words):
    """The people whose name, username or e-mail address has these words in it."""
    parts = ("username", "first_name", "last_name", "email")
    found = User.objects.all()
    for word in words.split()[:5]:
        found = found.filter(Q(*((f"{part}__icontains", word) for part in parts), _connector=Q.OR))
    return found.values("pk")


def midnight(day):
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def place_of(transcript):
    """Where a transcript stands in the list of recent ones, as an address can hold it."""
    return f"{(transcript.last_at - EPOCH) // timedelta(microseconds=1):x}-{transcript.pk:x}"


def after(found, place):
    """Those behind a place that `place_of` made, newest first; all of them for a place that it did not make."""
    match = fullmatch(r"([0-9a-f]{1,14})-([0-9a-f]{1,15})", place)
    if not match:
        return found.recent()
    return found.older(EPOCH + timedelta(microseconds=int(match[1], 16)), int(match[2], 16))
