"""One browser tab on the WebSocket, following the rule that the page's script follows."""

import asyncio
import contextlib
import json
import zlib

import websockets

ACKNOWLEDGED = 16384  # characters after which a tab says how far it has come


class Tab:
    """Watches one reply: what begins where it is gets appended, the past is ignored, a gap is asked for.

    `after` is a tab it comes back from, `text` the text of each part, `closed` the closing event once both agree,
    `gone` says that there is no such reply, `code` the socket's close code, `events` everything that came.
    """

    def __init__(self, person, reply, after=None, acknowledges=True):
        self.person, self.reply, self.acknowledges = person, reply, acknowledges
        self.at, self.text, self.owed = dict(after.at if after else {}), dict(after.text if after else {}), 0
        self.events, self.state, self.closed, self.gone, self.code = [], None, None, False, None
        self.asked = self.healed = 0
        self.changed = asyncio.Event()

    async def __aenter__(self):
        server = self.person.server
        # Addressed by its public name, and reached on this machine.
        self.socket = await websockets.connect(
            f"ws://{server.host}/ws/",
            host="127.0.0.1",
            port=server.port,
            origin=self.person.server.origin,
            additional_headers={"Cookie": self.person.cookies},
            max_size=None,
            max_queue=None,
            proxy=None,
        )
        self.reading = asyncio.create_task(self.read())
        await self.watch()
        return self

    async def __aexit__(self, *_):
        self.reading.cancel()
        await self.socket.close()

    async def until(self, claim, seconds=10):
        """Wait until `claim(tab)` is true, and return the tab."""
        try:
            async with asyncio.timeout(seconds):
                while not claim(self):
                    self.changed.clear()
                    await self.changed.wait()
        except TimeoutError:
            raise AssertionError(f"Not true after {seconds} s. The last events: {self.events[-3:]}") from None
        return self

    async def until_closed(self, seconds=10):
        """Wait for the reply's end, and return its state."""
        await self.until(lambda tab: tab.closed or tab.gone, seconds)
        return self.closed["state"] if self.closed else "gone"

    async def stop(self):
        await self.say("stop", reply=self.reply)

    async def watch(self):
        await self.say("watch", reply=self.reply, at=self.at)

    async def say(self, kind, **more):
        # A socket that has just ended is noticed by read(); a late acknowledgement is no fault.
        with contextlib.suppress(websockets.ConnectionClosed):
            await self.socket.send(json.dumps({"type": kind} | more))

    async def read(self):
        with contextlib.suppress(websockets.ConnectionClosed):
            async for frame in self.socket:
                event = heard(frame)
                self.events.append(event)
                await self.hear(event)
                self.changed.set()
        self.code = self.socket.close_code
        self.changed.set()

    async def hear(self, event):
        match event["type"]:
            case "delta":
                await self.append(event)
            case "state":
                self.state = event["state"]
            case "closed":
                await self.compare(event)
            case "gone" if event["reply"] == self.reply:
                self.gone = True

    async def append(self, event):
        part, here = event["part"], self.at.get(event["part"], 0)
        if event["from"] == here:
            self.text[part] = self.text.get(part, "") + event["text"]
            self.at[part] = event["to"]
            await self.acknowledge(event)
        elif event["to"] > here:
            self.asked += 1
            await self.watch()

    async def acknowledge(self, event):
        self.owed += len(event["text"])
        if self.acknowledges and self.owed >= ACKNOWLEDGED:
            self.owed = 0
            await self.say("ack", reply=self.reply, part=event["part"], to=event["to"])

    async def compare(self, event):
        """Believe the closing event only when every part is what it says; forget a part that is not."""
        wrong = [part for part, whole in event["parts"].items() if whole != self.whole(part)]
        if wrong:
            self.healed += 1
            for part in wrong:
                self.at[part], self.text[part] = 0, ""
            await self.watch()
        else:
            self.closed, self.state = event, event["state"]

    def whole(self, part):
        """Length and digest, as a closing event states them."""
        return [self.at.get(part, 0), f"{zlib.crc32(self.text.get(part, '').encode()):08x}"]


def heard(frame):
    """A frame as an event; text comes as a row, `[reply, from, to, text, part]`."""
    event = json.loads(frame)
    if not isinstance(event, list):
        return event
    reply, start, end, text, part = [*event, "text"][:5]
    return {"type": "delta", "reply": reply, "part": part, "from": start, "to": end, "text": text}
