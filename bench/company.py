"""Everybody who is measured in the same run: the floors, the product, and the peers that are there."""

import asyncio

from playwright.async_api import Error

from .figures import Row
from .glass import PATIENCE
from .peers import PEERS, Unmeasured


def company(stand, models):
    """(subjects in the order in which they take turns, {name: why it is not among them})."""
    subjects, absent = [stand.bare_page(), stand.relay(), stand.product(models)], {}
    for name in PEERS:
        try:
            subjects.append(stand.peer(name))
        except Unmeasured as reason:
            absent[name] = str(reason)
    return subjects, absent


def taken(subjects, measure, absent):
    """{name: what awaiting `measure` finds} of everybody in turn; a peer that fails is absent from then on."""
    found = {}
    for one in subjects:
        if one.name in absent:
            continue
        try:
            found[one.name] = asyncio.run(measure(one))
        except (TimeoutError, RuntimeError, Error) as reason:
            if one.name not in PEERS:
                raise
            absent[one.name] = str(reason).partition("\n")[0][:80] or f"not complete after {PATIENCE} s"
    return found


def beside(case, figures, found, absent):
    """A row for each (key, figure, unit, target or None), from what each round found: {name: {key: value}}."""
    for key, figure, unit, target in figures:
        values = {name: [one[name][key] for one in found if key in one.get(name, ())] for name in found[0]}
        values = {name: measured for name, measured in values.items() if measured} | absent
        product, relay = values.pop("product"), values.pop("relay", None)
        yield Row(case, figure, unit, product, relay, target, values)
