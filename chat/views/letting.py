"""The door for a link of the terminal: it shows whom it lets in, and lets them in at the press of a button."""

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from chat.models import NotRecorded, letting

from .invitations import BACKEND


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def let_in(request, token):
    """A GET uses nothing up: programs open links to look at them."""
    if request.method != "POST":
        person = letting.whose(token).first()
        return page(request, person) if person else page(request, status=404)
    try:
        person = letting.let_in(token)
    except NotRecorded:
        return page(request, status=503)
    if not person:
        return page(request, status=404)
    login(request, person, backend=BACKEND)
    return redirect("new")


def page(request, person=None, status=200):
    return render(request, "account/let_in.html", {"person": person, "status": status}, status=status)
