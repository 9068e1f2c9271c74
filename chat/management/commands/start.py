"""From a folder that is installed to a site that answers: tables, the first account, then Daphne."""

import errno
import fcntl
import os
import secrets
import socket
import sys
from contextlib import contextmanager

from django.conf import settings
from django.core import checks
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from chat.models import NotRecorded, Provider
from chat.models.people import first_account

LONGEST_FRAME = 256 * 1024  # bytes; nobody sends more through a tab's socket
LOCK = 0x63686174  # the key of PostgreSQL's advisory lock; any number that only this command uses


class Command(BaseCommand):
    help = "Prepares the database, makes the first account when there is none, and serves."
    requires_system_checks = []

    def handle(self, **options):
        refuse_a_taken_port()
        refuse_missing_files()
        refuse_what_is_unsafe()
        self.greet(*prepare())
        self.stdout.flush()
        os.execv(sys.executable, [sys.executable, "-m", "daphne", *daphne_options()])

    def greet(self, account, password):
        say = self.stdout.write
        say(f"\n  Chatsite   {address()}   (Ctrl+C ends it)")
        if account:
            say(f"  Account    {account.username}")
            say(f"  Password   {password or 'the one in ADMIN_PASSWORD'}")
            say("             Keep the password: it is not shown again.")
        say(f"  Answers    {answers()}\n")


def prepare():
    """Brings the tables up to date and makes the first account: (User, generated password or "") or (None, "").

    However many start at once on one database, one of them does it and the others wait.
    """
    try:
        with alone():
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                call_command("migrate", interactive=False, verbosity=0)
            generated = "" if settings.ADMIN_PASSWORD else secrets.token_urlsafe(12)
            account = first_account(settings.ADMIN_USERNAME, settings.ADMIN_PASSWORD or generated)
    except NotRecorded as problem:
        raise CommandError(f"The first account was not made. {problem}") from None
    except DatabaseError as error:
        reason = str(error).strip().splitlines()[0]
        raise CommandError(
            f"The database does not work: {reason}\nCheck DATABASE_URL, or DATA_DIR and its disk."
        ) from None
    return (account, generated) if account else (None, "")


@contextmanager
def alone():
    """Hold the one lock of all starts on this database."""
    if connection.vendor == "postgresql":
        # A connection of its own: the lock lasts as long as that one, whatever a migration does with the other.
        with connection.copy().cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            yield
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    else:
        with (settings.DATA_DIR / "start.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def refuse_a_taken_port():
    """Say so now, in one sentence, what Daphne would say in a traceback after everything else is done."""
    family = socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET
    try:
        socket.create_server((settings.HOST, settings.PORT), family=family).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            reason = f"Port {settings.PORT} is in use: end the other program, or choose another port"
        else:
            reason = f"Nothing can listen on {settings.HOST}, port {settings.PORT} ({error.strerror}): choose others"
        raise CommandError(f"{reason}, for example HOST=127.0.0.1 PORT=8001 make run") from None


def refuse_missing_files():
    if not (settings.STATIC_ROOT / "staticfiles.json").exists():
        raise CommandError("The static files are not built yet. Build them with `make build`, then start again.")


def refuse_what_is_unsafe():
    wrong = [found for found in checks.run_checks(tags=["chatsite"]) if found.level >= checks.ERROR]
    if wrong:
        raise CommandError("\n".join(f"{found.msg}\n{found.hint}" for found in wrong))


def daphne_options():
    # Verbosity 0 keeps the terminal calm: no line per request; warnings and errors still appear.
    limits = ["--websocket-max-message-size", "--websocket-max-frame-size"]
    options = ["-b", settings.HOST, "-p", str(settings.PORT), "-v", "0", "--no-server-name"]
    return [*options, *(word for limit in limits for word in (limit, str(LONGEST_FRAME))), "chatsite.asgi:application"]


def address():
    return f"{settings.SITE_URL or f'http://127.0.0.1:{settings.PORT}'}/"


def answers():
    if settings.OPENAI_BASE_URL:
        return f"from {settings.OPENAI_BASE_URL}"
    if Provider.objects.offering().exists():
        return "from the providers under /admin/"
    return "from the demo, which is no AI; set OPENAI_BASE_URL and OPENAI_API_KEY to ask a model"
