"""A chat in Gradio as its documentation writes one; run in an environment of its own, `gradio_app.py PORT`.

The prompt's first word is the model's name, because this chat has no picker. Replies may be written at the same time,
which Gradio's default does not allow.
"""

import sys

import gradio
from openai import AsyncOpenAI

client = AsyncOpenAI()  # told by OPENAI_BASE_URL and OPENAI_API_KEY


async def answer(prompt, history):
    text, asked = "", [{"role": "user", "content": prompt}]
    parts = await client.chat.completions.create(model=prompt.split()[0], messages=asked, stream=True)
    async for part in parts:
        text += part.choices[0].delta.content or ""
        yield text


if __name__ == "__main__":
    chat = gradio.ChatInterface(answer, concurrency_limit=None)
    chat.launch(server_name="127.0.0.1", server_port=int(sys.argv[1]), quiet=True)
