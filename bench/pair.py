"""Two processes of the product on one PostgreSQL, behind the nginx of deploy/ with TLS, as a team runs them."""

import asyncio
import re
import tempfile
from pathlib import Path

import httpx

from tests.stage.front import Front
from tests.stage.prepare import PASSWORD, PEOPLE

from .stand import Subject


class Both(Front):
    """Passes on to two servers in turn."""

    def __init__(self, folder, other):
        super().__init__(folder)
        self.other = other

    def configuration(self, port):
        here = f"server 127.0.0.1:{port};"
        return super().configuration(port).replace(here, f"{here} server 127.0.0.1:{self.other()};")


class Pair(Subject):
    """`port` is nginx's, `pids` are those of both processes; people are logged in as with one process."""

    kind, name = "product", "two processes"

    def __init__(self, cluster, **environ):
        self.kept = tempfile.TemporaryDirectory(prefix="chatsite-front-")
        self.front = Both(Path(self.kept.name), lambda: self.others[0].port)
        told = {"SITE_URL": self.front.origin, "TRUSTED_PROXIES": "127.0.0.1"}
        super().__init__("chatsite.asgi:application", cluster=cluster, **told, **environ)

    def start(self):
        super().start()
        other = self.another()
        self.pids = [self.process.pid, other.process.pid]
        self.front.start(self.port)
        self.port = self.front.secure
        self.people = asyncio.run(self.logged_in())
        return self

    def __exit__(self, *_):
        self.front.end()
        super().__exit__()
        self.kept.cleanup()

    async def logged_in(self):
        host = self.front.origin.removeprefix("https://")
        about = {"headers": {"Host": host, "Origin": self.front.origin}, "verify": False, "trust_env": False}
        people = []
        for name in PEOPLE:
            async with httpx.AsyncClient(base_url=f"https://127.0.0.1:{self.port}", **about) as http:
                page = await http.get("/accounts/login/")
                token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[1]
                form = {"login": name, "password": PASSWORD, "csrfmiddlewaretoken": token}
                await http.post("/accounts/login/", data=form)
                people.append(self.known(http.cookies))
        return people

    def known(self, cookies):
        cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
        return {"cookie": cookie, "token": cookies["__Host-csrftoken"], "origin": self.front.origin}
