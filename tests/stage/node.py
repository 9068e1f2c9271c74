"""Runs Node, the same that the asset step finds or fetches: `python -m tests.stage.node FILE ...`."""

import os
import sys

from chat.management.commands.assets import node_tools


def node():
    """The command that runs Node, as a list. Raises CommandError when there is none."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatsite.settings")
    return node_tools()[0]


if __name__ == "__main__":
    command = [*node(), *sys.argv[1:]]
    os.execv(command[0], command)
