"""What the audit log has outside of the database: the key of its chain, and the head of it on disk."""

import fcntl
import hashlib
import hmac
import json
import os
import secrets
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

NO_KEY = "The key of the audit log, {path}, is missing. Put it back from the backup: a new one would fit no row."
BAD_KEY = "The key of the audit log, {path}, is damaged. Put it back from the backup."
NO_HEAD = "The head of the audit log, {path}, is missing. Run “manage.py verify_audit”, which says how to go on."
BAD_HEAD = "The head of the audit log, {path}, is damaged. Run “manage.py verify_audit”, which says how to go on."


class NotRecorded(Exception):
    """Something could not be recorded, so it must not happen; the message says why, for whoever runs the site."""


class Head(NamedTuple):
    """The end of the chain: how many rows there are, and the MAC of the last one, in hex."""

    sequence: int
    mac: str


NOTHING = Head(0, "")


def seal(key, previous, row):
    """The MAC of a row, in hex: HMAC-SHA256 over the MAC of the row before it and its values as JSON."""
    text = json.dumps([previous, *row], ensure_ascii=True, separators=(",", ":"))
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def key(may_make):
    """The key of the chain, made when there is none and it may be. Raises NotRecorded."""
    path = settings.AUDIT_KEY_FILE
    if may_make and not path.exists():
        make_key(path)
    try:
        return bytes.fromhex(path.read_text().strip().rjust(64, "-"))
    except FileNotFoundError:
        raise NotRecorded(NO_KEY.format(path=path)) from None
    except ValueError:
        raise NotRecorded(BAD_KEY.format(path=path)) from None


def make_key(path):
    mine = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    write_out(mine, secrets.token_hex(32))
    try:
        path.hardlink_to(mine)
    except FileExistsError:
        pass  # Another process was first; its key is complete, because a link appears at once.
    mine.unlink()
    flush(path.parent)


def kept():
    """The Head on disk, or None when there is none. Raises NotRecorded."""
    path = settings.AUDIT_HEAD_FILE
    try:
        sequence, _, mac = path.read_text().strip().partition(" ")
        return Head(int(sequence), mac)
    except FileNotFoundError:
        return None
    except ValueError:
        raise NotRecorded(BAD_HEAD.format(path=path)) from None


def keep(committed, after=None):
    """Write the Head that `committed()` reads, down to the disk; it stands there when this returns.

    Read and written under one lock: however many processes keep at once, an older head never
    replaces a newer one, and one writing serves all who wait. Renaming makes it whole at every
    moment. `after` is a file that goes to the disk first: SQLite's write-ahead log, which it may
    hold back (synchronous=NORMAL), or a power cut would take a row that the head knows.
    """
    path = settings.AUDIT_HEAD_FILE
    with alone(path):
        head = committed()
        if head != kept():
            if after and Path(after).exists():
                flush(after)
            mine = path.with_name(f"{path.name}.new")
            write_out(mine, f"{head.sequence} {head.mac}")
            mine.replace(path)
            flush(path.parent)


@contextmanager
def alone(path):
    with path.with_name(f"{path.name}.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def write_out(path, line):
    path.touch(mode=0o600)
    with path.open("w") as file:
        file.write(f"{line}\n")
        file.flush()
        os.fsync(file.fileno())


def flush(path):
    """Have the disk take what was written to a file, or which names are in a folder."""
    at = os.open(path, os.O_RDONLY)
    try:
        os.fsync(at)
    finally:
        os.close(at)
