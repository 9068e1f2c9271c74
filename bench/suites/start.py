"""From the first process to an answer, and the memory of a server that waits and one that works."""

import http.client
import os
import subprocess
import tempfile
import time

from bench.figures import Row, Target
from bench.machine import memory
from bench.stand import Load
from tests.stage.place import FOREIGN, ROOT
from tests.stage.server import free_port

TABS, MODEL = 50, "count-200-50"
PATIENCE = 60  # seconds
SECOND = Target(3)  # seconds, promised to whoever starts it again


def run(stand, runs, sizes):
    starts = [first_and_second() for _ in range(runs)]
    yield Row("make run", "first start, to the first answer", "s", [first for first, _ in starts])
    yield Row("make run", "second start, to the first answer", "s", [second for _, second in starts], target=SECOND)
    for case, used in zip(("idle", f"{TABS} x {MODEL[6:]}"), used_memory(stand), strict=True):
        yield Row(case, "resident memory", "MB", [used])


def first_and_second():
    """Seconds with an empty data folder, tables and first account included, and with that folder again."""
    subprocess.run(["make", "--silent", "build"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    with tempfile.TemporaryDirectory(prefix="chatsite-") as folder:
        return started(folder), started(folder)


def started(folder):
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if name not in FOREIGN | {"MAKEFLAGS", "MAKELEVEL"}}
    began = time.monotonic()
    process = subprocess.Popen(
        ["make", "--silent", "run"],
        cwd=ROOT,
        env=kept | {"DATA_DIR": folder, "PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until_alive(port, began + PATIENCE)
        return time.monotonic() - began
    finally:
        process.terminate()  # make passes it on
        process.wait()


def until_alive(port, deadline):
    """Wait until /healthz answers, without a client whose own start would count."""
    while not answers(port):
        if time.monotonic() > deadline:
            raise RuntimeError("`make run` did not answer. Start it by hand and read what it says.")
        time.sleep(0.01)


def answers(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def used_memory(stand):
    """MB of a server that has just started, and of the same while it writes many replies."""
    product = stand.product([MODEL])
    idle, load = memory(product.process.pid), Load(product, MODEL, TABS)
    load.until_begun()
    time.sleep(2)
    working = memory(product.process.pid)
    load.result()
    return idle, working
