"""What this machine is, and what its programs use of it, as Linux tells. Times are in seconds."""

import os
import platform
import re
import resource
import sqlite3
import time
from importlib.metadata import version
from pathlib import Path

PACKAGES = "django", "channels", "daphne", "twisted", "httpx", "psycopg"
IDLE = slice(3, 5)  # of user, nice, system, idle, iowait, irq, softirq, steal in /proc/stat


def cpu(pid):
    """CPU that a process has used so far, threads that have ended included.

    The process's own clock, as clock_getcpuclockid(3) finds it: the same figure is in /proc/PID/stat,
    in steps of 10 ms, which is a tenth of what one stream uses in four seconds.
    """
    return time.clock_gettime((~pid << 3) | 2)


def memory(pid):
    """Resident memory of a process in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) / 1024


def about():
    """The machine and the versions on it, as results.json keeps them."""
    model = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text())
    return {
        "machine": {
            "processor": model[1] if model else platform.machine(),
            "cores": len(os.sched_getaffinity(0)),
            "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
            "system": f"{platform.system()} {platform.release()}",
        },
        "versions": {"python": platform.python_version(), "sqlite": sqlite3.sqlite_version}
        | {name: version(name) for name in PACKAGES},
    }


class Others:
    """How many cores all other programs kept busy since this was made; above zero, the figures could be better.

    A child of ours counts as ours when it has ended and was waited for.
    """

    def __init__(self):
        self.began, self.used = time.monotonic(), self.so_far()

    def cores(self):
        return max(0.0, self.so_far() - self.used) / (time.monotonic() - self.began)

    @staticmethod
    def so_far():
        fields = [int(field) for field in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
        busy = (sum(fields) - sum(fields[IDLE])) / os.sysconf("SC_CLK_TCK")
        ours = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return busy - sum(used.ru_utime + used.ru_stime for used in ours)
