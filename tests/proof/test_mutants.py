"""The suites prove themselves: with one mechanism of the product broken on purpose, each must find a violation."""

import asyncio

from . import script, test_faults, test_flood, test_readings, test_slow, test_stops, test_term
from .house import House
from .mutants import MUTANTS
from .people import Asked
from .record import Record
from .sizes import Size
from .truth import violations

LAST = 20  # seconds for the tabs to hear their end: what is said slowly on a busy machine ends late
LONG = {"count": 3000, "rate": 100}
TOLD = {"how": "told"}


class Small(Size):
    """A suite's small size, whatever the size of the run is."""

    def __init__(self, suite):
        super().__init__(suite, name="small")


async def begun(house, replies, **form):
    """So many replies under way, each shown in one tab at the first server."""
    book = [Asked(script.prompt(**form), may={"done", "stopped", "interrupted"}) for _ in range(replies)]
    for number, asked in enumerate(book):
        person = house.people[number % len(house.people)]
        house.book.append(asked)
        await person.send(asked, lambda: house.lines[0])
        person.watch(asked, lambda: house.lines[0])
    async with asyncio.timeout(20):
        while form != TOLD and not all(asked.screens[0].seen for asked in book):
            await asyncio.sleep(0.02)
    return book


async def ended(house):
    """Everything that is wrong when all is over."""
    left = await house.left_open()
    tabs = [screen for asked in house.book for screen in asked.screens]
    await asyncio.wait([screen.task for screen in tabs], timeout=LAST)
    late = [screen for screen in tabs if not screen.end]
    found = await asyncio.to_thread(violations, house, house.book)
    return found + [f"Reply {reply} is open." for reply in left] + ["A tab is without its end." for _ in late]


async def killed_while_nobody_can_write(house):
    """Text that arrives during a long lock must not be shown, since the process dies before it is stored."""
    await begun(house, 3, **LONG)
    holding = asyncio.create_task(house.hold_writers(2))
    await asyncio.sleep(1.5)
    house.servers[0].kill()
    await holding
    await asyncio.to_thread(house.servers[0].start)
    return await ended(house)


async def stopped_elsewhere_while_paused(house):
    """A process goes on with text in its hands for replies that were stopped elsewhere while it was paused."""
    book = await begun(house, 3, **LONG)
    house.servers[0].pause()
    try:
        for asked in book:
            screen = house.people[book.index(asked) % 2].watch(asked, lambda: house.servers[1])
            while not (screen.tab and screen.tab.events):
                await asyncio.sleep(0.01)
            await screen.say("stop")
        await asyncio.sleep(0.7)
    finally:
        house.servers[0].go_on()
    await asyncio.sleep(0.5)
    return await ended(house)


async def paused_and_swept(house):
    """A process that was paused for so long that the other one ended its replies goes on with text in its hands."""
    book = await begun(house, 3, **LONG)
    await asyncio.sleep(3)  # The judge must be sure of itself.
    house.servers[0].pause()
    try:
        deadline = asyncio.get_running_loop().time() + 8
        while await house.unended(book) and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.1)
    finally:
        house.servers[0].go_on()
    await asyncio.sleep(0.5)
    return await ended(house)


async def locked_for_long(house):
    """After a lock longer than a lease, everybody's lease looks old to whoever comes back first."""
    book = await begun(house, 3, count=900, rate=100) + await there(house, 3)
    for asked in book:
        asked.may = {"done"}
    await asyncio.sleep(3)
    await house.hold_writers(5)
    return await ended(house)


async def there(house, count):
    house.lines.reverse()
    try:
        return await begun(house, count, count=900, rate=100)
    finally:
        house.lines.reverse()


async def rejoined_while_it_is_said(house):
    """What is said while a tab joins, and then nothing more, is shown all the same."""
    (asked,) = await begun(house, 1, **TOLD)
    person, said, found = house.people[0], "", []
    async with asyncio.timeout(10):
        while asked.prompt not in house.upstream.calls:
            await asyncio.sleep(0.01)
    for number in range(6):
        screen = person.watch(asked, lambda: house.servers[0])
        while not (screen.tab and screen.tab.events):
            await asyncio.sleep(0)
        await asyncio.sleep(0.01 * number)
        said += "word "
        house.upstream.calls[asked.prompt][-1].words.put_nowait("word ")
        await asyncio.sleep(1)
        if screen.text.get("text", "") != said:
            found.append("A tab does not show what was said while it joined.")
        await screen.leave()
    return found


async def sent_twice(house):
    """The same prompt, sent again at once to the same process and to the other."""
    for number in range(10):
        asked, person = Asked(script.prompt("say", 50, 50)), house.people[number % 2]
        house.book.append(asked)
        await asyncio.gather(*(person.send(asked, lambda line=line: line) for line in house.lines * 2))
        person.watch(asked, lambda: house.lines[0])
    return await ended(house)


async def chatted(house, seconds=3):
    record = Record(Small("faults"), "sqlite")
    chatters = house.chatters(4, record.size.chance(), test_faults.FORMS[:2])
    chatting = [asyncio.create_task(chatter.run()) for chatter in chatters]
    await asyncio.sleep(seconds)
    await test_faults.farewell(house, chatters, chatting, record)
    return record.violations


async def stopped(house):
    record = Record(Small("stops"), "sqlite")
    await test_stops.stopped(house, 10, record.size.chance(), record)
    return [sentence for sentence in record.violations if "closed" in sentence]


async def read_slowly(house):
    record = Record(Small("slow"), "sqlite")
    await test_slow.read_slowly(house, 3, 10, False, record)
    return record.violations


async def flooded(house):
    record = Record(Small("flood"), "sqlite")
    await test_flood.flooded(house, record.size, 5000, record)
    return [sentence for sentence in record.violations if "not 4429" in sentence]


async def read_on_record(house):
    record = Record(Small("readings"), "sqlite")
    await test_readings.read(house, 8, record)
    return record.violations


async def terminated(house):
    record = Record(Small("term"), "sqlite")
    await test_term.end(house, 5, record.size.chance(), record)
    return [sentence for sentence in record.violations if "ended with" in sentence]


SCENES = {  # mutant: what finds it, and at how many processes
    "tell before store": (killed_while_nobody_can_write, 1),
    "no state check in the fence": (stopped_elsewhere_while_paused, 2),
    "no lease sweep": (killed_while_nobody_can_write, 1),
    "a judge that trusts itself": (locked_for_long, 2),
    "close without folding": (chatted, 1),
    "read before joining": (rejoined_while_it_is_said, 1),
    "commits of unknown outcome, not idempotent": (chatted, 1),
    "claimed by everybody": (sent_twice, 2),
    "a stop that only says so": (stopped, 2),
    "shown before it is on record": (read_on_record, 1),
    "no window": (read_slowly, 1),
    "no allowance of frames": (flooded, 1),
    "no drain": (terminated, 1),
}
INTACT = {
    killed_while_nobody_can_write: 1,
    stopped_elsewhere_while_paused: 2,
    paused_and_swept: 2,
    locked_for_long: 2,
    rejoined_while_it_is_said: 1,
    sent_twice: 2,
    read_on_record: 1,
}  # scene: at how many processes the product plays it
ALIVE = {
    "commits of unknown outcome": chatted,
    "paused inside a commit": chatted,
}  # conditions that the product itself must survive
AT_ONCE = 4  # scenes, most of which wait


async def played(scenes):
    """What each of the scenes (name, scene, processes, mutant) finds, by name; a few at once."""
    gate, found = asyncio.Semaphore(AT_ONCE), {}

    async def play(name, scene, servers, mutant):
        async with gate, House(None, servers, mutant) as house:
            found[name] = await scene(house)

    await asyncio.gather(*(play(*one) for one in scenes))
    return found


async def test_the_suites_find_every_mutant(static_files):
    found = await played((mutant, scene, servers, mutant) for mutant, (scene, servers) in SCENES.items())

    assert [mutant for mutant, sentences in found.items() if not sentences] == []


async def test_the_same_scenes_find_nothing_in_the_product(static_files):
    intact = [(scene.__name__, scene, servers, "") for scene, servers in INTACT.items()]
    found = await played(intact + [(name, scene, 1, name) for name, scene in ALIVE.items()])

    assert {name: sentences for name, sentences in found.items() if sentences} == {}


async def test_a_pause_inside_a_commit_harms_nobody_on_postgresql(cluster, static_files):
    async with House(cluster, 1, "paused inside a commit") as house:
        assert await chatted(house, 6) == []


def test_every_mutant_has_its_scene():
    assert {*SCENES, *ALIVE} == set(MUTANTS)
