"""A title by a model, from the prompt to the tab that looks on, with a server and a model's server."""

import pytest

from .stage.person import Person

SAID = "import django; django.setup(); from chat.models import *; "
WISHED = SAID + "Site.objects.update_or_create(pk=1, defaults={'model_titles': True})"
CHARGED = SAID + "print('rows', list(Entry.objects.order_by('pk').values_list('replies', flat=True)))"


@pytest.mark.db
async def test_a_tab_that_looks_on_sees_the_title_come(serve, upstream):
    server = serve(OPENAI_BASE_URL=await upstream.start(), OPENAI_MODELS="demo")
    server.place.run("-c", WISHED, DJANGO_SETTINGS_MODULE="chatsite.settings")
    async with Person(server, "alice") as alice:
        asked = (await alice.ask("echo Ships in the harbour")).json()
        assert asked["title"] == "echo Ships in the harbour"
        async with alice.tab(asked["reply"]) as tab:
            await tab.until_closed()
            # The demo repeats what it is asked: its title begins with the words that ask for one.
            while not (title := await title_of(alice)).startswith("Give the conversation"):
                before = len(tab.events)
                await tab.until(lambda tab, seen=before: len(tab.events) > seen)

        assert len(title) <= 81
    said = server.place.run("-c", CHARGED, DJANGO_SETTINGS_MODULE="chatsite.settings")
    assert "rows [1, 0]" in str(said)


async def title_of(person):
    [group] = (await person.get("/list.json")).json()["groups"]
    return group["conversations"][0]["title"]
