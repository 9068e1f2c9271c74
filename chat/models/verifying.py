"""Whether the audit log is what was recorded: row after row against the chain, and its end against the head on disk."""

import hashlib
import json
from typing import NamedTuple

from django.conf import settings
from django.db import DataError, transaction

from . import chain
from .audit import append, draft
from .chain import Head, NotRecorded
from .entry import Action, AuditEntry, AuditHead

STEP = 20_000  # rows between two words about how far it is
SHOWN = 20  # sentences; a log that somebody wrote anew has as many as rows

MISSING = "Rows {0} to {1} are missing."
ONE_MISSING = "Row {0} is missing."
ADDED = "Row {0} was added by somebody: the first one is 1."
CHANGED = "Row {0} was changed, or does not belong behind the row before it."
UNREADABLE = "Row {0} was changed: what it holds cannot even be read."
ROW = "The head row in the database names row {0} as the last; the last that is there is row {1}."
ROW_SEAL = "The head row in the database has another seal than the last row, {0}."
GONE = "The head on disk, {path}, is missing: whether the newest rows were cut off cannot be said."
CUT = "The newest rows are missing: {where} knows row {1}, and the last that is there is row {0}."
OTHER = "Row {0} is not the one that {where} knows: the log was written anew."
BEHIND = "The head on disk is {0} behind, as after a crash or with several machines. The next entry brings it up."

ON_DISK, GIVEN, IN_DATABASE = "the head on disk", "the head you gave", "the head row in the database"


class Check:
    """One pass over the log. `faults` are the first sentences, `count` how many there are; accepted ones are apart."""

    def __init__(self, given=None):
        self.key = chain.key(may_make=False)
        self.last, self.rows, self.accepted = chain.NOTHING, 0, 0
        self.faults, self.count, self.notes = [], 0, []
        self.marks = hashlib.sha256()  # of all faults so far, by which accepted ones are known again
        # All heads are read before the rows: what is recorded during the check only adds to them.
        self.disk, self.damage = head_on_disk()
        self.row = head_row()
        heads = {ON_DISK: self.disk, GIVEN: given, IN_DATABASE: self.row if self.row.sequence else None}
        self.known = {where: head for where, head in heads.items() if head}
        self.met = {head.sequence: "" for head in self.known.values()}

    def walk(self, tell=lambda done, of: None):
        """Go through the rows alone, and tell now and then how many of how many are done; returns itself."""
        for entry in rows():
            self.pass_by(entry)
            if not self.rows % STEP:
                tell(self.rows, self.row.sequence)
        return self

    def compare(self):
        """Compare where the rows end with every head that is known; returns itself."""
        self.compare_row()
        if self.damage or (self.last.sequence and not self.disk):
            self.fault(self.damage or GONE.format(path=settings.AUDIT_HEAD_FILE))
        for where, head in self.known.items():
            if head.sequence > self.last.sequence:
                self.fault(CUT.format(self.last.sequence, head.sequence, where=where))
            elif self.met[head.sequence] != head.mac:
                self.fault(OTHER.format(head.sequence, where=where))
            elif where == ON_DISK and head.sequence < self.row.sequence:
                self.notes.append(BEHIND.format(rows_in_words(self.row.sequence - head.sequence)))
        return self

    def pass_by(self, entry):
        if entry.sequence < 1:
            self.fault(ADDED.format(entry.sequence))
        elif entry.sequence > self.last.sequence + 1:
            self.miss(entry.sequence - 1)
        expected = sealed(self.key, self.last.mac, entry)
        if isinstance(entry, Unreadable):
            self.fault(UNREADABLE.format(entry.sequence))
        elif expected != entry.mac:
            self.fault(CHANGED.format(entry.sequence), f"{entry.mac} {expected}")
        elif entry.action == Action.ACCEPTED:
            self.settle(entry)
        self.rows += 1
        self.last = Head(entry.sequence, entry.mac)
        if entry.sequence in self.met:
            self.met[entry.sequence] = entry.mac

    def settle(self, entry):
        """Count the faults so far as accepted, when they are the very ones that this entry is about."""
        if json.loads(entry.details).get("mark") == self.marks.hexdigest():
            self.accepted, self.faults, self.count = self.accepted + self.count, [], 0

    def compare_row(self):
        """The head row as it is now must be the last row, or a newer one that was recorded meanwhile."""
        row = head_row()
        if row.sequence < self.last.sequence:
            self.fault(ROW.format(row.sequence, self.last.sequence))
        elif row.sequence == self.last.sequence and row.mac != self.last.mac:
            self.fault(ROW_SEAL.format(row.sequence))

    def miss(self, until):
        first = self.last.sequence + 1
        self.fault(ONE_MISSING.format(first) if first == until else MISSING.format(first, until))

    def fault(self, sentence, evidence=""):
        self.count += 1
        self.marks.update(f"{sentence} {evidence}\n".encode())
        if len(self.faults) < SHOWN:
            self.faults.append(sentence)


class Unreadable(NamedTuple):
    """A row in which a column holds what it never could."""

    sequence: int
    mac: str


def accept(reason):
    """Go on recording after a broken chain: the entry that says so knows the faults there were. Returns the entry.

    Nothing is mended: the faults stay for everybody to see, and count as accepted from then on.
    """
    with transaction.atomic():
        AuditHead.objects.bulk_create([AuditHead(pk=1)], ignore_conflicts=True)
        row = AuditHead.objects.select_for_update().get(pk=1)
        check = Check().walk()
        head = go_on_after(row, check)
        chain.keep(lambda: head)
        before = " ".join(map(str, check.disk)) if check.disk else "none"
        marks = check.marks.hexdigest()
        details = {"faults": check.count, "mark": marks, "head": before}
        return append([draft(None, Action.ACCEPTED, None, None, reason, details)], head)[0]


def go_on_after(row, check):
    """The head to go on from. One that does not fit the rows goes beyond both: a gap that stays is honest."""
    if (row.sequence, row.mac) == check.last:
        return check.last
    head = Head(max(row.sequence, check.last.sequence) + 1, check.last.mac)
    AuditHead.objects.filter(pk=1).update(sequence=head.sequence, mac=head.mac)
    check.miss(head.sequence)
    return head


def head_on_disk():
    """(Head or None, what is wrong with it or "")."""
    try:
        return chain.kept(), ""
    except NotRecorded as problem:
        return None, str(problem)


def head_row():
    row = AuditHead.objects.filter(pk=1).first() or AuditHead()
    return Head(row.sequence, row.mac)


def rows():
    """Every row in order, Unreadable in place of one that cannot be read."""
    last = None
    while True:
        rest = AuditEntry.objects.order_by("sequence")
        rest = rest if last is None else rest.filter(sequence__gt=last)
        try:
            for entry in rest.iterator():
                yield entry
                last = entry.sequence
            return
        except (ValueError, TypeError, OverflowError, DataError):
            bad = Unreadable(*rest.values_list("sequence", "mac")[0])
            yield bad
            last = bad.sequence


def sealed(key, previous, entry):
    try:
        return chain.seal(key, previous, entry.row())
    except (ValueError, TypeError, AttributeError):
        return None  # On SQLite a column can hold a value of any type.


def rows_in_words(count):
    return "1 row" if count == 1 else f"{count} rows"
