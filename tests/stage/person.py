"""Somebody who has logged in: cookies, a few things people do, and the tabs they open."""

import re
import uuid

import httpx

from .prepare import PASSWORD
from .tab import Tab


class Person:
    """A client with a browser's cookies. `async with Person(server, "alice") as alice:` logs in by the real form."""

    def __init__(self, server, name="alice", password=PASSWORD):
        self.server, self.name, self.password = server, name, password
        self.http = httpx.AsyncClient(base_url=server.url, headers={"Host": server.host}, trust_env=False, timeout=60)

    async def __aenter__(self):
        await self.log_in()
        return self

    async def __aexit__(self, *_):
        await self.http.aclose()

    async def log_in(self):
        page = await self.http.get("/accounts/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[1]
        form = {"login": self.name, "password": self.password, "csrfmiddlewaretoken": token}
        answer = await self.post("/accounts/login/", data=form)
        assert answer.status_code == 302, f"{self.name} could not log in: {answer.status_code}"

    async def get(self, path, **more):
        return await self.http.get(path, **more)

    async def post(self, path, **more):
        headers = {"X-CSRFToken": self.http.cookies.get("csrftoken", ""), "Origin": self.origin}
        return await self.http.post(path, headers=headers | more.pop("headers", {}), **more)

    async def ask(self, text, conversation=None, model="", sending=None):
        """Send a prompt as the page's script does; the answer's json() has conversation, prompt and reply.

        `sending` is the id that the page makes, so that a repeated sending is known as such.
        """
        form = {"id": str(sending or uuid.uuid4()), "text": text, "model": model}
        if conversation:
            form["conversation"] = str(conversation)
        return await self.post("/ask/", data=form, headers={"Accept": "application/json"})

    def tab(self, reply, **more):
        """A tab of this person that watches a reply: `async with alice.tab(6) as tab:`."""
        return Tab(self, reply, **more)

    @property
    def origin(self):
        return self.server.origin

    @property
    def cookies(self):
        """The cookies as one header's value."""
        return "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())
