"""Few files for a page: the scripts and style sheets are joined, and what is needed only later stays apart."""

import re

import pytest
from django.core.management import CommandError, call_command

from chat.management.commands import join

from .stage.place import ROOT

STATIC_IMPORT = re.compile(r"""(?:^|[;}])import\b[^"'();]*["']""")
FILES = {"js/app.js": 'import { a } from "./a.js";\nconsole.log(a);\n', "js/a.js": "export const a = 1;\n"}
FILES |= {"css/page.css": '@import "./a.css";\n', "css/a.css": "a { color: red }\n", "css/chat.css": ""}
FILES |= {"js/review.js": "", "css/review.css": ""}


@pytest.fixture
def sources(tmp_path):
    """A folder like static, with the least that can be joined."""
    for name, text in FILES.items():
        path = tmp_path / "static" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "static"


@pytest.fixture(scope="module")
def joined(static_files):
    return ROOT / "static" / "joined"


def test_what_belongs_together_is_one_file(sources, tmp_path):
    join.join(sources, tmp_path / "new")

    assert (tmp_path / "new" / "app.js").read_text() == "console.log(1);\n"
    assert (tmp_path / "new" / "page.css").read_text() == "a{color:red}\n"


@pytest.mark.parametrize("name", ["app.js", "review.js"])
def test_a_page_begins_with_one_script(joined, name):
    assert not STATIC_IMPORT.search((joined / name).read_text())


def test_what_colours_code_and_draws_formulas_stays_apart(joined):
    names = {path.name.rpartition("-")[0] for path in (joined / "parts").iterdir()}

    assert {"colouring", "core", "katex", "python"} <= names


def test_the_style_sheets_import_nothing(joined):
    for name in ("page.css", "chat.css", "review.css"):
        assert "@import" not in (joined / name).read_text()


def test_joining_brings_nothing_from_elsewhere(joined):
    assert not [path for path in joined.rglob("*") if path.is_file() and path.suffix not in (".js", ".css")]


def test_a_source_that_is_wrong_is_named_and_the_old_files_stay(sources, settings, monkeypatch):
    program = join.program()
    monkeypatch.setattr(join, "program", lambda: program)
    settings.BASE_DIR = sources.parent
    (sources / "joined").mkdir()
    (sources / "joined" / "kept.js").touch()
    (sources / "js" / "a.js").unlink()

    with pytest.raises(CommandError, match=r'Could not resolve "\./a\.js"'):
        call_command("join")

    assert (sources / "joined" / "kept.js").exists()


def test_a_machine_without_the_program_is_told_how_to_get_it(settings, tmp_path):
    settings.BASE_DIR = tmp_path

    with pytest.raises(CommandError, match="make build"):
        join.program()
