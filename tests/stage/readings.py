"""Run as a program in a place: Rita reads a conversation of Alice's so many times, and checks what must hold each time.

Prints the milliseconds of each reading, and a line that begins with "late" for each that was not on the disk.
"""

import os
import sys
import time


def main(count):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatsite.settings")
    import django

    django.setup()
    from django.db import connection

    from chat.models import AuditEntry, Conversation, User, audit, chain

    alice, rita = User.objects.get(username="alice"), User.objects.get(username="rita")
    about = Conversation.objects.create(owner=alice, title="Secret plans")
    connection.close()
    for _ in range(count):
        began = time.perf_counter()
        entry = audit.reading(rita, audit.Action.OPENED, conversation=about, reason="A complaint")
        took = time.perf_counter() - began
        connection.close()  # What another connection sees is committed.
        is_there = AuditEntry.objects.filter(pk=entry.pk, mac=entry.mac).exists()
        is_kept = chain.kept().sequence >= entry.sequence
        print(f"{1000 * took:.3f}" if is_there and is_kept else f"late {entry.pk}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
