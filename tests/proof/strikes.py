"""The faults that strike a house, each of which ends with everything back again; by name in STRIKES."""

import asyncio
import signal

from .line import HOWS

PATIENCE = 15  # seconds for a process to end after SIGTERM, its drain included


async def kill(house, chance):
    """SIGKILL, and a start right after it."""
    server = chance.choice(house.servers)
    with house.may_end({"interrupted"}, server):
        server.kill()
        await asyncio.to_thread(server.start)


async def terminate(house, chance):
    """SIGTERM, the whole drain, and a start."""
    server = chance.choice(house.servers)
    with house.may_end({"interrupted"}, server):
        server.send_signal(signal.SIGTERM)
        code = await asyncio.to_thread(server.process.wait, PATIENCE)
        await asyncio.to_thread(server.start)
    return [f"A server ended with code {code} after SIGTERM."] if code else []


async def pause(house, chance):
    """SIGSTOP, for less or more than the term of a lease, and SIGCONT."""
    server, seconds = chance.choice(house.servers), chance.uniform(1, 6)
    with house.may_end({"interrupted"}, server):
        server.pause()
        try:
            await asyncio.sleep(seconds)
        finally:
            server.go_on()
        await asyncio.sleep(1)  # What came while it was paused is taken now, on a lease not yet renewed.


async def lock(house, chance):
    """Nobody can write to the database for longer than a lease."""
    await house.hold_writers(chance.uniform(2, 10))


async def restart_database(house, chance):
    await asyncio.to_thread(house.cluster.stop, chance.choice(["fast", "immediate"]))
    await asyncio.sleep(chance.uniform(0, 3))
    await asyncio.to_thread(house.cluster.start)


async def pause_database(house, chance):
    house.cluster.signal_all(signal.SIGSTOP)
    try:
        await asyncio.sleep(chance.uniform(1, 10))
    finally:
        house.cluster.signal_all(signal.SIGCONT)


async def reset(house, chance):
    with house.may_end({"failed"}):
        house.upstream.reset()


async def stall(house, chance):
    house.upstream.talks.clear()
    await asyncio.sleep(chance.uniform(0.5, 4))
    house.upstream.talks.set()


async def refuse(house, chance):
    """The upstream is gone for a while, or too busy."""
    is_busy = house.upstream.is_busy = chance.random() < 0.5
    with house.may_end({"failed"}):
        if not is_busy:
            house.upstream.refuse()
        await asyncio.sleep(chance.uniform(0.5, 3))
        if not is_busy:
            await house.upstream.listen()
        house.upstream.is_busy = False


async def cut(house, chance):
    """The line of some browsers is cut, or slow."""
    line, seconds = chance.choice(house.lines), chance.uniform(0.1, 2)
    if (how := chance.choice([*HOWS, "delay"])) == "delay":
        line.delay = 0.3
        await asyncio.sleep(seconds)
        line.delay = 0
    else:
        await line.cut(how, seconds)


ANYWHERE = [kill, terminate, pause, lock, reset, stall, refuse, cut]
ON_POSTGRES = [restart_database, pause_database]


def dealt(database, count, chance):
    """So many faults, every kind as often as every other."""
    kinds = ANYWHERE + ON_POSTGRES * (database == "postgres")
    hands = []
    while len(hands) < count:
        hands += chance.sample(kinds, len(kinds))
    return hands[:count]
