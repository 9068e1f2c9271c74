"""Who may import whom inside chat/: a room uses what is below it, and nothing above."""

import ast
from pathlib import Path

import pytest

CHAT = Path(__file__).parent.parent / "chat"

MAY_IMPORT = {
    "upstream": set(),
    "demo": set(),
    "sqlite": set(),
    "database": set(),
    "events": set(),
    "apps": set(),
    "accounts": {"models"},
    "addresses": set(),
    "company": {"models"},
    "privacy": {"models", "templatetags"},
    "models": set(),
    "sessions": {"accounts", "models"},
    "session_store": {"models"},
    "catalogue": {"demo", "endpoints", "listing", "models", "offers", "upstream"},
    "offers": {"models"},
    "charts": set(),
    "usage": {"models"},
    "endpoints": {"models", "upstream"},
    "listing": {"database", "endpoints", "models", "upstream"},
    "trial": {"endpoints", "models", "upstream"},
    "recorded": {"models"},
    "filters": {"models"},
    "forms": {"models"},
    "sheets": set(),
    "handout": {"masking", "models", "sheets"},
    "identifiers": set(),
    "masking": {"identifiers"},
    "review": {"masking", "models"},
    "metrics": set(),
    "journal": {"database", "metrics", "models", "sqlite"},
    "tail": {"database", "models", "pages"},
    "joint": set(),
    "rush": set(),
    "said": {"joint", "upstream"},
    "farewell": set(),
    "context": {"models"},
    "parameters": {"forms", "models"},
    "question": {"catalogue", "context", "endpoints", "joint", "models", "upstream"},
    "generation": {"catalogue", "database", "farewell", "journal", "metrics", "models", "question", "rush"}
    | {"said", "tail", "upstream"},
    "titles": {"catalogue", "database", "endpoints", "metrics", "models", "said", "upstream"},
    "search": {"models"},
    "afterwards": {"database", "models", "search"},
    "housework": {"afterwards", "database", "events", "models", "rush", "sessions"},
    "runner": {"database", "events", "generation", "housework", "journal", "metrics", "models", "sqlite"}
    | {"tail", "titles"},
    "pages": set(),
    "exporting": {"models"},
    "importing": {"forms", "models", "parameters"},
    "watch": {"database", "events", "models", "sessions", "tail"},
    "allowance": set(),
    "consumers": {"allowance", "database", "events", "models", "runner", "sessions", "tail", "watch"},
    "views": {
        "addresses",
        "catalogue",
        "charts",
        "context",
        "database",
        "exporting",
        "filters",
        "forms",
        "handout",
        "importing",
        "metrics",
        "models",
        "parameters",
        "privacy",
        "review",
        "runner",
        "search",
        "sessions",
        "sheets",
        "usage",
    },
    "urls": {"views"},
    "templatetags": {"models"},
    "admin": {"addresses", "catalogue", "listing", "models", "recorded", "trial", "upstream"},
    "management": {"catalogue", "demo", "models"},
}


def imported(path):
    """The rooms of chat/ that a file names in its imports."""
    depth = len(path.relative_to(CHAT).parts)
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.level == depth:
            yield from [node.module] if node.module else [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module == "chat":
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module.startswith("chat."):
            yield node.module.removeprefix("chat.")


FILES = sorted(path for path in CHAT.rglob("*.py") if path.parent.name != "migrations" and path.parent != CHAT)
FILES += sorted(CHAT.glob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(CHAT)))
def test_a_module_imports_only_what_is_below_it(path):
    room = path.relative_to(CHAT).parts[0].removesuffix(".py")
    if room == "__init__":
        return

    rooms = {name.split(".")[0] for name in imported(path)}

    assert rooms - {room} <= MAY_IMPORT[room]


@pytest.mark.parametrize("room", ["upstream", "demo"])
def test_the_upstream_and_its_demo_know_no_django(room):
    for path in (CHAT / room).rglob("*.py"):
        assert "django" not in path.read_text().lower().replace("no django", ""), path
