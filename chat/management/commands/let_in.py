"""Print a link that lets a person in once, where no other way is left."""

from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from chat.models import NotRecorded, User, letting

from .start import address

NOBODY = "There is no account {name}. The accounts of administrators: {others}."
DISABLED = "The account {name} is disabled. Let an administrator in, who can open it again."


class Command(BaseCommand):
    help = (
        "Prints a link that logs one person in, once, within fifteen minutes and on record: where only company "
        "accounts come in and the company's directory is away, or where the last administrator lost the password."
    )

    def add_arguments(self, parser):
        parser.add_argument("name", help="of the account")
        parser.add_argument("--reason", default="", help="why; it is kept in the audit log, and the person sees it")

    def handle(self, name, reason, **options):
        person = User.objects.filter(username=name).first()
        if not person:
            admins = User.objects.filter(role_grants__role="admin", is_active=True).values_list("username", flat=True)
            raise CommandError(NOBODY.format(name=name, others=", ".join(admins) or "none"))
        if not person.is_active:
            raise CommandError(DISABLED.format(name=name))
        try:
            at = reverse("let_in", args=[letting.token(person, reason)])
        except NotRecorded as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(f"{address().rstrip('/')}{at}")
        self.stderr.write("It works once, within fifteen minutes, and is on record.")
