"""How long a server wants us to wait, and how that is said."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def wanted(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait before asking again, as the server wants it (RFC 9110 10.2.3, and milliseconds at OpenAI)."""
    try:
        if "retry-after-ms" in headers:
            seconds = float(headers["retry-after-ms"]) / 1000
        else:
            seconds = _seconds(headers.get("retry-after", ""))
    except (ValueError, TypeError, OverflowError):
        return None
    return max(0.0, seconds) if seconds < 10**9 else None


def duration(seconds: float) -> str:
    """A span of time in words."""
    for unit, size in (("hour", 3600), ("minute", 60)):
        if seconds >= 1.9 * size:
            return f"{round(seconds / size)} {unit}s"
    return f"{round(seconds)} seconds"


def _seconds(value):
    value = value.strip()
    if value.replace(".", "", 1).isdigit():
        return float(value)
    return (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds()
