"""The site of Django's admin: whatever is managed in it is recorded, whoever registers it."""

from django.contrib import admin, messages
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import DataError, transaction
from django.http import HttpResponseRedirect

from chat.models import Action, NotRecorded, audit

# What Django's pages raise at the first look when their address asks for a person "zzz" or a row of 23 digits.
GARBAGE = ValueError, OverflowError, FieldDoesNotExist, ValidationError, DataError
NOT_UNDERSTOOD = "The address asked for something that this page does not know. Here it is without that."


class Site(admin.AdminSite):
    site_header = site_title = "Chatsite"

    def register(self, model_or_iterable, admin_class=None, **options):
        plain = admin_class or admin.ModelAdmin
        super().register(model_or_iterable, type(plain.__name__, (Recorded, plain), {}), **options)


class Recorded:
    """Whatever Django notes in its own history goes into the audit log too: what was changed, never to what."""

    def log_addition(self, request, obj, message):
        self.note(request, obj, "added", message)
        return super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        self.note(request, obj, "changed", message)
        return super().log_change(request, obj, message)

    def log_deletions(self, request, queryset):
        for obj in queryset:
            self.note(request, obj, "deleted", "")
        return super().log_deletions(request, queryset)

    def note(self, request, obj, how, message):
        what = f"{how} {self.opts.verbose_name}"
        with transaction.atomic():
            audit.record(
                request.user, Action.ADMINISTERED, what=what, name=str(obj)[:200], key=obj.pk, fields=fields(message)
            )

    # Nothing is changed that cannot be recorded.

    def changeform_view(self, request, *args, **kwargs):
        return refusing(request, super().changeform_view, *args, **kwargs)

    def delete_view(self, request, *args, **kwargs):
        return refusing(request, super().delete_view, *args, **kwargs)

    def changelist_view(self, request, *args, **kwargs):
        return refusing(request, super().changelist_view, *args, **kwargs)

    def history_view(self, request, *args, **kwargs):
        return refusing(request, super().history_view, *args, **kwargs)


def fields(message):
    """Which fields Django's message names, or what else it says."""
    if isinstance(message, str):
        return message
    told = [part.get(how, {}) for part in message for how in ("added", "changed", "deleted")]
    return ", ".join(name for change in told for name in change.get("fields", [change.get("name", "")]) if name)


def refusing(request, view, *args, **kwargs):
    """Call a view; when it could not record what it does, or understand its address, say so instead of failing."""
    try:
        return drawn(view(request, *args, **kwargs))
    except NotRecorded as problem:
        messages.error(request, f"Nothing was changed. {problem}")
        return HttpResponseRedirect(request.get_full_path())
    except GARBAGE:
        if request.method != "GET" or not request.GET:
            raise  # It is not the address, so it is a mistake of ours.
        messages.error(request, NOT_UNDERSTOOD)
        return HttpResponseRedirect(request.path)


def drawn(answer):
    """The answer with its page made now: fields stumble over what the address puts into them only when drawn."""
    return answer.render() if hasattr(answer, "render") else answer
