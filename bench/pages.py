"""The pages that are measured in a real browser: how one asks there, and where the reply is and when it is whole."""

import asyncio
from contextlib import asynccontextmanager
from typing import NamedTuple

from tests.stage.browser import Browser
from tests.stage.person import Person

SETTLED = 1.5  # seconds until a page's socket is there: before, one of them swallows a prompt without a word
# A floor's page has a field, and a text node that Enter fills: from the relay's socket, or from the upstream itself.
BARE = """() => {
  const field = document.body.appendChild(document.createElement("textarea"));
  const text = document.body.appendChild(document.createElement("p")).appendChild(new Text());
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    text.data = document.body.dataset.state = "";
    ask(field.value, (piece) => text.appendData(piece), () => (document.body.dataset.state = "done"));
  });
  %s
}"""
FROM_SOCKET = """
  const socket = new WebSocket(`ws://${location.host}/ws/`);
  const ask = (prompt, append, close) => {
    socket.onmessage = ({ data }) => {
      const event = JSON.parse(data);
      if (Array.isArray(event)) append(event[0]);
      if (event.type === "closed") close();
    };
    socket.send(prompt);
  };"""
FROM_UPSTREAM = """
  const ask = async (prompt, append, close) => {
    const body = { model: prompt.split(" ")[0], stream: true, messages: [{ role: "user", content: prompt }] };
    const { body: answer } = await fetch("/v1/chat/completions", { method: "POST", body: JSON.stringify(body) });
    const reader = answer.pipeThrough(new TextDecoderStream()).getReader();
    for (let rest = "", piece = await reader.read(); !piece.done; piece = await reader.read()) {
      const lines = (rest + piece.value).split("\\n");
      rest = lines.pop();
      const said = lines.filter((line) => line.startsWith("data: {")).map((line) => JSON.parse(line.slice(6)));
      const pieces = said.map(({ choices }) => choices[0].delta.content ?? "").join("");
      if (pieces) append(pieces);
    }
    close();
  };"""
BARE_REPLY = "document.querySelector('p').firstChild"
BARE_DONE = "document.body.dataset.state === 'done'"
LAST = "[...document.querySelectorAll(%r)].at(-1)"


class Way(NamedTuple):
    """How a page is used: where one asks, JavaScript that finds the reply and says if it is whole, what is added."""

    field: str
    reply: str
    is_done: str
    path: str = "/"
    script: str = ""


OURS = "article[data-role=assistant]"
WAYS = {
    "bare page": Way("textarea", BARE_REPLY, BARE_DONE, "/v1/models", BARE % FROM_UPSTREAM),
    "relay": Way("textarea", BARE_REPLY, BARE_DONE, "/", BARE % FROM_SOCKET),
    "product": Way(
        "#message",
        LAST % f"{OURS} [data-part=text]",
        f"{LAST % OURS}?.dataset.state === 'done'",
    ),
    "Chainlit": Way(
        "#chat-input", LAST % "[data-step-type=assistant_message]", "!document.querySelector('#stop-button')"
    ),
    "Gradio": Way(
        "textarea[data-testid=textbox]",
        LAST % "[data-testid=bot]",
        "!document.querySelector('[data-testid=stop-button]')",
    ),
}


@asynccontextmanager
async def opened(subject, model):
    """A page of the subject's that is ready for a prompt to this model, in a profile of its own.

    Where there is no picker the prompt names the model.
    """
    way = WAYS[subject.name]
    async with visitor(subject) as page:
        await page.goto(subject.origin + way.path)
        if way.script:
            await page.evaluate(way.script)
        await page.locator(way.field).wait_for()
        if subject.name == "product":
            await page.get_by_role("combobox", name="Model", exact=True).click()
            await page.get_by_role("option", name=model, exact=True).click()
        await asyncio.sleep(SETTLED)
        yield page


@asynccontextmanager
async def visitor(subject):
    """An empty page of somebody who may come in, in a new profile."""
    async with Browser() as browser:
        if subject.name == "product":
            async with Person(subject) as alice:
                yield await browser.page(alice, path=None)
        else:
            yield await browser.page(subject, path=None)
