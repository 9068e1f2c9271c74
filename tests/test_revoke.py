"""Revoked means revoked: open pages do nothing more, and are closed within five seconds."""

import asyncio

import pytest

from .stage.person import Person
from .stage.prepare import PASSWORD

pytestmark = pytest.mark.db

IN_TIME = 5  # seconds
SETUP = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "chatsite.settings"
django.setup()
from datetime import timedelta
from django.contrib.sessions.models import Session
from django.utils import timezone
from chat import sessions
from chat.models import Role, User
from chat.models.people import disable
from chat.models.roles import grant, withdraw
person = User.objects.filter(username="{name}").first()
"""
LOGGED_OUT, CHANGED = 4401, 4403
WAYS = {
    "logout": ("sessions.end(person)", LOGGED_OUT),
    "disabled": ("disable(None, person)", LOGGED_OUT),
    "password": ("person.set_password('another'); person.save(update_fields=['password'])", LOGGED_OUT),
    "expired": ("Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))", LOGGED_OUT),
    "promoted": ("grant(None, person, Role.REVIEWER)", CHANGED),
    "demoted": ("withdraw(None, person, Role.USER)", CHANGED),
}


@pytest.mark.parametrize("way", WAYS)
async def test_open_pages_do_nothing_more_and_are_closed_in_time(server, way):
    verb, code = WAYS[way]
    await run(server, way, f"User.objects.create_user('{way}', password='{PASSWORD}')")
    async with Person(server, way) as person:
        said = (await person.ask("echo secret")).json()["reply"]
        async with person.tab(said) as first:
            await first.until_closed()
        running = (await person.ask("endless")).json()["reply"]
        async with person.tab(running) as tab, person.tab(running) as silent:
            await tab.until(lambda tab: tab.text.get("text"))
            await run(server, way, verb)

            # What is on its way is not yet told; a word said now is heard after the change.
            await tab.say("watch", reply=said, at={})
            await tab.say("stop", reply=running)
            await tab.until(lambda tab: tab.code, IN_TIME)
            await silent.until(lambda tab: tab.code, IN_TIME)

    assert tab.code in (code, CHANGED)
    assert silent.code == code
    assert not [event for event in tab.events if event.get("reply") == said]
    assert not [event for event in (*tab.events, *silent.events) if event["type"] == "closed"]


async def run(server, name, verb):
    """Do it from outside, while the sockets are read: one that is not is cut off before it is told why."""
    await asyncio.to_thread(server.place.run, "-c", SETUP.format(name=name) + verb)


async def test_another_process_revokes_as_well(serve):
    server = serve()
    other = server.another()
    async with Person(server, "alice") as alice, Person(other, "alice") as away:
        running = (await alice.ask("endless")).json()["reply"]
        async with alice.tab(running) as tab:
            await tab.until(lambda tab: tab.text.get("text"))
            answer = await away.post("/settings/sessions/end/")
            assert answer.status_code == 302

            await tab.until(lambda tab: tab.code, IN_TIME)

        assert tab.code == LOGGED_OUT
        assert (await away.get("/")).status_code == 200
