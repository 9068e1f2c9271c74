"""The doors to one's own account: what is set, and where one is logged in."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from chat import sessions
from chat.models import Preferences
from chat.models.site import site

FACTORS = {Authenticator.Type.WEBAUTHN: "a passkey", Authenticator.Type.TOTP: "codes from an app"}


@require_safe
def show(request):
    kinds = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    context = {
        "person": request.user,
        "factors": " or ".join(words for kind, words in FACTORS.items() if kind in kinds),
        "titles": {"by_model": Preferences.of(request.user).model_titles} if site().model_titles else None,
        "places": sessions.places(request.user, request.session.session_key),
    }
    return render(request, "settings.html", context)


@require_POST
def end_session(request, pk):
    """Log out in one other place."""
    place = get_object_or_404(UserSession.objects.filter(user=request.user), pk=pk)
    sessions.end(request.user, but=request.session.session_key, pk=place.pk)
    messages.success(request, "You are logged out there.")
    return redirect("settings")


@require_POST
def end_other_sessions(request):
    sessions.end(request.user, but=request.session.session_key)
    messages.success(request, "You are logged out everywhere else.")
    return redirect("settings")
