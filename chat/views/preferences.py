"""The door to what a person is used to."""

from django.http import JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from chat.models import Preferences


@require_POST
def prefer(request):
    """Decide what Enter does: it sends, or with `enter_sends` empty it makes a new line; or who finds titles."""
    if "model_titles" in request.POST:
        Preferences.keep(request.user, model_titles=bool(request.POST["model_titles"]))
        return redirect("settings")
    Preferences.keep(request.user, enter_sends=bool(request.POST.get("enter_sends")))
    return redirect("new") if request.accepts("text/html") else JsonResponse({})
