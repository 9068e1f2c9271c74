"""One answer, whatever number of calls it takes."""

import asyncio
from collections.abc import AsyncIterator

from . import chat_completions, habits, responses, twelvelabs
from .ask import Endpoint, Request
from .attempt import Attempt
from .parts import Closed, Failed, Waiting
from .repeats import Repeats

DIALECTS = {"chat_completions": chat_completions, "responses": responses, "twelvelabs": twelvelabs}


class Answer:
    """What an endpoint says to a request. Nothing is sent before parts() is iterated, which happens once."""

    def __init__(self, endpoint: Endpoint, request: Request):
        self.endpoint, self.request = endpoint, request
        self.dialect = DIALECTS[endpoint.dialect]
        self.place = endpoint.base_url, request.model
        self.repeats = Repeats(endpoint.timeouts)
        self.attempt, self.closed = None, asyncio.Event()

    async def parts(self) -> AsyncIterator[list]:
        """Lists of parts as they arrive, End in the last one. Raises Failed or Closed."""
        while True:
            attempt = self._next()
            try:
                while found := await attempt.take():
                    yield found
                return
            except Failed as failure:
                again = self._again(attempt, failure)
            finally:
                # Before the next begins: never two at once.
                await attempt.close()
            yield [again]
            await self._pause(again.seconds)

    def payload(self) -> dict:
        """What is sent, by all that is known of the server by now."""
        return habits.adapt(self.place, self.dialect.payload(self.request))

    @property
    def sent(self) -> dict | None:
        """What was sent last; None when nothing was."""
        return self.attempt and self.attempt.payload

    async def close(self):
        """End it, from any task and at any moment: connecting, waiting, between parts, after the end. Twice is fine."""
        self.closed.set()
        if self.attempt:
            await self.attempt.close()

    def _next(self):
        if self.closed.is_set():
            raise Closed
        self.attempt = Attempt(self.endpoint, self.dialect, self.payload())
        return self.attempt

    def _again(self, attempt, failure) -> Waiting:
        """The pause before the next attempt. Raises the failure if there must be none."""
        if attempt.shown:
            raise failure
        if name := habits.learn(self.place, attempt.payload, failure.status, attempt.refusal):
            return self.repeats.again(0, f"The model's server did not want the setting {name}; it is asked without it.")
        again = self.repeats.after(failure, heard=attempt.heard)
        if not again or (attempt.reading and not self.dialect.REPEATS_WHEN_HEARD):
            raise failure
        return again

    async def _pause(self, seconds):
        try:
            async with asyncio.timeout(seconds):
                await self.closed.wait()
        except TimeoutError:
            return
        raise Closed
