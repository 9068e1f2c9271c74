"""A WebSocket of bare bytes, for guests who do not behave: it reads nothing unless told to."""

import os
import socket
import struct
from contextlib import suppress
from pathlib import Path

TCP_INFO_ESTABLISHED = 1


class Plain:
    """An open socket at a server's /ws/, in blocking calls. `Plain(server, cookies)` shakes hands."""

    def __init__(self, server, cookies, receives=4096):
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receives)
        self.socket.connect(("127.0.0.1", server.port))
        self.port = self.socket.getsockname()[1]
        key = "dGhlIHNhbXBsZSBub25jZQ=="  # RFC 6455's own
        lines = ["GET /ws/ HTTP/1.1", f"Host: {server.host}", f"Origin: {server.origin}", "Upgrade: websocket"]
        lines += ["Connection: Upgrade", f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13", f"Cookie: {cookies}"]
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode())
        self.rest, self.empty_acknowledgements = b"", []
        while b"\r\n\r\n" not in self.rest:
            self.rest += self.socket.recv(1)
        assert b" 101 " in self.rest, self.rest
        self.rest = b""

    def say(self, text):
        self.socket.sendall(frame(text.encode()))

    def is_connected(self):
        """Whether this side still believes in the connection; a reset ends that without any reading."""
        return self.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] == TCP_INFO_ESTABLISHED

    def read_to_end(self, seconds=10):
        """Read all that comes, and return the code of the closing frame; None when there was none."""
        self.socket.settimeout(seconds)
        with suppress(OSError):
            while data := self.socket.recv(1 << 20):
                self.rest = (self.rest + data)[-(1 << 20) :]
        at = self.rest.rfind(b"\x88\x02")
        return struct.unpack("!H", self.rest[at + 2 : at + 4])[0] if at >= 0 else None

    def close(self):
        self.socket.close()


def frame(body):
    """A text frame from a client, masked with zeros, which leave the body as it is."""
    if len(body) < 126:
        size = bytes([0x80 | len(body)])
    elif len(body) < 1 << 16:
        size = bytes([0x80 | 126]) + struct.pack("!H", len(body))
    else:
        size = bytes([0x80 | 127]) + struct.pack("!Q", len(body))
    return b"\x81" + size + bytes(4) + body


def held(port):
    """The other side's ports of the connections that a process here holds on a port; without an inode nobody does."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return {int(row[2][-4:], 16) for row in rows if int(row[1][-4:], 16) == port and row[9] != "0"}


def memory(pid):
    """Bytes of memory that a process holds now."""
    with open(f"/proc/{pid}/statm") as file:  # noqa: PTH123 - as lean as a probe should be
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")


def files(pid):
    """How many files and sockets a process has open."""
    return len(os.listdir(f"/proc/{pid}/fd"))  # noqa: PTH208


def threads(pid):
    return len(os.listdir(f"/proc/{pid}/task"))  # noqa: PTH208
