"""The suites by name: each has `run(stand, runs, sizes)`, which yields rows.

`SIZES` are what it runs when no sizes are given: (how many, "DELTAS-RATE"); a suite without them has one size.
`RUNS` is how often when that is not given, `DATABASE` on which it runs in any case.
"""

from . import (
    budgets,
    ceiling,
    draw,
    enter,
    flat,
    history,
    inout,
    journal,
    long,
    memory,
    opening,
    page,
    pair,
    peers,
    posts,
    profile,
    reading,
    review,
    search,
    sockets,
    start,
    stops,
    streams,
    usage,
)

SUITES = {
    "streams": streams,
    "flat": flat,
    "reading": reading,
    "ceiling": ceiling,
    "pair": pair,
    "journal": journal,
    "profile": profile,
    "posts": posts,
    "stops": stops,
    "start": start,
    "memory": memory,
    "page": page,
    "opening": opening,
    "draw": draw,
    "enter": enter,
    "peers": peers,
    "long": long,
    "sockets": sockets,
    "history": history,
    "inout": inout,
    "search": search,
    "budgets": budgets,
    "review": review,
    "usage": usage,
}
