"""Databases that were filled once and are kept in a folder for later runs: a million messages take minutes to make.

A suite gets a copy, so that what it does there is gone with it, brought up to the tables of today.
"""

import shutil
from urllib.parse import urlsplit

from tests.stage.cluster import Cluster

FILE = "chat.sqlite3"
KEPT = "kept"  # what the names of kept databases begin with


class KeptCluster(Cluster):
    """A PostgreSQL whose folder stays, with the databases that were filled in it."""

    def __init__(self, folder):
        (folder / "postgres").mkdir(parents=True, exist_ok=True)
        super().__init__(folder / "postgres")

    def __exit__(self, *_):
        for name in self.names("d"):
            self.execute(f"DROP DATABASE {name} WITH (FORCE)")
        self.stop("fast")


class Stock:
    """Fills places; with a folder, each filling is made once."""

    def __init__(self, folder=None, cluster=None):
        self.folder, self.cluster = folder, cluster

    def fill(self, place, name, program, sizes):
        """Run a program with these sizes in a place, or give it a copy of what it made before."""
        sizes = [str(size) for size in sizes]
        kept, words = "_".join([KEPT, name, *sizes]), [*program, *sizes]
        if not self.folder:
            make(place, words)
        elif self.cluster:
            self.from_database(place, kept, words)
        else:
            self.from_file(place, self.folder / f"{kept}.sqlite3", words)

    def from_file(self, place, kept, words):
        if kept.exists():
            shutil.copy(kept, place.folder / FILE)
            bring_up(place)
        else:
            make(place, words)
            half = kept.with_suffix(".half")  # A copy that was cut off is not taken for a whole one.
            shutil.copy(place.folder / FILE, half)
            half.rename(kept)

    def from_database(self, place, kept, words):
        ours = urlsplit(place.database_url).path[1:]
        if kept in self.cluster.names(KEPT):
            self.cluster.execute(f"DROP DATABASE {ours}")
        else:
            make(place, words)
            self.cluster.execute(f"ALTER DATABASE {ours} RENAME TO {kept}")
        place.database_url = self.cluster.database(f"postgres:///{kept}")
        bring_up(place)


def make(place, words):
    place.run(*words, DJANGO_SETTINGS_MODULE="chatsite.settings")


def bring_up(place):
    place.run("manage.py", "migrate", "--verbosity", "0")
