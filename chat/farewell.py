"""The end of a reply whose model has said its last word, while the counts of it, or more words, may still come."""

import asyncio

SOON = 0.25  # seconds that the counts have to come with the last word; nearly all servers send them at once

MOST = 10_000  # characters of late text that are counted

# What a server may tell after the last word. How the reply ended is none of it: that has been told.
COUNTED = {"prompt_tokens", "completion_tokens", "reasoning_tokens", "cached_tokens", "answered_by", "request_id"}


class Farewell:
    """Closes a reply early, by `close()`, when its model has finished and its server stays on the line."""

    def __init__(self, close):
        self.close, self.timer, self.closing = close, None, None
        self.missed = ""  # text that came when the reply was closed

    @property
    def is_said(self):
        """Whether the reply is closed or about to be, so that nothing more belongs to it."""
        return self.closing is not None

    def due(self):
        """The last word was said."""
        self.timer = self.timer or asyncio.get_running_loop().call_later(SOON, self.say)

    def put_off(self):
        """It was not the last one: some servers name a reason in every chunk."""
        if self.timer and not self.closing:
            self.timer.cancel()
            self.timer = asyncio.get_running_loop().call_later(SOON, self.say)

    def miss(self, pieces):
        """Something was said to a reply that is closed."""
        self.missed += "".join(text for part, text in pieces if part == "text")[: MOST - len(self.missed)]

    def say(self):
        self.closing = asyncio.create_task(self.close())

    async def end(self):
        """Wait for a closing under way, and begin none from now on; whether there was one."""
        if self.timer:
            self.timer.cancel()
        if self.closing:
            await self.closing
        return self.is_said


def late(before, facts):
    """What is known of a reply now and was not when it closed."""
    return {name: value for name, value in facts.items() if name in COUNTED and before.get(name) != value}
