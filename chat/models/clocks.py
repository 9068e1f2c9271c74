"""How long a provider is waited for: the clocks of `chat.upstream.Timeouts`, as columns of the same names."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

LONGEST = 86_400  # seconds
SHORTEST = 0.1  # seconds; a clock that fires at once would only be a way to break a provider
NAMES = ("connect", "write", "silence", "thought", "total", "grace", "patience", "pause")


def clock(default, what, least=SHORTEST, **more):
    checks = [MinValueValidator(least), MaxValueValidator(LONGEST)]
    return models.FloatField(default=default, validators=checks, help_text=f"Seconds {what}", **more)


class Clocks(models.Model):
    """Seconds to wait for what; an empty one waits for ever."""

    connect = clock(10, "until a connection must be there.")
    write = clock(30, "for each piece of the question to be taken.")
    silence = clock(120, "without any byte, then the call is given up. Empty: never.", null=True, blank=True)
    thought = clock(300, "with signs of life but nothing said. Empty: never.", null=True, blank=True)
    total = clock(3600, "for one whole answer. Empty: no limit.", null=True, blank=True)
    grace = clock(4, "for the token counts that may follow the end.", least=0)
    patience = clock(30, "that a failed call waits at most before it is repeated.", least=0)
    pause = clock(0.5, "of the first such wait where the server names none.", least=0)

    class Meta:
        abstract = True
        # An empty clock passes: what is compared with NULL is never false.
        constraints = [
            models.CheckConstraint(
                condition=Q(**{f"{name}__gte": 0 for name in NAMES}, **{f"{name}__lte": LONGEST for name in NAMES}),
                name="%(class)s_waits_for_some_time",
            )
        ]

    def clocks(self):
        """`{name: seconds or None}`, as `chat.upstream.Timeouts` takes them."""
        return {name: getattr(self, name) for name in NAMES}
