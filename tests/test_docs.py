"""What is written about the project is held to what it is."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_every_variable_is_read_in_the_settings_and_described():
    settings = (ROOT / "chatsite/settings.py").read_text()
    read = set(re.findall(r'(?:environ\.get|env_number|env_list|env_map|env_yes)\("(\w+)"', settings))
    described = set(re.findall(r"`([A-Z][A-Z_]+)`", (ROOT / "docs/settings.md").read_text()))

    assert read <= described


def test_only_the_settings_read_the_environment():
    ours = [*ROOT.glob("chatsite/**/*.py"), *ROOT.glob("chat/**/*.py")]
    readers = {path.name for path in ours if re.search(r"os\.environ(?!\.setdefault)|getenv", path.read_text())}

    assert readers <= {"settings.py", "assets.py", "start.py"}


def test_every_file_the_documents_name_is_there():
    for page in [ROOT / "README.md", *ROOT.glob("docs/*.md")]:
        for link in re.findall(r"\]\((?!http)([^)#]+)\)", page.read_text()):
            assert (page.parent / link).exists(), f"{page.name} names {link}"
