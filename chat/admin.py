"""What administrators manage. No message of anybody is ever registered here."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from .models import User

admin.site.site_header = admin.site.site_title = "Chatsite"
admin.site.register(User, UserAdmin)
