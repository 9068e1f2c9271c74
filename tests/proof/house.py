"""Everything a suite stands on: servers on one database, the upstream they ask, lines and people before them."""

import asyncio
import contextlib
import sqlite3
import time

import psycopg

from tests.stage.prepare import PEOPLE
from tests.stage.server import Server

from .line import Line
from .people import Chatter, Someone
from .upstream import Upstream

DRAIN = 2  # seconds that replies get after SIGTERM, unless a suite says otherwise
IN_TIME = 5  # seconds in which nothing may be left open that nobody writes

STILL_OPEN = """
    SELECT reply.id, asked.text FROM chat_message reply
    JOIN chat_part asked ON asked.message_id = reply.parent_id AND asked.name = 'text'
    WHERE reply.state IN ('queued', 'writing')
"""


class Real(Server):
    """A server of the product as it is, of a mutant of it, or of one that counts its tasks."""

    application = "chatsite.asgi:application"

    def command(self):
        return [*super().command()[:-1], self.application]


class House:
    """`async with House(cluster, servers=2) as house`. `book` holds everything that people asked."""

    def __init__(self, cluster=None, servers=1, mutant="", counts=False, **environ):
        self.cluster, self.count = cluster, servers
        self.application = "tests.proof.counted:application" if counts else Real.application
        self.environ = {"DRAIN_SECONDS": str(DRAIN)} | environ
        if mutant:
            self.application = "tests.proof.mutants:application"
            self.environ["MUTANT"] = mutant
        self.servers, self.lines, self.people, self.book = [], [], [], []

    async def __aenter__(self):
        async with contextlib.AsyncExitStack() as stack:
            self.upstream = await stack.enter_async_context(Upstream())
            stack.callback(self.end_servers)
            await self.start_servers()
            for server in self.servers:
                self.lines.append(await stack.enter_async_context(Line(server)))
            people = [Someone(self.servers[0], name) for name in PEOPLE[:2]]
            self.people = await asyncio.gather(*map(stack.enter_async_context, people))
            stack.push_async_callback(self.close_tabs)
            self.stack = stack.pop_all()
        return self

    async def __aexit__(self, *_):
        await self.stack.aclose()

    async def start_servers(self):
        place = None
        for _ in range(self.count):
            server = Real(self.cluster, place, **self.environ, **self.upstream.environ)
            server.application, place = self.application, server.place
            self.servers.append(server)
        await asyncio.gather(*(asyncio.to_thread(server.start) for server in self.servers))

    def end_servers(self):
        for server in reversed(self.servers):
            if server.process:
                server.__exit__()

    async def close_tabs(self):
        tasks = [screen.task for asked in self.book for screen in asked.screens]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def chatters(self, count, chance, forms):
        """So many people who chat through the lines, not yet running."""

        def door():
            return chance.choice(self.lines)

        return [Chatter(self.people[n % len(self.people)], door, chance, self.book, forms) for n in range(count)]

    @contextlib.contextmanager
    def may_end(self, states, server=None):
        """What is under way in the meantime may also end so; only what this server writes, if one is given."""
        over = {asked for asked in self.book if asked.is_over}
        try:
            yield
        finally:
            for asked in set(self.book) - over:
                if not server or not asked.server or asked.server.server is server:
                    asked.may |= states

    async def left_open(self, seconds=IN_TIME):
        """Wait until no reply is open that nobody asks the upstream for; those that still are after so long."""
        loop = asyncio.get_running_loop()
        deadline, left = loop.time() + seconds, await self.unasked()
        while left and loop.time() < deadline:
            await asyncio.sleep(0.1)
            left &= await self.unasked()
        return left

    async def unasked(self):
        rows = await asyncio.to_thread(self.rows, STILL_OPEN)
        asking = self.upstream.asking()
        return {reply for reply, prompt in rows if prompt not in asking}

    async def unended(self, book):
        """Those of the book that are still open in the database."""
        still = {reply for reply, _ in await asyncio.to_thread(self.rows, STILL_OPEN)}
        return [asked for asked in book if asked.answer["reply"] in still]

    def rows(self, query):
        """Ask the database directly, as it is on the disk."""
        place = self.servers[0].place
        if place.database_url:
            with psycopg.connect(place.database_url, autocommit=True) as connection:
                return connection.execute(query).fetchall()
        with contextlib.closing(sqlite3.connect(f"file:{place.folder}/chat.sqlite3?mode=ro", uri=True)) as connection:
            return connection.execute(query).fetchall()

    async def hold_writers(self, seconds):
        """Let nobody write for so long: a long lock on SQLite, on the tables of PostgreSQL."""
        await asyncio.to_thread(hold, self.servers[0].place, seconds)


def hold(place, seconds):
    if place.database_url:
        with psycopg.connect(place.database_url) as connection:
            lock_tables(connection)
            time.sleep(seconds)
    else:
        with contextlib.closing(sqlite3.connect(place.folder / "chat.sqlite3", timeout=20)) as connection:
            connection.isolation_level = None
            connection.execute("BEGIN IMMEDIATE")
            time.sleep(seconds)
            connection.execute("COMMIT")


def lock_tables(connection):
    """Lock what the product writes to; PostgreSQL may choose this one to give way to the product, which is fine."""
    while True:
        try:
            connection.execute("LOCK TABLE chat_process, chat_message, chat_chunk IN EXCLUSIVE MODE")
        except psycopg.errors.DeadlockDetected:
            connection.rollback()
        else:
            return
