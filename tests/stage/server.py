"""A real Daphne process, and how to end it gently and not so gently."""

import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

from .place import ROOT, Place

PATIENCE = 60  # seconds for a process to begin or to end on a busy machine


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """`daphne chatsite.asgi:application` on a free port. Variables for it are given as keywords.

    SITE_URL="http://chat.test:{port}" gives it another name than 127.0.0.1; browsers here know such names.
    It stands on a place of its own; `another()` starts a second process on the same one.
    """

    def __init__(self, cluster=None, place=None, **environ):
        self.place, self.owner = place or Place(cluster), place is None
        self.environ, self.others, self.process = environ, [], None
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.origin = environ.get("SITE_URL", self.url).format(port=self.port)
        self.host = self.origin.split("//")[1]
        self.log_file = self.place.folder / f"log-{self.port}"

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.kill()
        for other in self.others:
            other.kill()
        if self.owner:
            self.place.remove()

    def start(self):
        """Start it, again if it has ended, and wait until it is ready."""
        named = {"SITE_URL": self.origin} if "SITE_URL" in self.environ else {}
        environ = self.place.environ(**({"PORT": str(self.port)} | self.environ | named))
        with self.log_file.open("a") as log:
            self.process = subprocess.Popen(self.command(), cwd=ROOT, env=environ, stdout=log, stderr=log)
        self.wait_until_ready()
        return self

    def command(self):
        options = ["-b", "127.0.0.1", "-p", str(self.port), "-v", "0"]
        return [sys.executable, "-m", "daphne", *options, "chatsite.asgi:application"]

    def another(self, **environ):
        """A second process on the same data folder and database, started."""
        other = Server(place=self.place, **(self.environ | environ))
        self.others.append(other)
        return other.start()

    def wait_until_ready(self):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                answer = httpx.get(f"{self.url}/readyz", trust_env=False, timeout=2, headers={"Host": self.host})
                if answer.status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.03)
        raise RuntimeError(f"The server does not answer:\n{self.log()[-4000:]}")

    def send_signal(self, number):
        self.process.send_signal(number)

    def stop(self):
        """End it as a service manager does, and return its exit code."""
        self.process.terminate()
        return self.process.wait(PATIENCE + 20)

    def kill(self):
        """End it without giving it a word to say; harmless when it has ended, or is paused."""
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def pause(self):
        self.send_signal(signal.SIGSTOP)

    def go_on(self):
        self.send_signal(signal.SIGCONT)

    def log(self):
        """Everything it has written to the terminal."""
        return self.log_file.read_text()

    def memory(self, line="VmRSS"):
        """MB that its process has in memory."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"{line}:\s+(\d+) kB", status)[1]) / 1000

    def most_memory(self):
        """MB that its process ever had in memory."""
        return self.memory("VmHWM")
