"""How far one tab has come in one reply, and how it comes forward; the socket itself is the tab's."""

from . import events
from .database import in_db
from .models import Message, State
from .models.prepared import KEY, prepared
from .sessions import refuse_the_revoked
from .tail import tail

# The columns that an event is made of: a tab asks at each beginning and end, and a message has three dozen.
TOLD = "role", "state", "finish_reason", "error_kind", "error_message", "released_ms", "unreadable"
WINDOW = 64 << 10  # characters a tab may owe acknowledgement for: Daphne queues without end


class Watch:
    """How far one tab has come in one reply.

    Text that begins where it is goes out; what it has is ignored; for anything else it reads
    the rows. The browser follows the same rule.
    """

    def __init__(self, tab, pk, place):
        self.tab, self.pk, self.place = tab, pk, place
        self.acked, self.state = dict(place), None
        self.behind = True  # join before reading, so that nothing falls between the two
        self.allowed = False  # until the rows were read as what this person may see

    def began(self):
        if self.state == State.QUEUED:
            self.be(State.WRITING)

    def be(self, state):
        if state != self.state:
            self.state = state
            self.tab.say(events.state(self.pk, state))

    def hear(self, part, start, text):
        at = self.place.get(part, 0)
        if start + len(text) <= at:
            return
        if self.behind or not self.allowed or start > at or self.tab.owed > WINDOW:
            self.behind = True
            self.tab.wake.set()
        else:
            self.put(part, at, text[at - start :])

    def put(self, part, at, text):
        self.place[part] = at + len(text)
        self.tab.owed += len(text)
        self.tab.say(events.delta(self.pk, part, at, text))

    def closed(self):
        self.behind = True
        self.tab.wake.set()

    async def catch_up(self):
        """Send what the rows hold beyond our place, a window at most, and the end if it is there."""
        self.behind = False
        state, rows, more, end = await in_db(self.look, dict(self.place))
        if self.tab.watches.get(self.pk) is not self:
            return  # The tab left, or began anew from another place, while the rows were read.
        self.allowed = state is not None
        for part, start, text in rows:
            at = self.place.get(part, 0)
            if start <= at < start + len(text):
                self.put(part, at, text[at - start :])
        if more:
            self.behind = True
        elif end:
            self.tab.leave(self.pk, end)
        else:
            self.be(state)
            tail.follow(self.pk, self.place)

    def look(self, place):
        if not self.allowed:
            refuse_the_revoked(self.tab.session_key, self.tab.person)
        return look(self.tab.person, self.pk, place)

    def ack(self, part, to):
        had = self.acked.get(part, 0)
        if had < to <= self.place.get(part, 0):
            self.acked[part] = to
            self.tab.owed -= to - had


@prepared(person=KEY, pk=KEY)
def replies(person, pk):
    return Message.objects.visible_to(person).filter(pk=pk, role="assistant").only(*TOLD)


def look(person, pk, place):
    """What a tab needs to come forward: (state, rows, whether there is more, the last event or None)."""
    found = replies(person=person.pk, pk=pk)
    if not found:
        return None, [], False, events.gone(pk)
    (reply,) = found
    rows, more = reply.after(place, WINDOW)
    if reply.is_open:
        return reply.state, rows, more, None
    return reply.state, rows, more, events.closed(pk, reply.state, reply.finish_reason, reply.notice, reply.sums)
