"""A chat in Chainlit as its documentation writes one; run by Chainlit itself, in an environment of its own.

The prompt's first word is the model's name, because this chat has no picker.
"""

import chainlit
from openai import AsyncOpenAI

client = AsyncOpenAI()  # told by OPENAI_BASE_URL and OPENAI_API_KEY


@chainlit.on_message
async def answer(prompt):
    reply = chainlit.Message(content="")
    asked = [{"role": "user", "content": prompt.content}]
    parts = await client.chat.completions.create(model=prompt.content.split()[0], messages=asked, stream=True)
    async for part in parts:
        await reply.stream_token(part.choices[0].delta.content or "")
    await reply.update()
