"""What a server stands on: a data folder and a database with tables and accounts."""

import functools
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# What the environment of whoever runs the tests must not bring into them.
FOREIGN = {"HOST", "PORT", "DATA_DIR", "DATABASE_URL", "SECRET_KEY", "SITE_URL", "TRUSTED_PROXIES"}
FOREIGN |= {"ADMIN_USERNAME", "ADMIN_PASSWORD", "OPENAI_BASE_URL", "OPENAI_API_KEY", "OPENAI_MODELS"}
FOREIGN |= {"AUDIT_KEY_FILE", "AUDIT_HEAD_FILE"}


class Place:
    """A data folder and a database of its own; in a cluster when one is given, else a SQLite file."""

    def __init__(self, cluster=None):
        model = template(cluster)
        self.folder = Path(tempfile.mkdtemp(prefix="chatsite-"))
        shutil.copytree(model.folder, self.folder, dirs_exist_ok=True)
        self.database_url = cluster.database(model.database_url) if cluster else ""

    def remove(self):
        shutil.rmtree(self.folder)

    def environ(self, **more):
        """The environment of a process that works here."""
        kept = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        return kept | {"DATA_DIR": str(self.folder), "DATABASE_URL": self.database_url} | more

    def run(self, *words, said="", **environ):
        """Run Python here, in the project's folder, with `said` as its input; its output, or an exception."""
        command = [sys.executable, *words]
        return subprocess.check_output(command, cwd=ROOT, env=self.environ(**environ), text=True, input=said)


class Template(Place):
    """The prepared place that others are copies of: making tables takes a second, copying them none."""

    def __init__(self, cluster):
        self.kept = tempfile.TemporaryDirectory(prefix="chatsite-")
        self.folder = Path(self.kept.name)
        self.database_url = cluster.database() if cluster else ""
        self.run("-m", "tests.stage.prepare")


@functools.cache
def template(cluster):
    return Template(cluster)
