"""An export for review through the real server: the whole file comes, once, with the digest that the list names."""

import hashlib
import json

import pytest

from .stage.person import Person

WHY = {"reason": "Request of the works council", "form": "jsonl"}
GRANT = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "chatsite.settings"
django.setup()
from chat.models import RoleGrant, User
RoleGrant.objects.get_or_create(person=User.objects.get(username="rita"), role="exporter")
"""


@pytest.mark.db
async def test_a_whole_file_comes_through_the_door_once(server, alice):
    server.place.run("-c", GRANT)
    asked = (await alice.ask("echo canary-words")).json()
    async with alice.tab(asked["reply"]) as tab:
        await tab.until_closed()
    async with Person(server, "rita") as rita:
        page = await waited_for(rita, "/review/exports/", "1 transcript.")
        shown = await rita.post("/review/exports/prepare/", data=WHY)
        link = shown.headers["Location"]
        first = await rita.post(f"{link}take/")
        second = await rita.post(f"{link}take/")
        listed = (await rita.get("/review/exports/")).text

    rows = [json.loads(row) for row in first.text.splitlines()]
    assert page.status_code == 200
    assert {row["text"] for row in rows} == {"echo canary-words"}
    assert first.headers["Content-Disposition"].startswith("attachment; ")
    assert (second.status_code, second.headers["Location"]) == (302, "/review/exports/")
    assert hashlib.sha256(first.content).hexdigest()[:16] in listed


async def waited_for(reader, path, words):
    """The page once it has these words: transcripts are counted a moment after a reply's end."""
    page = await reader.get(path)
    while words not in page.text:
        page = await reader.get(path)
    return page
