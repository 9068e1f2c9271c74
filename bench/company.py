"""Everybody who is measured in the same run: the floors, the product, and the peers that are there."""

from .figures import Row
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


def beside(case, figures, found, absent):
    """A row for each (key, figure, unit, target or None), from what each round found: {name: {key: value}}."""
    for key, figure, unit, target in figures:
        values = {name: [one[name][key] for one in found if key in one[name]] for name in found[0]}
        values = {name: measured for name, measured in values.items() if measured} | absent
        product, relay = values.pop("product"), values.pop("relay", None)
        yield Row(case, figure, unit, product, relay, target, values)
