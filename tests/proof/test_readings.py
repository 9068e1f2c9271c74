"""Every reading of a transcript over HTTP is one row, committed before its first letter arrives: no more, no fewer."""

import asyncio
import json

from tests.stage.person import Person

from . import test_audit
from .house import House

READERS = 4  # at once, each of a conversation of its own
CANARY = "canary-words"
WHY = {"category": "quality", "reason": "Sample of November"}
FILL = f"""
import json, os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "chatsite.settings"
django.setup()
from chat import afterwards
from chat.models import Conversation, Message, Part, User
alice, made = User.objects.get(username="alice"), []
for _ in range({READERS}):
    talk = Conversation.objects.create(owner=alice, title="Secret")
    prompt = Message.objects.create(conversation=talk, role="user", author=alice)
    reply = Message.objects.create(conversation=talk, role="assistant", parent=prompt)
    for message in prompt, reply:
        Part.of(message.pk, "text", "{CANARY}").save(force_insert=True)
    made.append(str(talk.pk))
while afterwards.some():
    pass
print(json.dumps(made))
"""
ON_RECORD = "SELECT conversation FROM chat_auditentry WHERE action = 'opened'"


async def test_readings(stands_on, size, record):
    async with House(stands_on) as house:
        await read(house, size.runs, record)
        await asyncio.to_thread(test_audit.check, house.servers[0].place, record, size)
    record.keep()


async def read(house, runs, record):
    """Have a reviewer read so often, and compare what was shown with what the database holds at that moment."""
    found = await asyncio.to_thread(house.servers[0].place.run, "-c", FILL)
    async with Person(house.servers[0], "rita") as rita:
        await asyncio.gather(*(one(house, rita, talk, runs // READERS, record) for talk in json.loads(found)))
    if (rows := len(await recorded(house))) != record.runs:
        record.violations.append(f"{record.runs} readings were shown, and {rows} are on record.")


async def one(house, rita, talk, times, record):
    for number in range(1, times + 1):
        await rita.post(f"/review/{talk}/open/", data=WHY)
        page = await rita.get(f"/review/{talk}/")
        rows = (await recorded(house)).count(talk.replace("-", ""))
        if CANARY not in page.text:
            record.violations.append(f"Reading {number} showed nothing ({page.status_code}).")
        elif rows != number:
            record.violations.append(f"Reading {number} was shown while {rows} were on record.")
        record.runs += 1
        await rita.post(f"/review/{talk}/close/")


async def recorded(house):
    """The conversations of all openings that are committed now, one for each."""
    rows = await asyncio.to_thread(house.rows, ON_RECORD)
    return [str(conversation).replace("-", "") for (conversation,) in rows]
