"""The floor: a relay on the same stack, from an httpx reader to a socket, that stores and checks nothing.

It runs under Daphne with Channels and with Django set up, as the product does, so that the difference between
the two is what the product adds. Every delta is a frame; for a model that answers flat out it gathers, as the
product does, because a frame for each delta would be a slow floor.
"""

import asyncio
import json
import os
import ssl

import django
import httpx
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatsite.settings")
django.setup()
trust = ssl.create_default_context()  # made once: it takes 20 ms


class Relay(AsyncWebsocketConsumer):
    async def connect(self):
        await self.accept()
        await self.send('{"type":"hello"}')

    async def receive(self, text_data=None, bytes_data=None):
        relay = self.gather if text_data.split()[0].endswith("-0") else self.pass_on
        self.relaying = asyncio.create_task(relay(text_data))

    async def pass_on(self, prompt):
        async for text in answer(prompt):
            await self.tell(text)
        await self.send('{"type":"closed","state":"done"}')

    async def gather(self, prompt):
        """Send what has come since the last frame, as soon as the reader lets anybody else run."""
        self.waiting, self.news = [], asyncio.Event()
        sending = asyncio.create_task(self.send_gathered())
        async for text in answer(prompt):
            self.waiting.append(text)
            self.news.set()
        self.waiting.append(None)
        self.news.set()
        await sending

    async def send_gathered(self):
        while True:
            await self.news.wait()
            self.news.clear()
            texts, self.waiting = self.waiting, []
            await self.tell("".join(filter(None, texts)))
            if texts[-1] is None:
                return await self.send('{"type":"closed","state":"done"}')

    async def tell(self, text):
        await self.send(json.dumps([text]))


async def answer(prompt):
    """The texts of an answer, as the bytes arrive; the prompt's first word is the model's name."""
    url, rest = f"{settings.OPENAI_BASE_URL}/chat/completions", b""
    body = {"model": prompt.split()[0], "stream": True, "messages": [{"role": "user", "content": prompt}]}
    client = httpx.AsyncClient(verify=trust, trust_env=False, timeout=60)
    async with client, client.stream("POST", url, json=body) as response:
        async for received in response.aiter_raw():
            *lines, rest = (rest + received).split(b"\n")
            if text := "".join(map(content, lines)):
                yield text


def content(line):
    if not line.startswith(b"data: {"):
        return ""
    return json.loads(line[6:])["choices"][0]["delta"].get("content", "")


async def ready(scope, receive, send):
    """Any page: there is nothing to wait for."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"6")]})
    await send({"type": "http.response.body", "body": b"ready\n"})


application = ProtocolTypeRouter({"http": ready, "websocket": URLRouter([path("ws/", Relay.as_asgi())])})
