"""The product in front of something nobody here wrote: llama.cpp's server, with random weights."""

import asyncio
import contextlib
import subprocess
import sys

import httpx
import pytest

from .stage.person import Person
from .stage.place import ROOT
from .stage.server import free_port
from .stage.witness import Witness

pytest.importorskip("xllamacpp", reason="llama.cpp's server is not here: pip install -e .[dev]")


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    from .llama import weights

    path = tmp_path_factory.mktemp("llama") / "tiny.gguf"
    weights.write(path)
    return path


@pytest.fixture
def llama(weights, tmp_path):
    """A function that starts a model server with room for so many tokens, and returns its port."""
    with contextlib.ExitStack() as running:

        def start(context):
            port = free_port()
            command = [sys.executable, "-m", "tests.llama.serve", str(weights), str(port), str(context)]
            log = running.enter_context((tmp_path / "log").open("w"))
            process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
            running.callback(process.wait)
            running.callback(process.kill)
            wait_for(f"http://127.0.0.1:{port}/health")
            return port

        yield start


def wait_for(url, seconds=30):
    transport = httpx.HTTPTransport(retries=10)
    with httpx.Client(transport=transport, trust_env=False, timeout=seconds) as client:
        while client.get(url).status_code != 200:
            pass


def environ(witness):
    return {"OPENAI_BASE_URL": f"http://127.0.0.1:{witness.port}/v1", "OPENAI_API_KEY": "none"}


async def test_what_it_says_is_what_is_stored_and_what_is_shown(llama, serve, browser):
    async with Witness(llama(512)) as witness:
        server = await asyncio.to_thread(serve, **environ(witness))
        async with Person(server, "alice") as alice:
            page = await browser.page(alice)
            await page.get_by_label("Message", exact=True).fill("Tell me about rivers.")
            await page.keyboard.press("Enter")
            reply = page.locator('article[data-role="assistant"]')
            await reply.and_(page.locator(":not([data-state=queued]):not([data-state=writing])")).wait_for(
                timeout=20000
            )

            messages = (await alice.get(f"{page.url.split(server.url)[1]}export.json")).json()["messages"]
            said = witness.text()
            assert len(said) > 500
            assert messages[1]["text"] == said
            assert words(await reply.locator('[data-part="text"]').inner_text()) == words(said)
            assert await reply.get_attribute("data-state") == messages[1]["state"] == "done"
            assert messages[1]["usage"]["completion_tokens"] > 100


def words(text):
    """The words alone: Markdown draws line ends and lists in its own way."""
    return text.replace(",", " ").replace(".", " ").split()


async def test_stop_makes_it_idle_within_a_second(llama, serve):
    async with Witness(llama(65536)) as witness, httpx.AsyncClient(trust_env=False) as http:
        slots = f"http://127.0.0.1:{witness.behind}/slots"
        server = await asyncio.to_thread(serve, **environ(witness))
        async with Person(server, "alice") as alice:
            reply = (await alice.ask("Tell me about rivers.")).json()["reply"]
            async with alice.tab(reply) as tab:
                await tab.until(lambda tab: len(tab.text.get("text", "")) > 1000)
                assert any(slot["is_processing"] for slot in (await http.get(slots)).json())

                await tab.stop()

                async with asyncio.timeout(1):
                    while any(slot["is_processing"] for slot in (await http.get(slots)).json()):
                        await asyncio.sleep(0.02)
                assert await tab.until_closed() == "stopped"
            assert witness.text().startswith(tab.text["text"])
