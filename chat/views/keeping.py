"""The doors to keeping order: rename, pin, archive, delete, and take it back."""

from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from chat import runner
from chat.forms import clean
from chat.models import Conversation


@require_POST
def rename(request, pk):
    conversation = get_object_or_404(Conversation.objects.visible_to(request.user), pk=pk)
    title = conversation.rename(clean(request.POST.get("title", ""))[:2000])
    runner.afterwards_soon()
    return JsonResponse({"title": title})


@require_POST
def mark(request, pk, what):
    """Pin or archive a conversation; with `on` empty, no longer."""
    conversation = get_object_or_404(Conversation.objects.visible_to(request.user), pk=pk)
    conversation.mark(what, bool(request.POST.get("on")))
    return JsonResponse({})


@require_POST
def see(request, pk):
    """Its person has the conversation before their eyes."""
    conversation = get_object_or_404(Conversation.objects.visible_to(request.user), pk=pk)
    return JsonResponse({"put_out": conversation.see()})


@require_POST
def delete(request, pk):
    """Hide a conversation at once and stop what is written in it; it can be brought back for a while."""
    conversation = get_object_or_404(Conversation.objects.visible_to(request.user), pk=pk)
    conversation.mark("deleted", True)
    for reply in conversation.messages.open().values_list("pk", flat=True):
        runner.stop_from_anywhere(reply)
    return JsonResponse({"undo": True})


@require_POST
def restore(request, pk):
    conversation = get_object_or_404(Conversation.objects.deleted_by(request.user), pk=pk)
    conversation.mark("deleted", False)
    return JsonResponse({"url": conversation.get_absolute_url(), "title": conversation.title})
