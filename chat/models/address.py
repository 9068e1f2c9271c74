"""What a provider's base URL may be: which origin it names, and whether that lies inside one's own network."""

import ipaddress
import re
import socket
import unicodedata
from urllib.parse import parse_qsl, urlsplit

LONGEST = 500  # characters
INSIDE = (
    "localhost",
    "local",
    "internal",
    "intranet",
    "lan",
    "home.arpa",
    "test",
)  # ends of names that no public DNS has
SECRET = re.compile("key|auth|token|secret|password", re.IGNORECASE)  # names in a query that would show a key

NO_URL = "Begin with http:// or https:// and the name of the server, such as https://models.example.org/v1."
CREDENTIALS = "Leave name, password and key out of the address. The key has a field of its own."
FRAGMENT = "Leave out the # and what follows it: it is never sent."
NOWHERE = "No model server can be at this address. Enter the address of the server itself."


def problem(url):
    """Why this cannot be a base URL, as a sentence with the next step; None when it can."""
    try:
        at = urlsplit(url)
        port = at.port
    except ValueError:
        return NO_URL
    if at.scheme not in ("http", "https") or not at.hostname or port == 0 or not url.isascii() or not is_plain(url):
        return NO_URL
    if "@" in at.netloc or any(SECRET.search(name) for name, _ in parse_qsl(at.query, keep_blank_values=True)):
        return CREDENTIALS
    if "#" in url:
        return FRAGMENT
    number = numeric(at.hostname)
    if number and (number.is_link_local or number.is_multicast or number.is_unspecified):
        return NOWHERE  # Link-local above all: there a cloud machine's own credentials are told to whoever asks.
    return None


def is_plain(url):
    return len(url) <= LONGEST and url.isprintable() and " " not in url and "\\" not in url


def is_inside(url):
    """Whether only this machine or its own network reaches the address, as far as it can be seen."""
    host = hostname(url)
    number = numeric(host)
    if number:
        return not number.is_global
    return "." not in host or host.endswith(tuple(f".{end}" for end in INSIDE))


def origin(url):
    """Scheme, host and port: whom a key belongs to. Empty for what is no URL."""
    try:
        at = urlsplit(url.strip())
        port = at.port or {"http": 80, "https": 443}.get(at.scheme, 0)
    except ValueError:
        return ""
    return f"{at.scheme}://{hostname(url)}:{port}" if at.hostname else ""


def hostname(url):
    name = unicodedata.normalize("NFKC", urlsplit(url.strip()).hostname or "")
    return name.lower().rstrip(".")


def numeric(host):
    """The address that a host is in any notation: 127.1 and 0x7f000001 are 127.0.0.1 too. None for a name."""
    try:
        number = ipaddress.ip_address(host.rstrip("."))
    except ValueError:
        try:
            return ipaddress.ip_address(socket.inet_aton(host.rstrip(".")))
        except (OSError, ValueError):
            return None
    return getattr(number, "ipv4_mapped", None) or number
