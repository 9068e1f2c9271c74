"""The first minutes: `manage.py start` prepares everything, says what one needs to know, and serves."""

import re
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from django.core.management import CommandError

from chat.management.commands import start

from .stage.person import Person
from .stage.place import ROOT, Place
from .stage.plugin import CLUSTER
from .stage.server import Server, free_port


class Empty(Place):
    """A place where nobody has been yet: no tables, no accounts."""

    def __init__(self, cluster=None):
        self.folder = Path(tempfile.mkdtemp(prefix="chatsite-"))
        self.database_url = cluster.database() if cluster else ""


class Started(Server):
    """What `make run` starts once everything is installed."""

    def command(self):
        return [sys.executable, "manage.py", "start"]


@pytest.fixture
def empty(request):
    place = Empty(request.config.stash.get(CLUSTER, None))
    yield place
    place.remove()


@pytest.fixture
def begin(empty, static_files):
    """A function that starts the site in the empty place, again and again if one likes."""
    servers = []

    def start(**environ):
        servers.append(Started(place=empty, **environ))
        return servers[-1].start()

    yield start
    for server in servers:
        server.kill()


def refused(place, **environ):
    """What a start says that ends at once with exit code 1."""
    command, environ = [sys.executable, "manage.py", "start"], place.environ(**environ)
    done = subprocess.run(command, cwd=ROOT, env=environ, stderr=subprocess.PIPE, text=True, timeout=30, check=False)
    assert done.returncode == 1
    return done.stderr.strip()


@pytest.mark.db
async def test_the_very_first_start_names_the_address_and_an_account_that_works(begin):
    server = begin()

    said = server.log()
    password = re.search(r"Password +(\S+)", said)[1]
    assert f"http://127.0.0.1:{server.port}/" in said
    assert re.search(r"Account +admin\b", said)
    async with Person(server, "admin", password) as admin:
        assert (await admin.get("/")).status_code == 200


def test_a_later_start_shows_no_password(begin):
    begin().stop()

    said = begin().log()

    assert "Chatsite" in said
    assert "Password" not in said


async def test_a_password_that_was_given_works_and_is_not_shown(begin):
    server = begin(ADMIN_USERNAME="ruth", ADMIN_PASSWORD="given from outside")

    assert "given from outside" not in server.log()
    async with Person(server, "ruth", "given from outside") as ruth:
        assert (await ruth.get("/")).status_code == 200


@pytest.mark.db
def test_of_many_that_start_at_once_one_makes_the_account(empty):
    script = "import django; django.setup(); from chat.management.commands.start import prepare; print(prepare()[1])"
    environ = empty.environ(DJANGO_SETTINGS_MODULE="chatsite.settings")
    command = [sys.executable, "-c", script]
    many = [subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True) for _ in range(6)]

    said = [process.communicate()[0].strip() for process in many]

    assert [process.returncode for process in many] == [0] * 6
    assert len([password for password in said if password]) == 1


def test_a_taken_port_is_said_in_one_sentence(empty, static_files):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        said = refused(empty, PORT=str(port))

    assert said.startswith(f"CommandError: Port {port} is in use")
    assert "PORT=8001 make run" in said
    assert len(said.splitlines()) == 1


def test_an_address_that_is_not_ours_is_said_in_one_sentence(empty):
    assert "Nothing can listen on 192.0.2.1" in refused(empty, HOST="192.0.2.1", PORT=str(free_port()))


def test_a_database_that_is_away_is_said_with_what_to_check(empty, static_files):
    said = refused(empty, DATABASE_URL="postgres://chat@127.0.0.1:1/chat", PORT=str(free_port()))

    assert "Check DATABASE_URL" in said
    assert "Traceback" not in said


def test_missing_static_files_are_said_with_the_command_that_makes_them(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path

    with pytest.raises(CommandError, match="make build"):
        start.refuse_missing_files()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_calmly(begin, number):
    server = begin()

    server.send_signal(number)

    assert server.process.wait(20) == 0
    assert "Traceback" not in server.log()


async def test_a_frame_beyond_256_kib_ends_its_socket_and_nothing_else(begin):
    server = begin(ADMIN_PASSWORD="given from outside")
    async with Person(server, "admin", "given from outside") as admin, admin.tab(reply=1) as tab:
        await tab.socket.send("x" * (start.LONGEST_FRAME + 1))

        await tab.until(lambda tab: tab.code)

        assert (await admin.get("/healthz")).status_code == 200
