"""The door to the list of keys, for who has no script to show it in the chat."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from chat.models import Preferences


@require_safe
def show(request):
    return render(request, "keys.html", {"enter_sends": Preferences.of(request.user).enter_sends})
