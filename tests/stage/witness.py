"""A TCP relay that writes down what a server sends; it understands nothing of it."""

import asyncio
import json


class Witness:
    """Relays to `port` on loopback. `heard` has what came back, for each connection; `open` of them are under way."""

    def __init__(self, port):
        self.behind, self.heard, self.open = port, [], 0

    async def __aenter__(self):
        self.server = await asyncio.start_server(self.relay, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_):
        self.server.close()

    async def relay(self, reader, writer):
        heard = bytearray()
        self.heard.append(heard)
        self.open += 1
        their_reader, their_writer = await asyncio.open_connection("127.0.0.1", self.behind)
        ways = [self.carry(reader, their_writer), self.carry(their_reader, writer, heard)]
        tasks = [asyncio.create_task(way) for way in ways]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        self.open -= 1
        for end in writer, their_writer:
            end.close()
        for task in tasks:
            task.cancel()

    async def carry(self, reader, writer, heard=None):
        try:
            while received := await reader.read(65536):
                if heard is not None:
                    heard += received
                writer.write(received)
                await writer.drain()
        except ConnectionError:
            pass

    def text(self):
        """The text of the last chat completion, read from its bytes by the simplest means there are."""
        body = next(bytes(heard) for heard in reversed(self.heard) if b"chat.completion.chunk" in heard)
        lines = [line for line in body.split(b"\n") if line.startswith(b"data: {")]
        deltas = [json.loads(line[6:])["choices"] for line in lines]
        return "".join(choice["delta"].get("content") or "" for choices in deltas for choice in choices)
