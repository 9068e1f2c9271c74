"""What it costs to read a model's server: beside a bare json.loads of each event, and a bare httpx for each delta."""

import json
import subprocess
import sys

from bench.figures import Target, rows
from tests.stage.place import ROOT

SIZES = [(100, "200-20")]
PARSER = [("cpu", "CPU per event", "us", Target(15))]
SOCKETS = [("cpu", "CPU per delta", "us", Target(1.25, of_ratio=True))]


def run(stand, runs, sizes):
    for streams, what in sizes:
        found = [measured(stand.upstream.url, streams, f"count-{what}") for _ in range(runs)]
        yield from rows("an event in memory", PARSER, of(found, "parse"), of(found, "loads"))
        yield from rows(f"{streams} x {what}", SOCKETS, of(found, "product"), of(found, "bare"))


def measured(url, streams, model):
    command = [sys.executable, "-m", "bench.reading", url, str(streams), model]
    return json.loads(subprocess.check_output(command, cwd=ROOT, text=True))


def of(found, name):
    return [{"cpu": run[name]} for run in found]
