"""What a team decides about its whole site: its name, its words to everybody, its money, its first model."""

import time

from django.db import DatabaseError, models
from django.db.models import Q

FRESH = 1  # seconds for which the row is believed
ONLY = 1  # key of the only row

row, read_at = None, float("-inf")


class Site(models.Model):
    """One row, or none while everything is as it came."""

    name = models.CharField(max_length=40, default="Chatsite", help_text="As it stands above every page.")
    notice = models.CharField(
        max_length=300, blank=True, help_text="A sentence under every new chat, such as whom to ask for help."
    )
    login_notice = models.CharField(max_length=300, blank=True, help_text="A sentence on the page for logging in.")
    model_titles = models.BooleanField(
        "titles by models",
        default=False,
        db_default=False,
        help_text="The model that replies first gives a new conversation its title, unless its person does not like "
        "that. It takes some tokens of their budgets. Without it the first words are the title.",
    )
    currency = models.CharField(max_length=4, default="$", help_text="The sign of the money that prices are in.")
    default_model = models.ForeignKey(
        "chat.LanguageModel",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Chosen for new chats of everybody who may ask it. Empty: the first in the list.",
    )

    class Meta:
        verbose_name = verbose_name_plural = "site"
        constraints = [models.CheckConstraint(condition=Q(pk=ONLY), name="only_one_site")]

    def __str__(self):
        return self.name


def site():
    """The row as it was at most a second ago, or what a new site has. Pages about a database that is away ask too."""
    global row, read_at
    if row is None or time.monotonic() - read_at > FRESH:
        try:
            row = Site.objects.filter(pk=ONLY).first() or Site(pk=ONLY)
        except DatabaseError:
            return row or Site(pk=ONLY)
        read_at = time.monotonic()
    return row


def forget():
    """Read again at the next question, because something was changed here."""
    global read_at
    read_at = float("-inf")


def money(amount):
    """An amount for people, in the currency of the site: in cents, and a small one to their hundredths."""
    if abs(amount) >= 1:
        return f"{site().currency}{amount:,.2f}"
    cents, finer = f"{amount:.4f}"[:-2], f"{amount:.4f}"[-2:]
    return f"{site().currency}{cents}{finer.rstrip('0')}"
