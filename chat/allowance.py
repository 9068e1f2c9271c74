"""What a tab may say: so many frames and bytes a second. Who says more is not heard any longer."""

import time

MOST, REFILL = 400, 200  # frames at once, and a second
LONG = 1024  # bytes that cost as much as a frame: no page sends more than a few hundred
AHEAD = 4096  # bytes read at once, so that a flood is noticed before it is in memory


class Allowance:
    """What is left to one socket. Under Daphne its protocol is reached through the consumer's way of sending."""

    def __init__(self, consumer):
        self.left, self.filled_at, self.is_spent = MOST, time.monotonic(), False
        self.protocol = next(iter(getattr(consumer.base_send, "args", ())), None)
        if self.protocol:
            self.protocol.transport.bufferSize = AHEAD

    def allows(self, size):
        """Whether a frame of so many bytes may be heard. Once it may not, none may."""
        now = time.monotonic()
        self.left = min(MOST, self.left + (now - self.filled_at) * REFILL) - 1 - size // LONG
        self.filled_at = now
        self.is_spent = self.is_spent or self.left <= 0 or self.waiting() > MOST
        return not self.is_spent

    def waiting(self):
        """Frames that were read already and wait for the consumer: Daphne's queue has no end."""
        return self.protocol.application_queue.qsize() if self.protocol else 0

    def stop_reading(self):
        """Leave what is still on its way in the network: every frame heard costs the others time."""
        if self.protocol:
            self.protocol.muted = True
            self.protocol.transport.pauseProducing()
