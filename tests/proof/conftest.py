"""The databases, and the lines of figures at the end."""

from pathlib import Path

import pytest

from tests.stage import tools
from tests.stage.cluster import Cluster

from .record import Record
from .sizes import Size, asked_for

HERE = Path(__file__).parent
LONGEST = {"small": 600, "night": 7200, "release": 36_000}  # seconds for one suite on one database


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents and not item.get_closest_marker("seconds"):
            item.add_marker(pytest.mark.seconds(LONGEST[asked_for()]))


def pytest_sessionfinish(session):
    """Hand the lines on to the process that prints them, where several run the suites."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["proof"] = Record.lines


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    Record.lines += getattr(node, "workeroutput", {}).get("proof", [])


def pytest_terminal_summary(terminalreporter):
    if Record.lines:
        terminalreporter.section("proof")
        for text in sorted(Record.lines):
            terminalreporter.write_line(text)


@pytest.fixture(params=["sqlite", "postgres"])
def database(request):
    if request.param == "postgres" and not tools.postgres():
        pytest.skip("PostgreSQL is not here. On Debian: apt-get install postgresql")
    return request.param


@pytest.fixture
def stands_on(database, request, static_files):
    """The cluster for a house on this database, or None."""
    return request.getfixturevalue("cluster") if database == "postgres" else None


@pytest.fixture
def own_cluster(database, static_files):
    """A cluster that nobody else uses, or None: it will be restarted and paused."""
    if database == "sqlite":
        yield None
    else:
        with Cluster() as cluster:
            # Without it a database that is ended at once forgets what it said was stored.
            cluster.execute("ALTER ROLE chat SET synchronous_commit = on")
            yield cluster


@pytest.fixture
def size(request):
    """The numbers of the suite that a file is named after: test_faults.py has those of `faults`."""
    return Size(request.path.stem.removeprefix("test_"))


@pytest.fixture
def record(size, database):
    return Record(size, database)
