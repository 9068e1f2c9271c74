"""The fixtures that more than one file uses."""

import fcntl
import subprocess

import pytest
from django.conf import settings
from django.db import connection

from chat import catalogue
from chat.demo import Demo
from chat.models import budget, groups, site

from .stage import fresh, tools
from .stage.browser import Browser
from .stage.cluster import Cluster
from .stage.person import Person
from .stage.place import ROOT
from .stage.plugin import CLUSTER
from .stage.server import Server


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request):
    """Put SQLite's test database into a file, and let a test, which is one transaction on PostgreSQL, take its time.

    Threads that share a SQLite in memory lock each other out.
    """
    if CLUSTER in request.config.stash:
        connection.settings_dict["OPTIONS"].pop("options")
    else:
        connection.settings_dict["TEST"]["NAME"] = str(settings.DATA_DIR / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_keepdb(request):
    """Leave the test database to the cluster's end: pooled connections of other threads still hold it."""
    return CLUSTER in request.config.stash


@pytest.fixture(autouse=True)
def nothing_remembered():
    """Let no test believe for a second what the process has read of another one's rows."""
    for forget in catalogue.forget, site.forget, budget.forget, groups.known.clear:
        forget()


@pytest.fixture(autouse=True)
def new_audit_log():
    """Let each test begin the audit log anew: what most of them record is rolled back, but not on disk."""
    yield
    settings.AUDIT_HEAD_FILE.unlink(missing_ok=True)


@pytest.fixture
def fresh_database(request, django_db_blocker):
    """A database of the test's own in which things are committed: nobody can empty one that has an audit log."""
    with fresh.database(request.config.stash.get(CLUSTER, None), django_db_blocker) as place:
        yield place


@pytest.fixture(scope="session")
def cluster(request):
    """A PostgreSQL of our own; the one that the whole run is on, if it is."""
    if running := request.config.stash.get(CLUSTER, None):
        yield running
    elif tools.postgres():
        with Cluster() as running:
            yield running
    else:
        pytest.skip("PostgreSQL is not here. On Debian: apt-get install postgresql")


@pytest.fixture(scope="session")
def static_files():
    """The static files as they are now, under their hashed names."""
    (ROOT / "build").mkdir(exist_ok=True)
    with (ROOT / "build" / "lock").open("w") as lock:  # Two runs at once would write the same files.
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = subprocess.run(["make", "--silent", "build"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr


@pytest.fixture
def serve(request, static_files):
    """A function that starts a server, on PostgreSQL when the run is; its keywords are the server's environment."""
    servers = []

    def start(**environ):
        server = Server(request.config.stash.get(CLUSTER, None), **environ)
        servers.append(server)
        return server.start()

    yield start
    for server in servers:
        server.__exit__()


@pytest.fixture(scope="module")
def server(request, static_files):
    """A server that answers with the demo, one for all tests of a file."""
    with Server(request.config.stash.get(CLUSTER, None)) as server:
        yield server


@pytest.fixture
async def alice(server):
    """Alice, logged in on `server`."""
    async with Person(server, "alice") as person:
        yield person


@pytest.fixture
async def bob(server):
    """Bob, logged in on `server`."""
    async with Person(server, "bob") as person:
        yield person


@pytest.fixture
async def browser(static_files):
    """Real Chromium; the test fails when a page of ours complains or asks another host."""
    if not tools.chromium():
        pytest.skip("Chromium is not here. On Debian: apt-get install chromium")
    async with Browser() as browser:
        yield browser
        problems = browser.unforgiven()
    assert not problems, "\n".join(problems)


@pytest.fixture
async def upstream():
    """The demo in the test's own process, so that it can be asked which calls are open."""
    demo = Demo()
    await demo.start()
    yield demo
    await demo.stop()
