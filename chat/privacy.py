"""The privacy notice: who can read what and what is recorded, said from how this site is set up now."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings

from .models import Provider, Role, RoleGrant, User
from .models.deleting import UNDO
from .models.review import LASTS
from .templatetags.site import notice_delay


def notice():
    """[(heading, [sentences])], in the order in which people ask."""
    return [
        ("Who can read your conversations", list(readers())),
        ("Where your words go", list(destinations())),
        ("What is recorded", list(records())),
        ("How long it is kept", list(terms())),
    ]


def readers():
    yield "You can. No other user can, and no link opens one for others."
    reviewers = holders(Role.REVIEWER)
    if reviewers:
        yield (
            f"{people(reviewers, 'reviewer')} may open one for a stated reason, for {in_words(LASTS)}. Each opening is "
            f"recorded for ever before anything is shown, names and numbers are masked at first, and {told()}."
        )
    else:
        yield "Nobody holds the role of a reviewer now, so nobody else can open one. If that changes, it says so here."
    yield f"{people(holders(Role.AUDITOR), 'auditor')} can see who opened what and why, and none of the text."
    yield f"{people(holders(Role.ADMIN), 'administrator')} can manage people and providers, and read nothing by it."
    yield (
        "Whoever runs the machines on which this site and its database stand could read what is stored there: it is "
        "not encrypted against them. Only the keys of providers and of second factors are."
    )


def told():
    return f"you see it under Readings{notice_delay() or ' at once'}"


def destinations():
    providers = Provider.objects.offering().order_by("name")
    for provider in providers:
        where = urlsplit(provider.base_url).hostname
        yield f"What you send to a model of {provider.name} goes to {where}, with what stood before it."
    if not providers:
        yield "No provider is set up: the demo on this machine answers."
    yield "Your name, your address and your e-mail are not sent along. What providers keep is for them to say."
    yield "Showing a reply asks no other site for anything."
    if settings.OIDC_ISSUER:
        yield (
            f"You may log in by {urlsplit(settings.OIDC_ISSUER).hostname}: it learns when you do, and tells this site "
            f"your key there, your name, your e-mail address and the claim “{settings.OIDC_CLAIM}”."
        )
    if settings.EMAIL_URL:
        yield f"E-mail about your account goes out by {urlsplit(settings.EMAIL_URL).hostname}."


def records():
    yield "Your conversations: what you wrote, what came back, when, by which model, and what you rated or reported."
    yield "Of each reply its tokens and cost, by name, group and model, without its text. Administrators see these."
    yield "In the audit log: roles given and taken, changes by administrators, openings by reviewers. It only grows."
    yield "Where you are logged in: browser, network address, when last seen. You see and end each in the settings."
    yield "Tries to log in, counted by network address for some minutes."
    yield "The log of the server holds event names and numbers, never text."
    yield "Two cookies: one keeps you logged in, one keeps your forms safe."


def terms():
    yield f"What you write stays until you delete it. You can bring it back for {in_words(UNDO)}; then it is gone."
    yield f"A login ends {in_words(timedelta(seconds=settings.SESSION_COOKIE_AGE))} after it began."
    yield "Counts, costs and the audit log stay. They hold no text of yours, and outlive the account."
    yield "When your account is deleted, your name and address go at once."
    yield "Who deletes it chooses whether your conversations go, too, or stay under no name."


def holders(role):
    return RoleGrant.objects.filter(role=role, person__is_active=True).count()


def people(count, word):
    return f"{count} {word}" if count == 1 else f"{count or 'No'} {word}s"


def in_words(span):
    return f"{span.days} days" if span.days else f"{span.seconds // 60} minutes"


def has_read(person):
    return person.privacy_read_at is not None


def keep_read(person, at):
    """Note when a person said that they have read it, the first time."""
    User.objects.filter(pk=person.pk, privacy_read_at=None).update(privacy_read_at=at)
