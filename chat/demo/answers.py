"""How the demo answers when nothing fails: the show-piece, and the words that change its pace or its kind."""

import itertools

from .reply import Reply, pieces
from .showpiece import NOTICE, showpiece
from .words import listed, word

COUNTED = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
LONG = 3000  # tokens
ARGUMENTS = '{"place": "Łódź", "unit": "celsius"}'


async def show(reply: Reply) -> None:
    """The answer to a prompt without any of the words."""
    await reply.speak(showpiece(reply.asked.text, listed()))
    await reply.close("stop")


@word("echo", does="Repeats the prompt and nothing else.")
async def echo(reply: Reply) -> None:
    await reply.speak(reply.asked.text)
    await reply.close("stop")


@word("reason", "think", does="Reasons for a second, then answers.")
async def reason(reply: Reply) -> None:
    thought = (
        "The prompt asks for reasoning. There is nobody here to do it, so let me count instead: one sheep jumps "
        "over the fence, two sheep jump over the fence, three sheep look at the fence and stay. That should do. "
        "The answer can be short, and it must say that it was written beforehand."
    )
    await reply.speak(thought, "reasoning_content", rate=len(pieces(thought)))
    await reply.speak(
        f"{NOTICE} Its reasoning is shown apart from this answer, and is not sent back with the next prompt."
    )
    await reply.close("stop")


@word("slow", does="Waits two seconds, then says two words a second.")
async def slow(reply: Reply) -> None:
    await reply.open()
    await reply.pause(2)
    await reply.recite(_spaced(f"{NOTICE} It takes its time: two words a second, and no hurry at all."), rate=2)
    await reply.close("stop")


@word("long", does="Says 3,000 words, 200 a second.")
async def long(reply: Reply) -> None:
    await reply.recite(list(itertools.islice(_paragraphs(), LONG)), rate=200)
    await reply.close("stop")


@word("endless", does="Goes on until somebody stops it.")
async def endless(reply: Reply) -> None:
    for said in _paragraphs():
        await reply.recite([said], rate=20)


@word("late count", does="Ends at once, and counts its tokens two seconds later.")
async def late_count(reply: Reply) -> None:
    await reply.speak(f"{NOTICE} This is its last word.")
    await reply.tell({}, "stop")
    await reply.pause(2)
    await reply.close("stop")


@word("late text", does="Says that it is all, and goes on two seconds later.")
async def late_text(reply: Reply) -> None:
    await reply.speak(f"{NOTICE} This is its last word.")
    await reply.tell({}, "stop")
    await reply.pause(2)
    await reply.speak(" And this is one more.")
    await reply.close("stop")


@word("length", does="Reaches its length limit in mid-sentence.")
async def length(reply: Reply) -> None:
    await reply.speak(f"{NOTICE} This answer reached the limit of its length before it came to the")
    await reply.close("length")


@word("tool", does="Calls a tool, in pieces.")
async def tool(reply: Reply) -> None:
    await reply.speak(f"{NOTICE} Let me look at the weather. ")
    first = {
        "index": 0,
        "id": "call_demo",
        "type": "function",
        "function": {"name": "weather", "arguments": ""},
    }
    await reply.tell({"tool_calls": [first]})
    for piece in pieces(ARGUMENTS):
        await reply.pause(0.05)
        await reply.tell({"tool_calls": [{"index": 0, "function": {"arguments": piece}}]})
    await reply.close("tool_calls")


@word("refuse", does="Declines to answer.")
async def refuse(reply: Reply) -> None:
    await reply.speak("I am the demo, no AI, and you asked me to decline. So I do.", "refusal")
    await reply.close("stop")


@word("empty", does="Finishes without any text.")
async def empty(reply: Reply) -> None:
    await reply.close("stop")


def _spaced(text: str) -> list[str]:
    return [f"{one} " for one in text.split()]


def _paragraphs():
    """Words without end, each with its white space, in numbered paragraphs of three lines."""
    yield from _spaced(NOTICE)[:-1]
    yield NOTICE.split()[-1]
    for paragraph in itertools.count(1):
        yield f"\n\n{paragraph}. "
        yield from _spaced(COUNTED + ",")
        yield from _spaced(" ".join(reversed(COUNTED.split())) + ".")
