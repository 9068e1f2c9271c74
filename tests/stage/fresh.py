"""A prepared database that lasts for one test, in the test's own process."""

from contextlib import contextmanager
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from .place import Place


@contextmanager
def database(cluster, blocker):
    """Have every connection of this process lead to a new place: tables, PEOPLE, and nothing recorded."""
    place = Place(cluster)
    name = urlsplit(place.database_url).path[1:] if cluster else str(place.folder / "chat.sqlite3")
    before = connection.settings_dict["NAME"]
    files = settings.AUDIT_KEY_FILE, settings.AUDIT_HEAD_FILE
    try:
        with blocker.unblock():
            lead_to(name)
            settings.AUDIT_KEY_FILE, settings.AUDIT_HEAD_FILE = place.folder / "audit_key", place.folder / "audit_head"
            yield place
    finally:
        lead_to(before)
        settings.AUDIT_KEY_FILE, settings.AUDIT_HEAD_FILE = files
        place.remove()


def lead_to(name):
    connection.close()
    if hasattr(connection, "close_pool"):
        connection.close_pool()
    connection.settings_dict["NAME"] = name
