"""What a response is made of: items, and the text that each of their parts has told so far."""

MOST = 1000  # items of one response; what comes beyond belongs to the last


class Item:
    """A message, a tool call, a piece of reasoning."""

    def __init__(self):
        self.about, self.texts, self.starts, self.told = {}, {}, {}, False

    @property
    def is_aside(self) -> bool:
        """Whether its text is on the way to the answer and not the answer (TwelveLabs' "commentary")."""
        return self.about.get("phase") not in (None, "", "final_answer")

    def add(self, slot, text: str, start: int):
        """More text in a slot, which began at this place of the answer."""
        self.texts.setdefault(slot, []).append(text)
        self.starts.setdefault(slot, start)

    def text(self, slot) -> str:
        return "".join(self.texts.get(slot, ()))

    def all_text(self) -> str:
        return "".join(map(self.text, self.texts))


class Items:
    """The items of one response, found by id or by place: servers leave out one, the other, or both."""

    def __init__(self):
        self.known, self.last = {}, None

    def all(self) -> list[Item]:
        """Every item once, in the order in which they were heard of."""
        return list(dict.fromkeys(self.known.values()))

    def knows(self, event: dict) -> bool:
        return any(key in self.known for key in _keys(event))

    def find(self, event: dict) -> Item:
        """The item that an event is about; a new one if it was not heard of."""
        keys = _keys(event)
        item = next((self.known[key] for key in keys if key in self.known), None)
        if not item:
            item = Item() if keys and len(self.known) < MOST else self.last or Item()
        if len(self.known) < MOST:
            self.known |= dict.fromkeys(keys, item)
        self.last = item
        return item


def _keys(event):
    """The id before the place: a place may be missing, an id is never somebody else's."""
    keys = event.get("item_id"), event.get("output_index")
    return [key for key in keys if type(key) in (str, int) and key != ""]
