"""The programs that tests need beside Python: where they are, and on Debian how to get them.

`python -m tests.stage.tools` installs what is missing where it may, and says what will be skipped elsewhere.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path


def chromium():
    """The path of Chromium, or None."""
    names = "chromium", "chromium-browser", "google-chrome"
    return next(filter(None, map(shutil.which, names)), None)


def postgres():
    """The folder of PostgreSQL's programs, or None. Debian keeps those that make a cluster off the PATH."""
    initdb = shutil.which("initdb")
    found = [Path(initdb).resolve()] if initdb else sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


def nginx():
    """The path of nginx, or None."""
    return shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")


def missing():
    """The Debian packages of what is not here."""
    needed = ("chromium", chromium), ("postgresql", postgres), ("nginx-light", nginx)
    return [name for name, find in needed if not find()]


def main():
    if not (packages := missing()):
        return
    print("Missing for the tests:", ", ".join(packages))
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing with apt-get ...", flush=True)
        apt_get("update")
        apt_get("install", "--yes", "--no-install-recommends", *packages)
    for package in missing():
        print(f"{package} is still missing: the tests that need it are skipped. Install it to run them.")


def apt_get(*words):
    environ = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(["apt-get", "-qq", *words], env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stderr.strip(), file=sys.stderr)


if __name__ == "__main__":
    main()
