"""What Chatsite decides where django-allauth asks: who may register, who a caller is, how factors are kept."""

import base64
import secrets
from io import BytesIO

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.utils.safestring import mark_safe

from .models.sealed import Unreadable, seal, unseal

TOTP = "second factor"  # the place that their secrets are sealed for
WRONG_CODE = "That is not right, or no longer. Try the code that is shown now; each works once."


class Adapter(DefaultAccountAdapter):
    """Accounts: closed to strangers."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "That name and password do not belong together. Check both, then try again.",
        "username_password_mismatch": "That name and password do not belong together. Check both, then try again.",
        "too_many_login_attempts": "There were too many wrong tries. Wait five minutes, then try again.",
        "incorrect_password": "That is not your password. Try again.",
        "enter_current_password": "That is not your password. Try again.",
    }

    def is_open_for_signup(self, request):
        # allauth's signup page exists as soon as its URLs do.
        return False

    def get_client_ip(self, request):
        """The address that limits count by: the connection's, or the one that a trusted proxy names."""
        return request.META.get("REMOTE_ADDR") or "0.0.0.0"  # noqa: S104 - a socket file has no address


class SecondFactors(DefaultMFAAdapter):
    """Second factors: their secrets are sealed at rest."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": WRONG_CODE,
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
        return "Chatsite"
