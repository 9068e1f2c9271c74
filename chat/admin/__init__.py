"""What administrators manage. No message of anybody is ever registered here."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from chat.models import User

from . import language_models, providers  # noqa: F401  Importing them registers their tables.

admin.site.site_header = admin.site.site_title = "Chatsite"
admin.site.register(User, UserAdmin)
