"""Django's SQLite, whose write transactions take turns within the process.

Sits below every model, so that sessions, logins and the admin queue in the same line as the
journal, and nothing can forget to.
"""

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from .turn import turn

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


class Cursor(base.SQLiteCursorWrapper):
    """Statements outside a transaction that write are a transaction each."""

    def execute(self, query, params=None):
        if self.connection.in_transaction or not query.lstrip()[:7].upper().startswith(WRITES):
            return super().execute(query, params)
        wait()
        try:
            return super().execute(query, params)
        finally:
            turn.give()

    def executemany(self, query, param_list):
        if self.connection.in_transaction:
            return super().executemany(query, param_list)
        wait()
        try:
            return super().executemany(query, param_list)
        finally:
            turn.give()


class DatabaseWrapper(base.DatabaseWrapper):
    has_turn = False

    def create_cursor(self, name=None):
        return self.connection.cursor(factory=Cursor)

    def _start_transaction_under_autocommit(self):
        wait()
        self.has_turn = True
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._give()
            raise

    def _commit(self):
        super()._commit()  # If it fails, Django rolls back.
        self._give()

    def _rollback(self):
        try:
            return super()._rollback()
        finally:
            self._give()

    def _close(self):
        try:
            return super()._close()
        finally:
            self._give()

    def _give(self):
        if self.has_turn:
            self.has_turn = False
            turn.give()


LONGEST = 20  # seconds in line; as long as SQLite itself waits for another process


def wait():
    if not turn.take(LONGEST):
        raise OperationalError("database is locked: no turn to write")
