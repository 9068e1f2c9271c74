"""The door for those who were invited: a link that makes one account, once."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import BaseUserCreationForm
from django.db import IntegrityError
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from chat.models import Invitation, User
from chat.models.invitation import accept

TAKEN = "That name is taken. Choose another one."
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class GuestForm(BaseUserCreationForm):
    """The account that a guest makes: a name, an address, a password, and nothing else."""

    class Meta:
        model = User
        fields = ["username", "email"]

    def make(self):
        given = self.cleaned_data
        return User.objects.create_user(given["username"], given["email"], given["password1"], roles=())


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request, token):
    """Show what can be made with the link, and make it."""
    if settings.OIDC_ONLY or not Invitation.objects.usable().of(token).exists():
        return render(request, "account/invitation_over.html", status=404)
    if request.user.is_authenticated:
        return render(request, "account/invitation_logged_in.html", {"person": request.user})
    form = GuestForm(request.POST or None)
    person = made(token, form) if form.is_valid() else None
    if not person:
        return render(request, "account/invitation.html", {"form": form})
    login(request, person, backend=BACKEND)
    request.session.set_expiry(settings.SESSION_COOKIE_AGE)
    return redirect("new")


def made(token, form):
    try:
        person = accept(token, form.make)
    except IntegrityError:
        form.add_error("username", TAKEN)  # Somebody else took it since the form was checked.
        return None
    if not person:
        form.add_error(None, "This link was used in the meantime. Ask for a new one.")
    return person
