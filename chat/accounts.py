"""What Chatsite decides where django-allauth asks: who may register, who a caller is, who needs two factors."""

import base64
import secrets
from io import BytesIO

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as METHODS
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.backends import BaseBackend
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect
from django.utils.safestring import mark_safe

from .models import Role, RoleGrant, User
from .models.sealed import Unreadable, seal, unseal
from .models.site import site

KNOWN = "chat.accounts.Known"
TOTP = "second factor"  # the place that their secrets are sealed for
WRONG_CODE = "That is not right, or no longer. Try the code that is shown now; each works once."
COMPANY_ONLY = "Here one logs in with the company account only. Use the button for it."


def lacks_second_factor(person, session):
    """Whether a role of theirs asks for a second factor and they have none; company accounts have their own."""
    if not person.roles.intersection(settings.SECOND_FACTOR_ROLES):
        return False
    elsewhere = any(one.get("method") == "socialaccount" for one in session.get(METHODS, ()))
    return not elsewhere and not Authenticator.objects.filter(user=person).exists()


class Known(BaseBackend):
    """Reads who is logged in. It logs nobody in: that is allauth's."""

    def get_user(self, user_id):
        return User.objects.known(user_id)


class Adapter(DefaultAccountAdapter):
    """Accounts: closed to strangers, unless somebody decided otherwise."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "That name and password do not belong together. Check both, then try again.",
        "username_password_mismatch": "That name and password do not belong together. Check both, then try again.",
        "too_many_login_attempts": "There were too many wrong tries. Wait five minutes, then try again.",
        "incorrect_password": "That is not your password. Try again.",
        "enter_current_password": "That is not your password. Try again.",
    }

    def is_open_for_signup(self, request):
        return settings.OPEN_REGISTRATION

    def save_user(self, request, user, form, commit=True):
        """A stranger who registered, where that is open, may ask and nothing more."""
        with transaction.atomic():
            user = super().save_user(request, user, form, commit)
            if commit:
                RoleGrant.objects.create(person=user, role=Role.USER)
        return user

    def authenticate(self, request, **credentials):
        """Who it is, after one look at the password: a second one at known addresses alone would tell who is known."""
        if credentials.get("username"):
            credentials.pop("email", None)  # What was entered is tried as an address all the same.
        return super().authenticate(request, **credentials)

    def pre_authenticate(self, request, **credentials):
        super().pre_authenticate(request, **credentials)
        if settings.OIDC_ONLY:
            raise ValidationError(COMPANY_ONLY)  # before the password is looked at, so that nothing is told about it

    def pre_login(self, request, user, **more):
        if settings.OIDC_ONLY and "sociallogin" not in (more.get("signal_kwargs") or {}):
            clear_login(request)
            messages.error(request, COMPANY_ONLY)
            return redirect("account_login")
        return super().pre_login(request, user, **more)

    def login(self, request, user):
        user.backend = KNOWN
        super().login(request, user)
        request.session.set_expiry(settings.SESSION_COOKIE_AGE)

    def get_client_ip(self, request):
        """The address that limits count by: the connection's, or the one that a trusted proxy names."""
        return request.META.get("REMOTE_ADDR") or "0.0.0.0"  # noqa: S104 - a socket file has no address


class SecondFactors(DefaultMFAAdapter):
    """Second factors: their secrets are sealed at rest."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": WRONG_CODE,
        "cannot_delete_authenticator": "Your role asks for a second factor. Set up another one, then forget this one.",
        "rate_limited": "There were too many wrong tries. Wait a few minutes, then try again.",
    }

    def encrypt(self, text):
        return seal(text, TOTP)

    def decrypt(self, encrypted_text):
        try:
            return unseal(encrypted_text, TOTP)
        except Unreadable:
            # Under another SECRET_KEY no code is right. An empty secret would make codes that anybody can count out.
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def can_delete_authenticator(self, authenticator):
        """Whether enough is left without it for a role that asks for two factors."""
        kinds = Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN
        others = Authenticator.objects.filter(user=authenticator.user, type__in=kinds).exclude(pk=authenticator.pk)
        return others.exists() or not authenticator.user.roles.intersection(settings.SECOND_FACTOR_ROLES)

    def build_totp_svg(self, url):
        """The QR code as an element of the page: the content security policy lets no data: picture in."""
        import qrcode
        from qrcode.image.svg import SvgPathImage

        drawn = BytesIO()
        qrcode.make(url, image_factory=SvgPathImage).save(drawn)
        element = drawn.getvalue().decode().partition("?>")[2]
        return mark_safe(element.replace("<svg ", '<svg aria-hidden="true" ', 1))

    def generate_authenticator_name(self, user, type):  # noqa: A002 - allauth's name
        return "Passkey"

    def _get_site_name(self):
        return site().name
