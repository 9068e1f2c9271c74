"""Readings by many processes at once, some of them killed: each that was acknowledged is in one unbroken chain."""

import subprocess
import sys
import time

from tests.stage.place import ROOT, Place

from .record import percentile


def test_audit(stands_on, database, size, record):
    chance, place = size.chance(database), Place(stands_on)
    try:
        read(place, size, chance, record)
    finally:
        place.remove()
    record.keep()


def read(place, size, chance, record):
    """Have every writer read so often, kill some amid it, and check the chain against what they said."""
    each = size.runs // size.writers
    readers = [Reader(place, each) for _ in range(size.writers)]
    began = time.monotonic()
    for victim in chance.sample(readers, size.killed):
        victim.kill_after(chance.randint(1, each - 1))
    said = [reader.said() for reader in readers]
    seconds = time.monotonic() - began
    record.runs = sum(len(lines) for lines in said)
    record.violations += [line for lines in said for line in lines if line.startswith("late")]
    record.violations += [f"A reader ended with {reader.code()}." for reader in readers if reader.code() not in (0, -9)]
    check(place, record, size)
    took = [float(line) / 1000 for lines in said for line in lines if not line.startswith("late")]
    record.figures["p50/p95/max"] = "/".join(f"{1000 * percentile(took, of):.1f}" for of in (50, 95, 100)) + " ms"
    record.figures["a second"] = round(len(took) / seconds)


def check(place, record, size):
    """The chain is whole, and holds at least what was acknowledged: a killed reader may have recorded one more."""
    checked = subprocess.run(
        [sys.executable, "manage.py", "verify_audit"],
        cwd=ROOT, env=place.environ(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    rows = int(checked.stdout.split("whole: ")[1].split()[0]) if "whole: " in checked.stdout else -1
    if checked.returncode:
        record.violations.append(f"The chain is broken: {checked.stderr[-300:]}")
    if not record.runs <= rows <= record.runs + size.killed:
        record.violations.append(f"{record.runs} readings were acknowledged, and {rows} are on record.")


class Reader:
    """A process that reads, and says each reading when it is acknowledged."""

    def __init__(self, place, times):
        command = [sys.executable, "-m", "tests.stage.readings", str(times)]
        self.process = subprocess.Popen(command, cwd=ROOT, env=place.environ(), text=True, stdout=subprocess.PIPE)
        self.lines = []

    def kill_after(self, count):
        while len(self.lines) < count:
            self.lines.append(self.process.stdout.readline().strip())
        self.process.kill()

    def said(self):
        self.lines += self.process.communicate()[0].splitlines()
        return [line for line in self.lines if line]

    def code(self):
        return self.process.returncode
