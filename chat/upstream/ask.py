"""Whom to ask and what: plain data, made by the caller and never changed."""

import re
from dataclasses import dataclass, field

SECRET = re.compile("key|auth|token|secret|cookie", re.IGNORECASE)  # names of headers not to be shown


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long to wait for what, in seconds. `None` waits for ever."""

    connect: float = 10
    write: float = 30
    silence: float | None = 120  # no byte at all
    thought: float | None = 300  # bytes, such as keep-alives, but nothing said
    total: float | None = 3600  # one call, from its first byte out to its last byte in
    grace: float = 4  # for the counts that may follow a finish reason
    patience: float = 30  # the longest pause before a call is repeated by itself
    pause: float = 0.5  # the first such pause where the server names none; then doubling


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One provider: where it is, how it is spoken to, and the key. Its repr shows no secret.

    `thinks_first` is for servers whose answers begin inside <think> without saying so.
    """

    name: str  # as people know it; appears in messages
    base_url: str
    key: str = field(default="", repr=False)
    dialect: str = "chat_completions"
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    timeouts: Timeouts = Timeouts()
    thinks_first: bool = False
    trust_env: bool = False  # whether HTTPS_PROXY and its like lead the way
    longest: int = 4_000_000  # characters of one answer, all its parts together

    def url(self, path: str) -> str:
        """The address of a path, also where the base has a query (`?api-version=...`)."""
        base, mark, query = self.base_url.strip().partition("?")
        base = base.rstrip("/").removesuffix(path)
        return f"{base}{path}{mark}{query}"

    def secrets(self) -> list[str]:
        """What must never be shown, the longest first."""
        found = {self.key.strip(), *(value.strip() for name, value in self.headers.items() if SECRET.search(name))}
        return sorted((secret for secret in found if len(secret) >= 4), key=len, reverse=True)


@dataclass(frozen=True, slots=True)
class Request:
    """One question: messages are [{"role": ..., "content": ...}]; parameters go to the provider as they are."""

    model: str
    messages: list[dict]
    parameters: dict = field(default_factory=dict)
