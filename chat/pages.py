"""Which tabs show whose conversations, to be told that something in them has changed; what it is, they ask."""

POLL = 0.5  # seconds between two looks when nothing is being written


class Pages:
    """Tabs have `changed(number)`, called on the loop."""

    def __init__(self):
        self.tabs = {}  # key of a person: their tabs here
        self.told = {}  # key of a person: the number told last

    def join(self, person, tab, number):
        self.tabs.setdefault(person, set()).add(tab)
        # The least that a tab knows, so that no other one hears later of what this one knows already.
        self.told[person] = min(number, self.told.get(person, number))

    def leave(self, person, tab):
        tabs = self.tabs.get(person, set())
        tabs.discard(tab)
        if not tabs:
            self.tabs.pop(person, None)
            self.told.pop(person, None)

    def tell(self, numbers):
        """Tell `{key of a person: number}` to those who know less."""
        for person, number in numbers.items():
            if number > self.told.get(person, number):
                self.told[person] = number
                for tab in tuple(self.tabs[person]):
                    tab.changed(number)
