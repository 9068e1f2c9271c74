"""What must be true at the end, said as sentences about what is not."""

import hashlib
import itertools
import uuid

from . import script

OPEN = "queued", "writing"
TOLERANCE = 0.05  # seconds in which the upstream may see a new call before the end of the last one

REPLIES = """
    SELECT reply.id, prompt.id, prompt.client_id, reply.state, asked.text
    FROM chat_message reply
    JOIN chat_message prompt ON prompt.id = reply.parent_id
    JOIN chat_part asked ON asked.message_id = prompt.id AND asked.name = 'text'
    WHERE reply.role = 'assistant'
"""
PARTS = "SELECT message_id, name, text FROM chat_part"
LEFT = """
    SELECT DISTINCT chunk.reply_id FROM chat_chunk chunk JOIN chat_message reply ON reply.id = chunk.reply_id
    WHERE reply.state NOT IN ('queued', 'writing')
"""


class Stored:
    """Everything in a house's database at this moment."""

    def __init__(self, house):
        self.replies, self.prompts = {}, {}
        for reply, prompt, sending, state, text in house.rows(REPLIES):
            self.replies[reply] = state
            self.prompts.setdefault(text, []).append((prompt, str(uuid.UUID(str(sending))), reply))
        self.parts = {}
        for message, name, text in house.rows(PARTS):
            self.parts.setdefault(message, {})[name] = text
        self.left = {reply for (reply,) in house.rows(LEFT)}


def violations(house, book):
    """Sentences about every promise that was broken for the prompts in the book; empty is good."""
    stored, found = Stored(house), []
    for asked in book:
        if asked.answer:
            found += [f"{sentence} ({asked.prompt})" for sentence in of_prompt(house, stored, asked)]
    found += [f"Reply {reply} is still {state}." for reply, state in stored.replies.items() if state in OPEN]
    found += [f"Reply {reply} is closed, and has chunks." for reply in stored.left]
    return found


def of_prompt(house, stored, asked):
    rows = stored.prompts.get(asked.prompt, [])
    if len(rows) != 1 or len(asked.replies) != 1:
        return [f"An acknowledged prompt has {len(rows)} rows and was answered with {len(asked.replies)} replies."]
    prompt, sending, reply = rows[0]
    if (prompt, reply, sending) != (asked.answer["prompt"], asked.answer["reply"], asked.sending):
        return ["A prompt was acknowledged as another one."]
    state, parts = stored.replies[reply], stored.parts.get(reply, {})
    return [
        *of_text(state, parts, script.whole(asked.prompt), asked),
        *of_screens(state, parts, asked),
        *of_calls(house.upstream.calls.get(asked.prompt, []), state),
    ]


def of_text(state, parts, whole, asked):
    """What is stored is what the upstream said, all of it or a beginning."""
    if state not in asked.may and state not in OPEN:
        yield f"A reply ended as {state}, and may only as {', '.join(asked.may)}."
    for name in {"text", "reasoning"} & (parts.keys() | whole.keys()):
        said, kept = whole.get(name, ""), parts.get(name, "")
        if not said.startswith(kept) or (state == "done" and said != kept):
            yield f"What is stored of the {name} ({len(kept)}, {state}) is not what was said ({len(said)})."


def of_screens(state, parts, asked):
    """What was shown is stored; at the end it is all that is stored."""
    for screen in asked.screens:
        if screen.healed:
            yield f"A tab had to forget what it had shown, {screen.healed} times."
        for name, shown in screen.text.items():
            kept = parts.get(name, "")
            if not kept.startswith(shown):
                yield f"A tab shows {len(shown)} characters of the {name}, and {len(kept)} are stored."
        if screen.end and (screen.end["state"] != state or digests(screen.text) != digests(parts)):
            yield f"A tab that ended as {screen.end['state']} does not show what is stored, which is {state}."


def of_calls(calls, state):
    """The upstream was asked once; again only after a call that had said nothing, and never two at once."""
    if len(calls) > 3:
        yield f"The upstream was asked {len(calls)} times."
    for call, following in itertools.pairwise(calls):
        if call.said:
            yield "The upstream was asked again after it had begun to answer."
        if call.closed is None or following.opened < call.closed - TOLERANCE:
            yield "The upstream was asked twice at once."
    if state == "done" and not (calls and calls[-1].ended):
        yield "A reply is done, and the upstream did not end it."


def digests(parts):
    return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in parts.items() if text}
