"""What administrators manage. No message of anybody is ever registered here."""

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group
from django.shortcuts import redirect

# Importing them registers their tables.
from . import budgets, groups, invitations, language_models, people, providers, site  # noqa: F401

admin.site.unregister(Group)  # Django's groups hold permissions; here roles do.
# Whose secrets and places these are decides about them on their own pages.
for table in (Authenticator, EmailAddress, SocialAccount, SocialApp, SocialToken, UserSession):
    admin.site.unregister(table)

# One door to log in by, with its limits and second factors; one to change the password by.
admin.site.login = secure_admin_login(admin.site.login)
admin.site.password_change = lambda request, extra_context=None: redirect("account_change_password")
