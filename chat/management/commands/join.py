"""Joins the scripts and style sheets that a page begins with into few small files in static/joined, by esbuild.

The sources stay what is read, checked and tested. What a page needs only later stays apart, and is loaded when it is
needed.
"""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from .assets import anew, run

# What a template names, in static; it names the joined file of the same name. The review is joined apart: else what
# it has in common with the chat would be one file more for every page.
ENTRIES = [["js/app.js", "css/page.css", "css/chat.css"], ["js/review.js", "css/review.css"]]
# The names are plain, because collecting gives them the hash that pages are told.
OPTIONS = ["--bundle", "--splitting", "--minify", "--format=esm", "--charset=utf8", "--entry-names=[name]"]
PARTS = "--chunk-names=parts/[name]-[hash]"


class Command(BaseCommand):
    help = "Joins the scripts and style sheets of static/js and static/css into static/joined."
    requires_system_checks = []

    def handle(self, verbosity, **options):
        static = settings.BASE_DIR / "static"
        with anew(static / "joined") as folder:
            join(static, folder)
        if verbosity:
            self.stdout.write("The joined scripts and style sheets are in static/joined.")


def join(static, folder):
    """Fills a new folder with the joined ENTRIES of the folder `static`."""
    for entries in ENTRIES:
        paths = [str(static / entry) for entry in entries]
        run(
            [program(), *paths, *OPTIONS, PARTS, f"--outdir={folder}", "--log-level=warning"],
            failing="The scripts and style sheets could not be joined.",
            advice="Correct what is named here, then run the command again.",
        )


def program():
    """esbuild itself, as npm installed it for this machine. Raises CommandError when it is not there."""
    found = sorted(Path(settings.BASE_DIR, "node_modules", "@esbuild").glob("*/bin/esbuild"))
    if not found:
        raise CommandError(
            "esbuild is not installed. Run `make build`, which fetches it, or `python manage.py assets`."
        )
    return str(found[0])
