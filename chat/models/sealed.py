"""Secrets at rest: sealed under SECRET_KEY, each for one place, so that a seal carried elsewhere stays shut."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

VERSION = "1"  # of the way in which keys are derived and text is sealed

CHANGED = "It was sealed under another SECRET_KEY. Enter it again, or start with the SECRET_KEY of before."
DAMAGED = "It was sealed for another address, or is damaged. Enter it again."


class Unreadable(Exception):
    """A seal that cannot be opened here; the message says why, and what to do."""


def seal(text, place):
    """The text so that only `unseal` with the same SECRET_KEY and place gives it back; empty for none."""
    if not text:
        return ""
    return f"{VERSION}.{mark()}.{lock(place).encrypt(text.encode()).decode()}"


def unseal(sealed, place):
    """The text that was sealed for this place. Raises Unreadable."""
    if not sealed:
        return ""
    version, _, rest = sealed.partition(".")
    its_mark, _, token = rest.partition(".")
    if version == VERSION and its_mark != mark():
        raise Unreadable(CHANGED)
    if version != VERSION:
        raise Unreadable(DAMAGED)
    try:
        return lock(place).decrypt(token.encode()).decode()
    except (InvalidToken, UnicodeDecodeError):
        raise Unreadable(DAMAGED) from None


def lock(place):
    return Fernet(base64.urlsafe_b64encode(derived(f"seal {VERSION} {place}", 32)))


def mark():
    """What tells one SECRET_KEY from another without saying anything about it."""
    return derived(f"mark {VERSION}", 6).hex()


def derived(purpose, length):
    return HKDF(SHA256(), length, salt=None, info=f"chatsite {purpose}".encode()).derive(settings.SECRET_KEY.encode())
