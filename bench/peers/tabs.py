"""Tabs of the peers, as their own pages talk: Chainlit's by Socket.IO, Gradio's by a queue and a stream of events."""

import asyncio
import json
import time
import uuid
from datetime import UTC, datetime

from bench import wire
from bench.tabs import ProductTab, Reading, RelayTab, Tab


class ChainlitTab(Tab):
    """Socket.IO over one WebSocket: a packet is a number, and JSON; 42 is an event with its arguments."""

    path = "/ws/socket.io/?EIO=4&transport=websocket"

    def __init__(self, port, person):
        super().__init__(port, {"Origin": f"http://127.0.0.1:{port}"})
        self.is_asked = False

    def heard(self, frame):
        now = time.monotonic_ns()
        if frame.startswith(b"42"):
            self.take_event(now, frame, *json.loads(frame[2:]))
        elif frame.startswith(b"40"):
            self.send(b'42["connection_successful"]')
        elif frame.startswith(b"0"):
            about = {"clientType": "webapp", "sessionId": str(uuid.uuid4()), "threadId": ""}
            self.send(b"40" + json.dumps(about | {"userEnv": "{}", "chatProfile": ""}).encode())
        elif frame == b"2":
            self.send(b"3")

    def take_event(self, now, frame, name, event=None):
        match name:
            case "stream_start" | "stream_token":
                self.size += len(frame)
                self.note(now, event["output" if name == "stream_start" else "token"])
            case "task_end" if self.is_asked:
                self.ended.set_result("done")
            case "clear_call_fn" if not self.ready.done():
                self.ready.set_result(None)

    async def ask(self, model):
        self.is_asked = True
        about = {"id": str(uuid.uuid4()), "name": "User", "type": "user_message", "threadId": ""}
        message = about | {"output": model, "createdAt": datetime.now(UTC).isoformat()}
        asked = {"message": message, "fileReferences": []}
        self.send(b"42" + json.dumps(["client_message", asked]).encode())


class GradioTab(Reading):
    """The prompt goes into the queue, and what comes of it is read as a stream of events."""

    def __init__(self, port, person):
        super().__init__()
        self.port = port

    async def open(self):
        _, said = await wire.request("GET", "/config", self.port, {})
        self.door = next(one["id"] for one in json.loads(said)["dependencies"] if one["api_name"] == "answer")
        self.ready.set_result(None)

    async def ask(self, model):
        session = uuid.uuid4().hex[:10]
        asked = json.dumps({"data": [model, None], "fn_index": self.door, "session_hash": session}).encode()
        await wire.request("POST", "/gradio_api/queue/join", self.port, {"Content-Type": "application/json"}, asked)
        path = f"/gradio_api/queue/data?session_hash={session}"
        self.reading = asyncio.create_task(self.read(path))

    async def read(self, path):
        """Every event lies in a chunk of its own."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 20)
        writer.write(wire.head("GET", path, self.port, {}))
        while line := await reader.readline():
            if line.startswith(b"data: "):
                self.heard(line)
        writer.close()
        self.lost()

    def heard(self, line):
        now, event = time.monotonic_ns(), json.loads(line[6:])
        if event["msg"] == "process_generating" and (said := event["output"]["data"][0]):
            self.size += len(line)
            self.note(now, said if isinstance(said, str) else "".join(text for _, _, text in said))
        elif event["msg"] == "process_completed":
            self.ended.set_result("done")

    def close(self):
        self.reading.cancel()


KINDS = {"product": ProductTab, "relay": RelayTab, "Chainlit": ChainlitTab, "Gradio": GradioTab}
