"""Every case of the conformance list, byte for byte over a socket."""

import pytest

from chat.upstream import Answer

from .cases import CASES
from .server import Upstream
from .told import endpoint, hear, question


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
async def test_it_tells_what_the_case_demands(case):
    async with Upstream(*case.replies) as upstream:
        answer = Answer(endpoint(upstream.base_url, case.timeouts, **case.endpoint), question(**case.request))

        told = await hear(answer)

        assert (told.text, told.reasoning, told.outcome, told.kind) == (
            case.text,
            case.reasoning,
            case.outcome,
            case.kind,
        ), told
        assert (told.raw, told.usage, told.model) == (case.raw, case.usage, case.model)
        assert (tuple(told.tools), tuple(told.steps)) == (case.tools, case.steps)
        assert (told.unreadable, told.empty or told.outcome == "failed") == (
            case.unreadable,
            case.empty or case.outcome == "failed",
        )
        assert told.failure is None or told.failure.status == case.status
        assert all(words in told.message for words in case.says), told.message
        assert not any(words in told.message for words in case.never), told.message
        assert len(told.message) < 500
        assert upstream.connections == case.calls == len(told.waits) + 1
        assert {name: upstream.asked[-1].json.get(name) for name in case.sent} == case.sent
        assert upstream.most == 1
        await upstream.quiet()


async def test_a_burst_costs_few_steps():
    (case,) = (case for case in CASES if case.id.startswith("C-50"))
    async with Upstream(*case.replies) as upstream:
        told = await hear(Answer(endpoint(upstream.base_url), question()))

    assert len(told.text) == 200
    assert told.lists < 10


def test_a_case_has_a_name_of_its_own():
    assert len({case.id for case in CASES}) == len(CASES)
