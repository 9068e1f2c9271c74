"""Bodies that come compressed although identity was asked for; a small one may not become a huge one at once."""

import zlib
from collections.abc import Iterator

from .parts import Failed

STEP = 64 * 1024  # bytes handed on at once
GZIP, ZLIB, RAW = 31, 15, -15  # what zlib calls the three formats
MEMBER = b"\x1f\x8b"  # how each gzip member begins
OURS = {"gzip", "x-gzip", "deflate"}
FOREIGN = {"br", "zstd", "compress", "x-compress", "dcb", "dcz"}  # of IANA's list; nothing here unpacks them

BROKEN = "The model's server said that its answer was compressed, but it could not be unpacked. Please try again."
UNKNOWN = "The model's server compressed its answer in an unknown way. Please tell the team that runs this site."


def coding(header: str) -> str:
    """What a Content-Encoding header says of compression; servers also write "utf-8" or "none" there."""
    return ",".join(name for name in header.lower().replace(" ", "").split(",") if name in OURS | FOREIGN)


class Inflate:
    """Unpacks one body, by its coding."""

    def __init__(self, encoding: str):
        self.encoding, self.unpacker = encoding, None
        if encoding not in OURS:
            raise Failed("encoding", UNKNOWN)

    def feed(self, received: bytes) -> Iterator[bytes]:
        """The plain bytes, in steps. Raises Failed for what is not compressed as the header said."""
        try:
            self.unpacker = self.unpacker or self._open(received)
            yield from self._steps(received)
        except zlib.error as error:
            raise Failed("encoding", BROKEN) from error

    def _open(self, received):
        if self.encoding != "deflate":
            return zlib.decompressobj(GZIP)
        # "deflate" means the zlib format, which begins with an 8; some servers leave its header out.
        return zlib.decompressobj(ZLIB if received[0] & 15 == 8 else RAW)

    def _steps(self, received):
        plain = None
        while received or (plain and len(plain) == STEP):
            if self.unpacker.eof:
                if not received.startswith(MEMBER):
                    return
                self.unpacker = self._open(received)
            plain = self.unpacker.decompress(received, STEP)
            received = self.unpacker.unconsumed_tail or self.unpacker.unused_data
            yield plain
