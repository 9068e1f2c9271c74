"""The doors to the privacy notice, and to having read it."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from chat import privacy


@require_safe
def show(request):
    return render(request, "privacy.html", {"sections": privacy.notice(), "read": request.user.privacy_read_at})


@require_POST
def read(request):
    privacy.keep_read(request.user, timezone.now())
    back = request.POST.get("next", "")
    return redirect(back if back.startswith("/") and url_has_allowed_host_and_scheme(back, None) else "new")
