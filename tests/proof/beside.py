"""An event loop beside those who call it plainly, one step after the other."""

import asyncio
import threading

PATIENCE = 180  # seconds for one step; the longest begins a house on a busy machine


class Beside:
    """A loop in a thread of its own: `with Beside() as beside: beside.call(coroutine)`."""

    def __init__(self):
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    def call(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(PATIENCE)
