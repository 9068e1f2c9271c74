"""The door to going on with a conversation as two."""

from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from chat.forms import Refused
from chat.models import Message
from chat.models.asking import Busy
from chat.models.fork import fork

from .asking import BUSY, refusal


@require_POST
def create(request, pk):
    """A new conversation with all that was said down to a reply."""
    replies = Message.objects.visible_to(request.user).filter(role="assistant").select_related("conversation")
    reply = get_object_or_404(replies, pk=pk)
    try:
        place = fork(reply)
    except Busy:
        return refusal(request, Refused(*BUSY), reply.conversation_id)
    if request.accepts("text/html"):
        return redirect(place)
    return JsonResponse({"conversation": str(place.pk), "url": place.get_absolute_url()}, status=201)
