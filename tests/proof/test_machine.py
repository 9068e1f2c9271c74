"""A state machine over the real product and a model of the truth: whatever is done in whatever order, both agree."""

import uuid

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run

from . import script
from .beside import Beside
from .house import House
from .people import Asked
from .record import Record
from .sizes import Size
from .world import Model, World

WORDS = st.text(st.sampled_from("ab é😀\n日"), min_size=1, max_size=8)
FIRST = st.one_of(WORDS, WORDS, st.just(""))  # what a reply begins with, if anything
WHICH = st.integers(0, 1)
ANY = st.integers(0, 9)
DOOMED = st.sampled_from([False] * 19 + [True])  # whether a life may have a crash, which takes long


class Life(RuleBasedStateMachine):
    """Verbs of people, of the upstream and of fate; `house` and `call` are set by the test."""

    replies = Bundle("replies")
    tabs = Bundle("tabs")
    house = call = None
    crashes = steps = 0

    @initialize(is_doomed=DOOMED)
    def begin(self, is_doomed):
        self.world, self.is_doomed = World(self.house), is_doomed

    @rule(target=replies, which=WHICH, words=FIRST)
    def send(self, which, words):
        return self.ask(which, words)

    @rule(target=replies, which=WHICH, words=FIRST, any_=ANY)
    @precondition(lambda self: self.world.ended())
    def follow(self, which, words, any_):
        """Ask on in the same conversation, behind the reply that is shown last."""
        model = chosen(self.world.ended(), any_)
        latest = self.world.of_conversation(model)[-1]
        if latest.is_open:
            return model
        return self.ask(which, words, model.conversation, str(latest.reply), is_named=False)

    @rule(target=replies, which=WHICH, words=FIRST, model=replies)
    def edit(self, which, words, model):
        """Ask with another text in the place of a prompt: a sibling, whatever became of the first."""
        if model.state == "gone":
            return self.ask(which, words)
        return self.ask(which, words, model.conversation, model.parent)

    @rule(target=replies, which=WHICH, words=FIRST, any_=ANY)
    @precondition(lambda self: self.world.ended())
    def retry(self, which, words, any_):
        """Ask for another reply to the same prompt."""
        model = chosen(self.world.ended(), any_)
        if any(one.is_open for one in self.world.of_prompt(model)):
            return model  # With two open for one prompt the upstream could not tell them apart.
        path, calls = f"/m/{model.reply}/again/", len(self.world.calls(model))
        return self.born(which, words, Asked(model.asked.prompt), path, {"model": ""}, model.parent, calls)

    @rule(which=WHICH, any_=ANY)
    @precondition(lambda self: self.world.open_ones())
    def come_too_early(self, which, any_):
        """Ask on behind a reply that is still written, or for another one in its place: refused."""
        model = chosen(self.world.open_ones(), any_)
        behind = written(Asked(script.prompt("told"))) | {"conversation": model.conversation, "parent": model.reply}
        for path, form in ("/ask/", behind), (f"/m/{model.reply}/again/", written(model.asked) | {"id": uuid.uuid4()}):
            assert self.post(which, path, form).status_code == 409

    @rule(which=WHICH, model=replies)
    def send_again(self, which, model):
        """The same id and text, at either process: the same reply, unless its conversation was deleted."""
        if model.state != "gone":
            answer = self.post(which, model.path, model.form)
            assert (answer.status_code, answer.json()["reply"]) == (200, model.reply), answer.text

    @rule(which=WHICH, model=replies)
    def send_another_text(self, which, model):
        if model.state != "gone":
            other = Asked(script.prompt("told"), sending=model.asked.sending)
            form = written(other) | {"conversation": model.conversation}
            assert self.post(which, "/ask/", form).status_code == 409

    @rule(target=tabs, which=WHICH, model=replies)
    def watch(self, which, model):
        """Open a tab, a second one, one at the other process."""
        return model, self.do(self.world.open(model, which))

    @rule(tab=consumes(tabs))
    def leave(self, tab):
        self.do(self.world.leave(*tab))

    @rule(tab=tabs)
    def drop(self, tab):
        """The line breaks; the tab comes back by itself."""
        self.house.loop.call_soon_threadsafe(lambda: tab[1].tab and tab[1].tab.socket.transport.abort())

    @rule(words=WORDS, any_=ANY)
    @precondition(lambda self: self.world.open_ones())
    def say(self, words, any_):
        """The upstream says something."""
        self.tell(chosen(self.world.open_ones(), any_), words)

    @rule(any_=ANY)
    @precondition(lambda self: self.world.open_ones())
    def finish(self, any_):
        model = chosen(self.world.open_ones(), any_)
        self.do(self.world.tell(model, None))
        self.do(self.world.settle(model, "done"))

    @rule(which=WHICH, any_=ANY)
    @precondition(lambda self: self.world.open_ones())
    def stop(self, which, any_):
        """Somebody stops it after everything said was shown, from either process."""
        model = chosen(self.world.open_ones(), any_)
        self.do(self.world.shown([model]))
        self.do(self.world.stop(model, which))
        self.do(self.world.settle(model, "stopped"))

    @rule(which=WHICH)
    @precondition(lambda self: self.is_doomed and self.world.open_ones())
    def crash(self, which):
        """SIGKILL of one process: its replies are interrupted with what was shown, the other's go on."""
        self.is_doomed = False
        Life.crashes += 1
        server = self.house.servers[which]
        theirs = [model for model in self.world.open_ones() if model.server is server]
        self.do(self.world.shown(theirs))
        server.kill()
        server.start()
        for model in theirs:
            self.do(self.world.settle(model, "interrupted"))

    @rule(which=WHICH, model=replies)
    @precondition(lambda self: len(self.world.models) > 1)
    def delete(self, which, model):
        """The owner deletes the conversation: what is written in it ends, and every tab hears that it is gone."""
        if model.state == "gone":
            return
        family = self.world.of_conversation(model)
        self.do(self.world.shown([one for one in family if one.is_open]))
        assert self.post(which, f"/c/{model.conversation}/delete/", {}).status_code == 200
        for one in family:
            self.do(self.world.vanish(one))

    @rule(which=WHICH)
    @precondition(lambda self: any(model.state == "gone" for model in self.world.models))
    def restore(self, which):
        """The owner takes one back: everything stands as before, and what was written then is stopped."""
        gone = next(model for model in self.world.models if model.state == "gone")
        path = f"/c/{gone.conversation}/restore/"
        assert [self.post(which, path, {}).status_code for _ in range(2)] == [200, 404]
        for one in self.world.of_conversation(gone):
            self.do(self.world.appear(one))

    @rule(model=replies)
    def look(self, model):
        """Everything said is shown in every tab, without being asked for."""
        if model.state != "gone":
            self.do(self.world.shown([model]))

    def teardown(self):
        if not hasattr(self, "world"):
            return
        try:
            self.do(self.world.shown(self.world.open_ones() + self.world.ended()))
            self.world.check_stored()
        finally:
            for model in self.world.models:
                for screen in list(model.screens):
                    self.do(self.world.leave(model, screen))
                if model.is_open:
                    self.do(self.world.tell(model, None))

    def do(self, coroutine):
        Life.steps += 1
        return self.call(coroutine)

    def post(self, which, path, form):
        return self.do(self.world.post(which, path, form))

    def ask(self, which, words, conversation="", parent="root", is_named=True):
        """A new prompt; `is_named` says whether the form names its parent, or leaves it to what is shown last."""
        asked = Asked(script.prompt("told"))
        form = written(asked) | {"conversation": conversation, "parent": parent if is_named else ""}
        return self.born(which, words, asked, "/ask/", form, parent)

    def born(self, which, words, asked, path, form, parent, calls=0):
        form |= {"id": asked.sending}
        answer = self.post(which, path, form)
        assert answer.status_code == 201, answer.text
        asked.answer = answer.json()
        model = Model(asked, self.house.servers[which], path, form, parent, calls)
        self.world.models.append(model)
        if words:
            self.tell(model, words)
        return model

    def tell(self, model, words):
        model.said += words
        self.do(self.world.tell(model, words))


def chosen(models, any_):
    """One of several, by a number that is drawn before it is known how many there are."""
    return models[any_ % len(models)]


def written(asked):
    return {"id": asked.sending, "text": asked.prompt, "model": ""}


def test_machine(stands_on, size, record):
    lived(stands_on, size, record)
    record.keep()


def test_machine_notices_a_close_that_does_not_fold(static_files):
    size = Size("machine", "small")
    record = Record(size, "sqlite")

    lived(None, size, record, mutant="close without folding")

    assert record.violations


def lived(cluster, size, record, **more):
    """Run all lives in one house."""
    with Beside() as beside:
        house = House(cluster, servers=2, **more)
        beside.call(house.__aenter__())
        house.loop = beside.loop
        try:
            live(house, beside.call, size, record)
        finally:
            beside.call(house.__aexit__(None, None, None))


def live(house, call, size, record):
    """Run so many lives of so many steps; the first that goes wrong is the record's violation."""
    Life.house, Life.call, Life.crashes, Life.steps = house, staticmethod(call), 0, 0
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
    record.figures |= {"steps": Life.steps, "crashes": Life.crashes}
