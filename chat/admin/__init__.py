"""What administrators manage. No message of anybody is ever registered here."""

from django.contrib import admin
from django.contrib.auth.models import Group

from . import language_models, people, providers  # noqa: F401  Importing them registers their tables.

admin.site.unregister(Group)  # Django's groups hold permissions; here roles do.
