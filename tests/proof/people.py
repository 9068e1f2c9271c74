"""Scripted people: they ask, send again what got no answer, watch in several tabs, stop and come back."""

import asyncio
import random
import uuid
from dataclasses import dataclass, field

import httpx

from tests.stage.person import Person

from . import script
from .screen import Screen

PATIENCE = 4  # seconds for an answer before it is asked again
AGAIN = {500, 502, 503}  # what a script sends the same prompt again for


@dataclass(eq=False)
class Asked:
    """One prompt and what may become of it: `may` are the states its reply may end in."""

    prompt: str
    sending: str = field(default_factory=lambda: str(uuid.uuid4()))
    may: set = field(default_factory=lambda: {"done"})
    server: object = None  # the one that said it took the prompt; None while that is not certain
    answer: dict | None = None  # of the POST
    screens: list = field(default_factory=list)
    replies: set = field(default_factory=set)  # every reply that a sending was answered with

    @property
    def is_over(self):
        return any(screen.end for screen in self.screens)


class Someone(Person):
    """A person who may go to any of several doors, and gives up on none."""

    async def send(self, asked, door, conversation=None):
        """POST a prompt until it is answered. Returns the answer, or None for one that says no."""
        form = {"id": asked.sending, "text": asked.prompt, "model": ""}
        form |= {"conversation": conversation} if conversation else {}
        lost = False
        while True:
            at = door()
            try:
                answer = await self.post_to(at, "/ask/", form)
            except httpx.HTTPError:
                lost = True
            else:
                if answer.status_code not in AGAIN:
                    break
                lost = lost or answer.status_code != 503
            await asyncio.sleep(random.uniform(0.05, 0.4))
        if answer.status_code not in (200, 201):
            return answer
        asked.answer = answer.json()
        asked.replies.add(asked.answer["reply"])
        if answer.status_code == 201 and not lost:
            asked.server = at
        return answer

    async def post_to(self, door, path, form):
        token = self.http.cookies.get("csrftoken", "")
        headers = {"Host": door.host, "Origin": door.origin, "X-CSRFToken": token, "Accept": "application/json"}
        return await self.http.post(door.url + path, data=form, headers=headers, timeout=PATIENCE)

    def watch(self, asked, door, **more):
        """Open a tab on a reply."""
        screen = Screen(self, asked.answer["reply"], door, **more)
        asked.screens.append(screen)
        return screen


class Chatter:
    """Somebody who chats until told to stop, by chance."""

    def __init__(self, person, door, chance, book, forms):
        self.person, self.door, self.chance, self.book, self.forms = person, door, chance, book, forms
        self.tired, self.refused = asyncio.Event(), []
        self.conversation = None

    async def run(self):
        while not self.tired.is_set():
            await self.turn()
            await asyncio.sleep(self.chance.uniform(0, 0.3))

    async def turn(self):
        asked = Asked(script.prompt(**self.chance.choice(self.forms)))
        self.book.append(asked)
        answer = await self.person.send(asked, self.door, self.conversation)
        if not asked.answer:
            self.book.remove(asked)
            self.refused.append(f"A prompt was refused with {answer.status_code}: {answer.text[:200]}")
            self.conversation = None
            return
        for _ in range(self.chance.choice([1, 1, 2])):
            self.person.watch(asked, self.door)
        if self.chance.random() < 0.3:
            await self.person.send(asked, self.door, self.conversation)
        if self.chance.random() < 0.2:
            await asyncio.sleep(self.chance.uniform(0, 1))
            asked.may.add("stopped")
            await asked.screens[0].say("stop")
        await asyncio.wait([screen.task for screen in asked.screens])
        self.conversation = asked.answer["conversation"] if self.chance.random() < 0.7 else None
