"""A PostgreSQL of the tests' own: made in a folder under /tmp, reached by a socket in it, gone at the end."""

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from . import tools

# A power cut may take this cluster with it; what processes do to each other is not changed by these.
FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


class Cluster:
    """A running PostgreSQL with as many databases as asked for."""

    def __init__(self, folder=None):
        # Not TMPDIR, which root may keep to itself: PostgreSQL refuses to run as root.
        self.folder = folder or Path(tempfile.mkdtemp(prefix="chatsite-pg-", dir="/tmp"))
        self.user = unprivileged(self.folder) if os.geteuid() == 0 else {}
        if not (self.folder / "data").exists():
            self.run("initdb", "-U", "chat", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        self.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.folder)

    def start(self):
        given = FAST | {"listen_addresses": "", "unix_socket_directories": self.folder, "max_connections": 200}
        options = " ".join(f"-c {name}='{value}'" for name, value in given.items())
        self.run("pg_ctl", "-o", options, "-l", f"{self.folder}/log", "-w", "start")

    def stop(self, mode="immediate"):
        self.run("pg_ctl", "-m", mode, "-w", "stop")

    def signal_all(self, number):
        """Send a signal to every process of the cluster, SIGSTOP and SIGCONT above all."""
        postmaster = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        for pid in (postmaster, *map(int, children)):
            os.kill(pid, number)

    def database(self, model=""):
        """The DATABASE_URL of a new database, empty or a copy of the one with the DATABASE_URL `model`."""
        name, template = f"d{uuid.uuid4().hex[:12]}", urlsplit(model).path[1:] or "template1"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return f"postgres://chat@/{name}?host={self.folder}"

    def names(self, beginning):
        """The names of its databases that begin so."""
        with self.connected() as connection:
            found = connection.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [beginning])
            return [name for (name,) in found]

    def execute(self, statement):
        with self.connected() as connection:
            connection.execute(statement)

    def connected(self):
        return psycopg.connect(host=str(self.folder), user="chat", dbname="postgres", autocommit=True)

    def run(self, program, *words):
        command = [tools.postgres() / program, "-D", self.folder / "data", *words]
        # Output goes to a file: the server inherits it and would keep a pipe open for ever.
        with (self.folder / "commands").open("a+") as output:
            done = subprocess.run(command, cwd="/", stdout=output, stderr=output, check=False, **self.user)
        if done.returncode:
            raise RuntimeError(f"{program} failed: {(self.folder / 'commands').read_text()[-2000:]}")


def unprivileged(folder):
    """Hand the folder to somebody who is not root; what subprocess.run() needs to act as that user."""
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = names.get("postgres") or names["nobody"]
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
