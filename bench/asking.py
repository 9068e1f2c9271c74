"""Sending a prompt to the product as its page does, with session and CSRF token."""

import json
import uuid
from urllib.parse import urlencode

from . import wire


async def ask(port, person, model, text):
    """Send one prompt in a new conversation; return (status, the answer as an object, or None if there was none).

    `person` is somebody who has logged in: {"cookie", "token"}, or with "origin" too.
    """
    form = urlencode({"id": str(uuid.uuid4()), "text": text, "model": model}).encode()
    headers = signed(port, person) | {
        "X-CSRFToken": person["token"],
        "Accept": "application/json",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    status, body = await wire.request("POST", "/ask/", port, headers, form)
    return status, json.loads(body) if body.startswith(b"{") else None


def signed(port, person):
    """The headers by which a request or a socket belongs to somebody; behind a proxy they bring its origin."""
    return {"Cookie": person["cookie"], "Origin": person.get("origin", f"http://127.0.0.1:{port}")}
