"""What a state machine can do to a house and see of it, and its model of what must be true of each reply."""

import asyncio
import uuid

from .truth import OPEN, REPLIES, Stored

SHOWN = 8  # seconds in which every tab shows what was said: a lease and a tab's return included


class Model:
    """What one reply must be: `said` by the upstream, ended as `state`; "gone" while its conversation is deleted.

    It was asked for at `path` with `form`, after `calls` others for the same prompt; `parent` is what its prompt
    follows, `before` how it will stand again when it is brought back.
    """

    def __init__(self, asked, server, path, form, parent="root", calls=0):
        self.asked, self.server, self.path, self.form = asked, server, path, form
        self.parent, self.calls, self.before = parent, calls, ""
        self.said, self.state, self.screens = "", "writing", []

    @property
    def is_open(self):
        return self.state == "writing"

    @property
    def reply(self):
        return self.asked.answer["reply"]

    @property
    def conversation(self):
        return self.asked.answer["conversation"]

    def agrees(self, screen):
        """Whether a tab shows what was said, and the end when there is one."""
        ended = screen.end["state"] if screen.end else "writing"
        return screen.text.get("text", "") == self.said and ended == self.state


class World:
    """A house with two servers whose people and upstream do what they are told; `models` are all replies there were."""

    def __init__(self, house):
        self.house, self.person, self.models = house, house.people[0], []

    async def post(self, which, path, form):
        return await self.person.post_to(self.house.servers[which], path, form)

    async def open(self, model, which=0):
        """A tab that watches the reply at one of the servers."""
        server = self.house.servers[which]
        screen = self.person.watch(model.asked, lambda: server)
        self.house.book.append(model.asked)
        model.screens.append(screen)
        return screen

    async def leave(self, model, screen):
        await screen.leave()
        if screen in model.screens:
            model.screens.remove(screen)

    async def tell(self, model, words):
        """Let the upstream say words, or for None its end."""
        async with asyncio.timeout(SHOWN):
            while len(calls := self.calls(model)) <= model.calls:
                await asyncio.sleep(0.005)
        calls[model.calls].words.put_nowait(words)

    async def stop(self, model, which):
        """Somebody stops it by a new tab at one of the servers."""
        screen = await self.open(model, which)
        async with asyncio.timeout(SHOWN):
            while not (screen.tab and screen.tab.events):
                await asyncio.sleep(0.005)
            await screen.say("stop")
            await screen.task
        assert screen.text.get("text", "") == model.said

    async def settle(self, model, state):
        """The reply comes to this end, and says so to every tab."""
        model.state = state
        await self.until(lambda: self.state_of(model) == state, model)
        await self.shown([model])

    async def vanish(self, model):
        """It is gone from every tab, nothing is written any more, and nobody asks for it."""
        model.before, model.state = "stopped" if model.is_open else model.state, "gone"
        if model.before == "stopped":
            await self.until(lambda: all(screen.end for screen in model.screens), model)
            await self.until(lambda: self.state_of(model) not in OPEN, model)
            await self.until(lambda: model.asked.prompt not in self.house.upstream.asking(), model)

    async def appear(self, model):
        """It stands again as it did, in new tabs."""
        for screen in list(model.screens):
            await self.leave(model, screen)
        await self.settle(model, model.before)

    async def shown(self, models):
        for model in models:
            if not model.screens:
                await self.open(model)
            await self.until(lambda model=model: all(map(model.agrees, model.screens)), model)
            assert not any(screen.healed for screen in model.screens)

    async def until(self, claim, model):
        try:
            async with asyncio.timeout(SHOWN):
                while not await asyncio.to_thread(claim):
                    await asyncio.sleep(0.01)
        except TimeoutError:
            shown = [(screen.text.get("text"), screen.end) for screen in model.screens]
            raise AssertionError(f"Said {model.said!r} ({model.state}), shown {shown}.") from None

    def calls(self, model):
        return self.house.upstream.calls.get(model.asked.prompt, [])

    def open_ones(self):
        return [model for model in self.models if model.is_open]

    def ended(self):
        """Those that can still be seen."""
        return [model for model in self.models if not model.is_open and model.state != "gone"]

    def of_prompt(self, model):
        """All replies to the same prompt."""
        return [one for one in self.models if one.asked.prompt == model.asked.prompt]

    def of_conversation(self, model):
        return [one for one in self.models if one.conversation == model.conversation]

    def state_of(self, model):
        return next((row[3] for row in self.house.rows(REPLIES) if row[0] == model.reply), "gone")

    def check_stored(self):
        """Each prompt once, each reply once, each text as it was said, nothing still written of what was deleted."""
        stored = Stored(self.house)
        assert not stored.left
        for model in self.models:
            family, rows = self.of_prompt(model), stored.prompts.get(model.asked.prompt, [])
            first = family[0].asked
            assert {(prompt, uuid.UUID(sending)) for prompt, sending, _ in rows} == {
                (first.answer["prompt"], uuid.UUID(first.sending))
            }
            assert sorted(reply for *_, reply in rows) == sorted(one.reply for one in family)
            assert len(self.calls(model)) <= len(family)
            self.check_text(model, stored.replies[model.reply], stored.parts.get(model.reply, {}).get("text", ""))

    def check_text(self, model, state, text):
        if model.is_open:
            assert state in OPEN
        elif model.state == "gone":
            assert state not in OPEN
        else:
            assert (state, text) == (model.state, model.said)
