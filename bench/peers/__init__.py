"""What else a team could use: peers from PyPI, each in an environment of its own, made when it is first asked for."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

from tests.stage.place import FOREIGN, ROOT
from tests.stage.server import free_port

HERE = Path(__file__).parent
KEPT = ROOT / "build" / "peers"
CLIENT = "openai==3.51.0"  # the client that the peers' own documentation uses
PATIENCE = 60  # seconds for a peer to begin
# The newest of the day on which they were first measured here; another version has pages and sockets of its own.
PEERS = {
    "Chainlit": ("chainlit==2.12.0", "bin/chainlit run {app} --headless --host 127.0.0.1 --port {port}"),
    "Gradio": ("gradio==6.31.0", "bin/python {app} {port}"),
}


class Unmeasured(Exception):
    """Why a peer cannot be measured here."""


class Peer:
    """A peer that answers with the stand's upstream; it keeps nothing, and everybody is let in."""

    people = [{}]

    def __init__(self, name, upstream):
        self.name = self.kind = name
        self.package, self.command = PEERS[name]
        self.upstream, self.port, self.process = upstream, free_port(), None
        self.url = self.origin = f"http://127.0.0.1:{self.port}"

    def start(self):
        """Raises Unmeasured when it cannot be installed or does not begin."""
        home = environment(self.name.lower(), self.package)
        self.folder = tempfile.mkdtemp(prefix="chatsite-peer-")
        command = self.command.format(app=HERE / f"{self.name.lower()}_app.py", port=self.port).split()
        with (Path(self.folder) / "log").open("w") as log:
            self.process = subprocess.Popen(
                [home / command[0], *command[1:]], cwd=self.folder, env=self.environ(), stdout=log, stderr=log
            )
        self.wait_until_ready()
        return self

    def environ(self):
        kept = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        told = {"OPENAI_BASE_URL": self.upstream.url, "OPENAI_API_KEY": "none"}
        return kept | told | {"GRADIO_ANALYTICS_ENABLED": "False"}

    def wait_until_ready(self):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if httpx.get(self.url, trust_env=False, timeout=5).status_code == 200:
                    return
            except httpx.HTTPError:
                time.sleep(0.1)
        raise Unmeasured("it did not begin to answer")

    def __exit__(self, *_):
        if self.process:
            self.process.kill()
            self.process.wait()
            shutil.rmtree(self.folder, ignore_errors=True)


def environment(name, package):
    """The folder of a virtual environment with this package, made now if it is not there yet."""
    home, installed = KEPT / name, KEPT / name / f"{package}-{CLIENT}"
    if not installed.exists():
        print(f"  Installing {package} into {home.relative_to(ROOT)} ...", flush=True)
        shutil.rmtree(home, ignore_errors=True)
        say([sys.executable, "-m", "venv", home])
        say([home / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", package, CLIENT])
        installed.touch()
    return home


def say(command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["pip said nothing"])[-1]
        raise Unmeasured(f"it could not be installed: {last[:120]}")
