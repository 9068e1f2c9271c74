"""Check the audit log, and go on after it was found broken."""

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from chat.models import AuditEntry, AuditHead, NotRecorded, chain
from chat.models.chain import Head
from chat.models.verifying import Check, accept, rows_in_words

BROKEN, UNCHECKED = 1, 2  # exit codes

NEXT = (
    "Keep database, key and head as they are now, and find out who could write there. Until then nothing can be "
    'recorded, and so nothing of others read. Then go on with: manage.py verify_audit --accept "what was found out"'
)
MARK_HEAD = "--head must be a number and a seal as this command prints them, such as 12:5f0a..."


class Command(BaseCommand):
    help = (
        "Checks that no row of the audit log was changed, removed, added or moved since it was recorded. "
        "Exit code 0: it is whole; 1: it is not; 2: it could not be checked."
    )

    def add_arguments(self, parser):
        parser.add_argument("--head", help="a head from before that was kept elsewhere, as number:seal")
        parser.add_argument("--accept", metavar="REASON", help="record what is wrong, and why recording goes on")

    def handle(self, head, **options):
        try:
            self.answer(read(head), options["accept"])
        except (NotRecorded, DatabaseError, OSError) as problem:
            raise CommandError(f"The audit log could not be checked. {problem}", returncode=UNCHECKED) from None

    def answer(self, head, reason):
        if nothing_yet():
            self.stdout.write("Nothing was recorded yet.")
            return
        check = Check(head).walk(self.tell).compare()
        for note in check.notes:
            self.stdout.write(note)
        if check.accepted:
            self.stdout.write(f"Of old, {check.accepted} faults are known and were accepted on record.")
        if not check.count:
            self.stdout.write(f"The audit log is whole: {rows_in_words(check.rows)}.")
            self.stdout.write(f"Keep its head elsewhere, too: {check.last.sequence}:{check.last.mac}")
        elif reason:
            self.stdout.write("\n".join(check.faults))
            self.stdout.write(f"Accepted on record, in row {accept(reason).sequence}.")
        else:
            raise CommandError(told(check), returncode=BROKEN)

    def tell(self, done, of):
        """Say at a terminal how far it is; a script that reads what is said there gets nothing of it."""
        if self.stderr.isatty():
            self.stderr.write(f"{done:,} of {of:,} rows are checked.", str, ending="\r")


def nothing_yet():
    return not (AuditEntry.objects.exists() or AuditHead.objects.exists() or chain.kept())


def told(check):
    more = [f"... and {check.count - len(check.faults)} more."] if check.count > len(check.faults) else []
    return "\n".join(["The audit log is not what was recorded.", *check.faults, *more, NEXT])


def read(head):
    """The Head in "12:5f0a...", None for none. Raises CommandError."""
    if not head:
        return None
    sequence, _, seal = head.partition(":")
    if not (sequence.isdecimal() and seal):
        raise CommandError(MARK_HEAD, returncode=UNCHECKED)
    return Head(int(sequence), seal)
