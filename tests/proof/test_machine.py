"""A state machine over the real product and a model of the truth: whatever is done in whatever order, both agree."""

import asyncio
import threading
import uuid

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run

from . import script
from .house import House
from .people import Asked
from .truth import OPEN, REPLIES, Stored

SHOWN = 8  # seconds in which every tab shows what was said: a lease and a tab's return included
WORDS = st.text(st.sampled_from("ab é😀\n日"), min_size=1, max_size=8)
WHICH = st.integers(0, 1)


class Model:
    """What one reply must be: `said` by the upstream, ended as `state`, in a conversation that `exists`."""

    def __init__(self, asked, server):
        self.asked, self.server, self.said, self.state, self.screens = asked, server, "", "writing", []

    @property
    def is_open(self):
        return self.state == "writing"


class Life(RuleBasedStateMachine):
    """Verbs of people, of the upstream and of fate; `house` and `call` are set by the test."""

    replies = Bundle("replies")
    tabs = Bundle("tabs")
    house = call = None
    crashes = steps = 0

    @initialize()
    def begin(self):
        self.models = []

    @rule(target=replies, which=WHICH)
    def send(self, which):
        return self.ask(which)

    @rule(target=replies, which=WHICH, model=replies)
    def follow(self, which, model):
        """Ask on in the same conversation; refused while its reply is still written."""
        conversation = model.asked.answer and model.asked.answer["conversation"]
        if model.state == "gone" or not conversation:
            return self.ask(which)
        latest = [one for one in self.models if one.asked.answer["conversation"] == conversation][-1]
        if latest.is_open:
            asked = Asked(script.prompt("told"))
            assert self.post(which, asked, conversation).status_code == 409
            return model
        return self.ask(which, conversation)

    @rule(which=WHICH, model=replies)
    def send_again(self, which, model):
        """The same id and text, at either process: the same reply, unless it was deleted and is asked anew."""
        if model.state != "gone":
            before = model.asked.answer
            self.post(which, model.asked, before["conversation"])
            assert model.asked.answer["reply"] == before["reply"]

    @rule(which=WHICH, model=replies)
    def send_another_text(self, which, model):
        if model.state != "gone":
            other = Asked(script.prompt("told"), sending=model.asked.sending)
            assert self.post(which, other, model.asked.answer["conversation"]).status_code == 409

    @rule(target=tabs, which=WHICH, model=replies)
    def watch(self, which, model):
        """Open a tab, a second one, one at the other process."""
        screen = self.do(self.open(model, which))
        model.screens.append(screen)
        return model, screen

    @rule(tab=consumes(tabs))
    def leave(self, tab):
        model, screen = tab
        self.do(screen.leave())
        if screen in model.screens:
            model.screens.remove(screen)

    @rule(tab=tabs)
    def drop(self, tab):
        """The line breaks; the tab comes back by itself."""
        self.house.loop.call_soon_threadsafe(lambda: tab[1].tab and tab[1].tab.socket.transport.abort())

    @rule(model=replies, words=WORDS)
    def say(self, model, words):
        """The upstream says something."""
        if model.is_open:
            model.said += words
            self.do(self.tell(model, words))

    @rule(model=replies)
    def finish(self, model):
        if model.is_open:
            self.do(self.tell(model, None))
            self.settle(model, "done")

    @rule(which=WHICH, model=replies)
    def stop(self, which, model):
        """Somebody stops it after everything said was shown, from either process."""
        if model.is_open:
            self.check_shown([model])
            self.do(self.stop_at(model, which))
            self.settle(model, "stopped")

    @rule(which=WHICH)
    @precondition(lambda self: Life.crashes > 0 and any(model.is_open for model in self.models))
    def crash(self, which):
        """SIGKILL of one process: its replies are interrupted with what was shown, the other's go on."""
        Life.crashes -= 1
        server = self.house.servers[which]
        theirs = [model for model in self.models if model.is_open and model.server is server]
        self.check_shown(theirs)
        server.kill()
        server.start()
        for model in theirs:
            self.settle(model, "interrupted")

    @rule(which=WHICH, model=replies)
    @precondition(lambda self: len(self.models) > 2)
    def delete(self, which, model):
        """The owner deletes the conversation: what is written in it ends, and every tab hears that it is gone."""
        if model.state == "gone":
            return
        conversation = model.asked.answer["conversation"]
        door = self.house.servers[which]
        answer = self.do(self.house.people[0].post_to(door, f"/c/{conversation}/delete/", {}))
        assert answer.status_code == 200, answer.text
        for one in self.models:
            if one.asked.answer["conversation"] == conversation:
                was_open, one.state = one.is_open, "gone"
                if was_open:
                    self.do(self.until(lambda one=one: all(screen.end for screen in one.screens), one))
                    self.do(self.until(lambda one=one: self.state_of(one) not in OPEN, one))
                    self.do(self.until(lambda one=one: one.asked.prompt not in self.house.upstream.asking(), one))

    @rule(model=replies)
    def look(self, model):
        """Everything said is shown in every tab, without being asked for."""
        if model.state != "gone":
            self.check_shown([model])

    def teardown(self):
        if not hasattr(self, "models"):
            return
        try:
            self.check_shown([model for model in self.models if model.state != "gone"])
            self.check_stored()
        finally:
            for model in self.models:
                for screen in model.screens:
                    self.do(screen.leave())
                if model.is_open:
                    self.do(self.tell(model, None))

    def do(self, coroutine):
        Life.steps += 1
        return self.call(coroutine)

    def ask(self, which, conversation=None):
        asked = Asked(script.prompt("told"))
        answer = self.post(which, asked, conversation)
        assert answer.status_code == 201, answer.text
        model = Model(asked, self.house.servers[which])
        self.models.append(model)
        return model

    def post(self, which, asked, conversation=None):
        server = self.house.servers[which]
        return self.do(self.house.people[0].send(asked, lambda: server, conversation))

    async def open(self, model, which):
        server = self.house.servers[which]
        screen = self.house.people[0].watch(model.asked, lambda: server)
        self.house.book.append(model.asked)
        return screen

    async def tell(self, model, words):
        async with asyncio.timeout(SHOWN):
            while not (calls := self.house.upstream.calls.get(model.asked.prompt)):
                await asyncio.sleep(0.005)
        calls[-1].words.put_nowait(words)

    async def stop_at(self, model, which):
        screen = await self.open(model, which)
        async with asyncio.timeout(SHOWN):
            while not (screen.tab and screen.tab.events):
                await asyncio.sleep(0.005)
            await screen.say("stop")
            await screen.task
        assert screen.text.get("text", "") == model.said

    def settle(self, model, state):
        """The reply comes to this end, and says so to every tab."""
        model.state = state
        self.do(self.until(lambda: self.state_of(model) == state, model))
        self.check_shown([model])

    def check_shown(self, models):
        for model in models:
            if not model.screens:
                model.screens.append(self.do(self.open(model, 0)))
            self.do(self.until(lambda model=model: all(agrees(model, screen) for screen in model.screens), model))
            assert not any(screen.healed for screen in model.screens)

    async def until(self, claim, model):
        try:
            async with asyncio.timeout(SHOWN):
                while not await asyncio.to_thread(claim):
                    await asyncio.sleep(0.01)
        except TimeoutError:
            shown = [(screen.text.get("text"), screen.end) for screen in model.screens]
            raise AssertionError(f"Said {model.said!r} ({model.state}), shown {shown}.") from None

    def state_of(self, model):
        return next((row[3] for row in self.house.rows(REPLIES) if row[0] == model.asked.answer["reply"]), "gone")

    def check_stored(self):
        """Each prompt once, each text as it was said, nothing still written of what was deleted."""
        stored = Stored(self.house)
        assert not stored.left
        for model in self.models:
            rows = stored.prompts.get(model.asked.prompt, [])
            ((_, sending, reply),) = rows
            assert (uuid.UUID(sending), reply) == (uuid.UUID(model.asked.sending), model.asked.answer["reply"])
            state, text = stored.replies[reply], stored.parts.get(reply, {}).get("text", "")
            if model.is_open:
                assert state in OPEN
            elif model.state == "gone":
                assert state not in OPEN
            else:
                assert (state, text) == (model.state, model.said)
            assert len(self.house.upstream.calls.get(model.asked.prompt, [])) <= 1


def agrees(model, screen):
    """Whether a tab shows what was said, and the end when there is one."""
    ended = screen.end["state"] if screen.end else "writing"
    return screen.text.get("text", "") == model.said and ended == model.state


class Beside:
    """An event loop in a thread of its own, for machines whose steps are plain calls."""

    def __init__(self):
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    def call(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(60)


def test_machine(stands_on, size, record):
    with Beside() as beside:
        house = House(stands_on, servers=2)
        beside.call(house.__aenter__())
        house.loop = beside.loop
        try:
            live(house, beside.call, size, record)
        finally:
            beside.call(house.__aexit__(None, None, None))
    record.keep()


def live(house, call, size, record):
    """Run so many lives of so many steps; the first that goes wrong is the record's violation."""
    Life.house, Life.call, Life.crashes, Life.steps = house, staticmethod(call), size.crashes, 0
    given = settings(
        max_examples=size.runs,
        stateful_step_count=size.steps,
        deadline=None,
        database=None,
        phases=[Phase.generate],  # Shrinking would need a fresh world for each try.
        suppress_health_check=list(HealthCheck),
    )
    try:
        run(seed(size.seed)(Life), settings=given)
    except (AssertionError, TimeoutError, pytest.fail.Exception) as error:
        record.violations.append(f"A life went wrong: {error}")
    record.runs += size.runs
    record.figures |= {"steps": Life.steps, "crashes": size.crashes - Life.crashes}
