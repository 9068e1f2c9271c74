"""Runs the tests of our scripts, which are JavaScript's own and lie in tests/js."""

import os
import subprocess

import pytest

from .stage.node import node
from .stage.place import ROOT

FILES = sorted(path.relative_to(ROOT) for path in (ROOT / "tests" / "js").rglob("*.test.js"))


@pytest.mark.parametrize("file", FILES, ids=str)
def test_node_finds_the_claims_true_in(file):
    environ = os.environ | {"NO_COLOR": "1"}

    done = subprocess.run([*node(), "--test", file], cwd=ROOT, env=environ, capture_output=True, text=True, check=False)

    assert done.returncode == 0, (done.stdout + done.stderr)[-8000:]


def test_no_test_file_is_left_out():
    named_otherwise = [path.name for path in (ROOT / "tests" / "js").rglob("*test*.js") if ".test." not in path.name]

    assert named_otherwise == []
