"""Check that the tallies, which the pages of usage read, are what the ledger adds up to, or count them anew."""

from django.core.management.base import BaseCommand, CommandError

from chat.models import Entry, tally

NAMES = {"ModelTally": "by model", "PersonTally": "by person", "GroupTally": "by group"}
WRONG = "What is added up {which} is not what the ledger says. Run: manage.py count_usage --anew"


class Command(BaseCommand):
    help = "Checks that what is added up for the pages of usage is what the ledger says. Exit code 1: it is not."

    def add_arguments(self, parser):
        parser.add_argument(
            "--anew", action="store_true", help="add the whole ledger up again; nobody can ask meanwhile"
        )

    def handle(self, **options):
        if options["anew"]:
            tally.count_anew()
            self.stdout.write(f"The ledger was counted anew: {Entry.objects.count()} entries.")
        elif wrong := tally.wrong():
            raise CommandError(WRONG.format(which=", ".join(NAMES[table.__name__] for table in wrong)))
        else:
            self.stdout.write("The tallies are what the ledger adds up to.")
