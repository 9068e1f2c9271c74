"""The door to what else can be done with a message, for who has no script to show it in the chat."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from chat.models import Message


@require_safe
def show(request, pk):
    message = get_object_or_404(Message.objects.visible_to(request.user).select_related("conversation"), pk=pk)
    return render(request, "chat/more.html", {"message": message})
