"""A person's e-mail address, and the one they are changing to: theirs stays until a link in the new one is opened."""

from allauth.account.internal.flows.email_verification import send_verification_email_to_address
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.account.models import EmailAddress
from django.db import transaction


def pending(person):
    """The EmailAddress that a link was sent to and that is not theirs yet, or None."""
    return unproven(person).order_by("pk").last()


def change(request, email):
    """Send a link to a new address. Has the person say first that it is them, by an exception that leads there."""
    raise_if_reauthentication_required(request, app="allauth.account")
    person = request.user
    with transaction.atomic():
        unproven(person).delete()
        if person.email:  # Known to allauth too, so that it is told when another takes its place.
            EmailAddress.objects.get_or_create(
                {"primary": not person.emailaddress_set.filter(primary=True).exists()},
                user=person,
                email=person.email.lower(),
            )
        made, _ = EmailAddress.objects.get_or_create(user=person, email=email.lower())
    send_verification_email_to_address(request, made)


def send_again(request):
    """Send the link once more; False when it has just been sent, or there is none to send."""
    waiting = pending(request.user)
    return bool(waiting) and send_verification_email_to_address(request, waiting)


def cancel(person):
    """Stay with the address that is theirs; the link that was sent works no more."""
    unproven(person).delete()


def forget(person):
    """Let none of the addresses of before log in or reset a password, because somebody else set a new one."""
    EmailAddress.objects.filter(user=person).exclude(email__iexact=person.email).delete()


def unproven(person):
    return EmailAddress.objects.filter(user=person, verified=False).exclude(email__iexact=person.email)
