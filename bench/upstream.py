"""Run as a program: the demo upstream in a process of its own; its first line is its base URL.

For each line "calls" on its standard input it writes its latest calls as JSON; when the input ends, it ends.
"""

import asyncio
import json
import sys

from chat.demo import Demo


async def main():
    demo = Demo()
    print(await demo.start(), flush=True)
    loop = asyncio.get_running_loop()
    while await loop.run_in_executor(None, sys.stdin.readline):
        calls = {call.text: {"opened": call.opened, "closed": call.closed} for call in demo.calls}
        print(json.dumps(calls), flush=True)
    await demo.stop()


if __name__ == "__main__":
    asyncio.run(main())
