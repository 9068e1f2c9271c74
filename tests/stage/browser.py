"""Real Chromium with an empty profile, and what the console and the network say about our pages."""

import asyncio
import re
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from playwright.async_api import async_playwright

from . import tools

NAMES = "*.test"  # names that lead to this machine, so that a page can be tried off the loopback's own names
RULES = f"MAP {NAMES} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--host-resolver-rules={RULES}",
]
QUIET = 1.0  # seconds after which nothing more is loaded


class Browser:
    """Opens pages and writes down what they should not do: errors, and requests to other hosts.

    A test that provokes an error on purpose names it: `browser.forgive("status of 503")`.
    """

    def __init__(self):
        self.problems, self.forgiven = [], []

    async def __aenter__(self):
        self.playwright = await async_playwright().start()
        self.chromium = await self.playwright.chromium.launch(executable_path=tools.chromium(), args=FLAGS)
        return self

    async def __aexit__(self, *_):
        await self.chromium.close()
        await self.playwright.stop()

    async def page(self, who, path="/", width=1280, height=800, **more):
        """Open a page in a window of its own, as a person who is logged in or, given a server, as a stranger."""
        window = await self.chromium.new_context(viewport={"width": width, "height": height}, **more)
        address = urlsplit(getattr(who, "server", who).origin)
        for name, value in who.http.cookies.items() if hasattr(who, "http") else ():
            await window.add_cookies([{"name": name, "value": value, "url": address.geturl()}])
        self.observe(window, address.netloc)
        page = await window.new_page()
        if path is not None:
            await page.goto(address.geturl() + path)
        return page

    def observe(self, window, host):
        def heard(message):
            if message.type == "error":
                self.problems.append(f"console: {message.text} ({message.location.get('url', '')})")

        def asked(request):
            at = urlsplit(request.url)
            if at.scheme not in ("data", "blob", "about") and at.netloc != host:
                self.problems.append(f"request to another host: {request.url}")

        window.on("console", heard)
        window.on("weberror", lambda error: self.problems.append(f"page error: {error.error}"))
        window.on("request", asked)

    def forgive(self, pattern):
        """Expect problems that match a regular expression, in this test only."""
        self.forgiven.append(pattern)

    def unforgiven(self):
        return [problem for problem in self.problems if not any(re.search(p, problem) for p in self.forgiven)]


@asynccontextmanager
async def traffic(page):
    """A list of the bytes of every answer that comes meanwhile, as they were on the wire; a socket is not counted."""
    sizes = []
    network = await page.context.new_cdp_session(page)
    await network.send("Network.enable")
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    yield sizes
    await page.wait_for_load_state("networkidle")
    await asyncio.sleep(QUIET)
    await network.detach()
    sizes[:] = [size for size in sizes if size]
