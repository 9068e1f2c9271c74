"""Who calls when a proxy stands between: only what a trusted one says is believed."""

import ipaddress

from django.conf import settings

FORWARDED = "FOR", "PROTO", "HOST", "PORT", "PREFIX", "SERVER"


def forwarded(get_response):
    """Believe what trusted proxies say about a caller, and forget what anybody else says."""

    def middleware(request):
        meta, peer, trusted = request.META, request.META.get("REMOTE_ADDR", ""), settings.TRUSTED_NETWORKS
        if is_in(peer, trusted):
            meta["REMOTE_ADDR"] = caller(peer, meta.get("HTTP_X_FORWARDED_FOR", "").split(","), trusted)
        else:
            for name in FORWARDED:
                meta.pop(f"HTTP_X_FORWARDED_{name}", None)
        return get_response(request)

    return middleware


def caller(peer, line, trusted):
    """Who called, from the right: each proxy appends whom it heard, and what the caller wrote is further left."""
    for address in map(str.strip, reversed(line)):
        if not is_address(address):
            break
        peer = address
        if not is_in(address, trusted):
            break
    return peer


def is_address(word):
    try:
        return bool(ipaddress.ip_address(word))
    except ValueError:
        return False


def is_in(address, networks):
    """Whether an address lies in one of the networks; what is no address lies in none, a socket file in "unix"."""
    if not is_address(address):
        return not address and "unix" in networks
    at = ipaddress.ip_address(address)
    at = getattr(at, "ipv4_mapped", None) or at
    return any(at in network for network in networks if network != "unix")
