"""What is measured: the upstream, the product and the relay, each in a process of its own, on one database."""

import asyncio
import json
import subprocess
import sys

from tests.stage.person import Person
from tests.stage.place import ROOT
from tests.stage.prepare import PEOPLE
from tests.stage.server import Server

from .peers import Peer
from .stock import Stock

# What Python runs in a place to fill it; the sizes are its arguments.
FILL = "import sys, django; django.setup(); from bench.library import fill; fill(*map(int, sys.argv[1:]))"


class Subject(Server):
    """A Daphne that serves one of our applications, as the tests' server does."""

    def __init__(self, application, **more):
        super().__init__(**more)
        self.application = application

    def command(self):
        return [*super().command()[:-1], self.application]


class Product(Subject):
    """The product, with people who have logged in: {"cookie", "token"} each."""

    kind = name = "product"

    def start(self):
        super().start()
        self.people = asyncio.run(logged_in(self))
        return self


class Relay(Subject):
    """The bare relay; it knows nobody."""

    kind = name = "relay"
    people = [{}]


async def logged_in(server):
    people = []
    for name in PEOPLE:
        async with Person(server, name) as person:
            people.append({"cookie": person.cookies, "token": person.http.cookies["csrftoken"]})
    return people


class BarePage:
    """A page that stands at the upstream's own address, so that it may ask there: nothing is between the two."""

    name = "bare page"

    def __init__(self, upstream):
        self.origin, self.process = upstream.url.removesuffix("/v1"), upstream.process


class Upstream:
    """The demo's measuring models, in a process of their own."""

    def __enter__(self):
        command = [sys.executable, "-m", "bench.upstream"]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()

    def calls(self):
        """The calls so far by their prompt's text: {"opened", "closed"} on this machine's monotonic clock."""
        self.process.stdin.write("calls\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


class Stand:
    """Starts what a suite measures, and ends it with the suite."""

    def __init__(self, cluster=None, stock=None):
        self.cluster, self.stock, self.subjects = cluster, stock or Stock(), []

    def __enter__(self):
        self.upstream = Upstream().__enter__()
        return self

    def __exit__(self, *_):
        for subject in self.subjects:
            subject.__exit__()
        self.upstream.__exit__()

    def product(self, models, application="chatsite.asgi:application", filled=(), crowd=0, charged=0, **more):
        """The product, which asks the upstream for these models; for none it answers with its own demo.

        `filled` are the sizes of a library (see library.py) that it has from the beginning, `crowd` the messages
        of many people (see crowd.py), `charged` the entries of the ledger (see ledger.py), and `more` variables.
        """
        environ = {"OPENAI_BASE_URL": self.upstream.url, "OPENAI_MODELS": ",".join(models)} if models else {}
        product = Product(application, cluster=self.cluster, **environ, **more)
        if filled:
            self.stock.fill(product.place, "library", ["-c", FILL], filled)
        if crowd:
            self.stock.fill(product.place, "crowd", ["-m", "bench.crowd"], [crowd])
        if charged:
            self.stock.fill(product.place, "ledger", ["-m", "bench.ledger"], [charged])
        return self.started(product)

    def bare_page(self):
        return BarePage(self.upstream)

    def peer(self, name):
        return self.started(Peer(name, self.upstream))

    def relay(self):
        return self.started(Relay("bench.relay:application", OPENAI_BASE_URL=self.upstream.url))

    def started(self, subject):
        self.subjects.append(subject)  # Before it starts: what fails half-way has a process to be ended, too.
        subject.start()
        return subject


class Load:
    """Many tabs at once on a subject, in a process of their own, which gives up by itself when nothing comes."""

    def __init__(self, subject, model, tabs):
        job = {"kind": subject.kind, "port": subject.port}
        job |= {"pids": getattr(subject, "pids", None) or [subject.process.pid]}
        job |= {"model": model, "tabs": tabs, "people": subject.people}
        self.process = program("bench.load", job)

    def until_begun(self):
        """Wait until every tab has its first delta."""
        self.process.stdout.readline()

    def result(self):
        return outcome(self.process)


def burst(subject, model, prompts):
    """Many prompts at once, from a process of their own."""
    job = {"port": subject.port, "model": model, "prompts": prompts, "people": subject.people}
    return outcome(program("bench.burst", job))


def program(module, job):
    command = [sys.executable, "-m", module, json.dumps(job)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def outcome(process):
    """The last line of what a program of the load says, as an object."""
    with process:
        try:
            said = process.stdout.read()
        finally:
            process.terminate()
    if not said:
        raise RuntimeError("A program of the load failed. What went wrong stands above.")
    return json.loads(said.splitlines()[-1])
