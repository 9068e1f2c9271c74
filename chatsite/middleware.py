"""What every request passes: health first, compression, the content security policy, the login, two factors."""

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpResponse, JsonResponse
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect, render

from chat import sessions
from chat.accounts import lacks_second_factor
from chat.views import status

from .bounds import longest

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types chatsite-worker"
)
# Django's admin builds HTML from strings; it shows no message of anybody.
ADMIN_POLICY = POLICY.partition("; require-trusted-types-for")[0] + "; style-src-attr 'unsafe-inline'"

LOGGED_OUT = "You were logged out. Log in again to send this; your text is kept."
TOO_LONG = "That is longer than the {} MB that this site takes at once. Send less at once."
ONE_FACTOR = "Your role asks for a second factor. Set one up in the settings, then send this again; your text is kept."


def health(get_response):
    """Answer monitors before anything that could fail them: hosts, sessions, the login."""
    doors = {"/healthz": status.alive, "/readyz": status.ready, "/metrics": status.measured}

    def middleware(request):
        door = doors.get(request.path_info)
        # A door that does not know who knocks is one that is not there.
        return (door and door(request)) or get_response(request)

    return middleware


def content_security_policy(get_response):
    """Let a page load and send nothing but to us, and keep what people wrote out of caches."""

    def middleware(request):
        response: HttpResponse = get_response(request)
        policy = ADMIN_POLICY if request.path_info.startswith("/admin/") else POLICY
        if settings.OIDC_ISSUER and request.path_info.startswith(("/accounts/", "/settings/")):
            # A form that is answered by a redirect goes where that leads.
            policy = policy.replace("form-action 'self'", f"form-action 'self' {settings.OIDC_ORIGIN}")
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def bounded(get_response):
    """Say it where a request was longer than this site takes; its body was thrown away (bodies.py)."""

    def middleware(request):
        most = longest(request.path_info)
        if int(request.META.get("CONTENT_LENGTH") or 0) <= most:
            return get_response(request)
        if request.accepts("text/html"):
            return render(request, "413.html", {"longest": most // 1_000_000}, status=413)
        problem = TOO_LONG.format(most // 1_000_000)
        return JsonResponse({"error": {"kind": "too_long", "message": problem}}, status=413)

    return middleware


def seen(get_response):
    """Note for the list of their sessions when a person was here last."""

    def middleware(request):
        if request.user.is_authenticated:
            sessions.seen(request.session.session_key)
        return get_response(request)

    return middleware


def second_factor(get_response):
    """Lead those whose role asks for two factors, and who have one, to set up the other before anything else."""

    def middleware(request):
        if request.path_info.startswith("/accounts/") or not request.user.is_authenticated:
            return get_response(request)
        if not lacks_second_factor(request.user, request.session):
            return get_response(request)
        if request.accepts("text/html"):
            return redirect("/accounts/2fa/?needed")
        return JsonResponse({"error": {"kind": "second_factor", "message": ONE_FACTOR}}, status=403)

    return middleware


class Compressed(GZipMiddleware):
    """Pages go out compressed; everything else is small, or streamed as it comes.

    A name of random length in each keeps its size from telling, guess by guess, what else is in it (BREACH).
    """

    def process_response(self, request, response):
        is_page = not response.streaming and response.get("Content-Type", "").startswith("text/html")
        return super().process_response(request, response) if is_page else response


class LoginRequired(LoginRequiredMiddleware):
    """Every page asks for a login unless it says otherwise; a script gets a status, not a page."""

    def handle_no_permission(self, request, view_func):
        if request.accepts("text/html"):
            return super().handle_no_permission(request, view_func)
        return JsonResponse({"error": {"kind": "login", "message": LOGGED_OUT}}, status=401)
