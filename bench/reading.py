"""Run as a program: what it costs to read a model's server, without anything that the product does with it.

`python -m bench.reading URL STREAMS MODEL`: parser and dialect over events in memory, beside a bare json.loads of each;
then so many answers at once over sockets, beside a bare httpx that only takes their bytes. Prints JSON: CPU in us.
"""

import asyncio
import json
import ssl
import sys
import time

import httpx

from chat.upstream import Answer, Endpoint, Request, chat_completions
from chat.upstream.body import Body

EVENTS = 5000  # read in memory
WORDS = [" An", " ordinary", " event", " holds", " a", " few", " letters"]


def main(url, streams, model):
    deltas = int(streams) * int(model.split("-")[1])
    asyncio.run(at_once(bare, url, 2, model))  # What is imported and made once is not measured.
    asyncio.run(at_once(product, url, 2, model))
    found = {"parse": clocked(parsed, EVENTS), "loads": clocked(loaded, EVENTS)}
    found["bare"] = clocked(lambda: asyncio.run(at_once(bare, url, int(streams), model)), deltas)
    found["product"] = clocked(lambda: asyncio.run(at_once(product, url, int(streams), model)), deltas)
    json.dump(found, sys.stdout)


def clocked(work, times):
    """CPU of this process for each of so many times."""
    began = time.process_time()
    work()
    return (time.process_time() - began) / times * 1e6


def events():
    """Chunks as OpenAI writes them."""
    about = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m", "usage": None}
    for number in range(EVENTS):
        delta = {"content": WORDS[number % len(WORDS)]}
        yield json.dumps(about | {"choices": [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": None}]})


DATA = [*events()]
RECEIVED = [b"data: %s\n\n" % one.encode() for one in DATA]


def parsed():
    """One event a read, as they come at the rate of a model."""
    body, reading = Body(), chat_completions.Reading(Endpoint("bench", "http://bench"))
    for received in RECEIVED:
        for found in body.feed(received):
            for name, data in found:
                reading.hear(name, data)
        reading.take()


def loaded():
    for data in DATA:
        json.loads(data)


async def at_once(read, url, streams, model):
    trust = ssl.create_default_context()
    await asyncio.gather(*(read(url, model, f"{number} of {streams}", trust) for number in range(streams)))


async def product(url, model, text, trust):
    answer = Answer(Endpoint("bench", url), Request(model, [{"role": "user", "content": text}]))
    async for _ in answer.parts():
        pass
    await answer.close()


async def bare(url, model, text, trust):
    asked = {"model": model, "stream": True, "messages": [{"role": "user", "content": text}]}
    client = httpx.AsyncClient(verify=trust, trust_env=False, timeout=60)
    async with client, client.stream("POST", f"{url}/chat/completions", json=asked) as response:
        async for _ in response.aiter_bytes():
            pass


if __name__ == "__main__":
    main(*sys.argv[1:])
