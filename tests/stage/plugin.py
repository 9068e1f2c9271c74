"""What pytest must know before Django reads its settings: the data folder, the database, and CI's severity."""

import os
import signal
import tempfile

import pytest

from . import tools
from .cluster import Cluster
from .place import FOREIGN

CLUSTER = pytest.StashKey()
PATIENCE = 60  # seconds for one test, unless it is marked `seconds(n)`


def pytest_addoption(parser):
    help_ = "run on a PostgreSQL of the tests' own instead of SQLite; choose with -m db"
    parser.addoption("--postgres", action="store_true", help=help_)


@pytest.hookimpl(wrapper=True)  # the wrapper runs before pytest-django's hook, which loads the settings
def pytest_load_initial_conftests(early_config):
    for name in FOREIGN:
        os.environ.pop(name, None)
    folder = tempfile.TemporaryDirectory(prefix="chatsite-")
    early_config.add_cleanup(folder.cleanup)
    os.environ["DATA_DIR"] = folder.name
    if early_config.known_args_namespace.postgres and tools.postgres():
        early_config.stash[CLUSTER] = cluster = Cluster()
        early_config.add_cleanup(cluster.__exit__)
        os.environ["DATABASE_URL"] = cluster.database()
    return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Whatever asks for the database is a test of the database, unless it is about SQLite alone."""
    for item in items:
        if item.get_closest_marker("django_db") and not item.get_closest_marker("sqlite"):
            item.add_marker("db")
    if config.option.postgres:
        items[:] = [item for item in items if not item.get_closest_marker("sqlite")]
        if CLUSTER not in config.stash:
            for item in items:
                item.add_marker(pytest.mark.skip("PostgreSQL is not here: the test ran on SQLite only."))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """End a test that waits for ever, in whatever it waits, and go on with the next."""
    mark = item.get_closest_marker("seconds")
    limit = mark.args[0] if mark else PATIENCE

    def ring(*_):
        raise TimeoutError(f"The test did not end within {limit} s.")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(limit)
    try:
        return (yield)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    return severe((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report():
    return severe((yield))


def severe(report):
    """With CI=true nothing may be skipped: what is missing there would never be noticed."""
    if report.skipped and os.environ.get("CI") == "true" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"Skipped, which is a failure with CI=true: {report.longrepr[2]}"
    return report
