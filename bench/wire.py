"""HTTP and WebSocket as bytes: the load shares its machine with the server, so it must cost little."""

import asyncio
import ssl
import struct

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10  # opcodes, RFC 6455, 5.2
KEY = "dGhlIHNhbXBsZSBub25jZQ=="  # the RFC's own; nobody here needs proof that the answer is for us


def head(method, path, port, headers):
    """The head of a request; it is sent to the host that its origin names, if it has one."""
    host = headers.get("Origin", f"//127.0.0.1:{port}").partition("//")[2]
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode()


def secured(headers):
    """TLS for an origin that has it. Its certificate is of today and nobody's."""
    return ssl._create_unverified_context() if headers.get("Origin", "").startswith("https:") else None


async def request(method, path, port, headers, body=b""):
    """Ask once on a connection of its own; return (status, body). The answer must not be chunked."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=secured(headers))
    about = headers | {"Connection": "close", "Content-Length": len(body)}
    writer.write(head(method, path, port, about) + body)
    answer = await reader.read()
    writer.close()
    start, _, said = answer.partition(b"\r\n\r\n")
    return int(start.split()[1]) if start else 0, said


class Socket(asyncio.Protocol):
    """The client's end of one WebSocket. Whoever inherits it has `heard(text)` and `lost()`."""

    path = "/ws/"

    def __init__(self, port, headers):
        self.port, self.headers = port, headers
        self.received, self.is_open = bytearray(), False

    async def open(self):
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: self, "127.0.0.1", self.port, ssl=secured(self.headers))

    def connection_made(self, transport):
        self.transport = transport
        upgrade = {"Connection": "Upgrade", "Upgrade": "websocket"}
        about = self.headers | upgrade | {"Sec-WebSocket-Version": 13, "Sec-WebSocket-Key": KEY}
        transport.write(head("GET", self.path, self.port, about))

    def connection_lost(self, error):
        self.lost()

    def data_received(self, received):
        self.received += received
        if not self.is_open:
            answer, end, rest = bytes(self.received).partition(b"\r\n\r\n")
            if not end:
                return
            self.is_open, self.received = b" 101 " in answer[:16], bytearray(rest)
        while self.is_open and (frame := self.next_frame()):
            self.take(*frame)

    def next_frame(self):
        """(opcode, payload) of the first whole frame, taken out; servers do not mask theirs."""
        if len(self.received) < 2:
            return None
        length, start = self.received[1], 2
        if length > 125:
            start = 4 if length == 126 else 10
            if len(self.received) < start:
                return None
            length = int.from_bytes(self.received[2:start])
        if len(self.received) < start + length:
            return None
        frame = self.received[0] & 15, bytes(self.received[start : start + length])
        del self.received[: start + length]
        return frame

    def take(self, opcode, payload):
        if opcode == TEXT:
            self.heard(payload)
        elif opcode == PING:
            self.send(payload, PONG)
        elif opcode == CLOSE:
            self.transport.close()

    def send(self, payload, opcode=TEXT):
        """A client must mask; a mask of zeros is one, and costs nothing."""
        size = len(payload)
        length = struct.pack("!B", 128 | size) if size < 126 else struct.pack("!BH", 128 | 126, size)
        self.transport.write(bytes([128 | opcode]) + length + bytes(4) + payload)

    def close(self):
        self.transport.close()
