"""The doors to keeping order: rename, pin, archive, delete a conversation or a message, and take it back."""

from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from chat import runner
from chat.forms import clean
from chat.models import Conversation, Message, pruning


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
    stop(conversation.messages)
    return JsonResponse({"undo": True})


@require_POST
def restore(request, pk):
    conversation = get_object_or_404(Conversation.objects.deleted_by(request.user), pk=pk)
    conversation.mark("deleted", False)
    return JsonResponse({"url": conversation.get_absolute_url(), "title": conversation.title})


@require_POST
def delete_message(request, pk):
    """Hide a message at once with all that follows it; for its only branch that is the whole conversation."""
    message = get_object_or_404(Message.objects.visible_to(request.user).select_related("conversation"), pk=pk)
    try:
        gone, count = pruning.delete(message)
    except pruning.Gone:
        raise Http404 from None
    conversation, is_whole = message.conversation, gone == message.conversation
    stop(conversation.messages if is_whole else conversation.messages.exclude(deleted_at=None))
    runner.afterwards_soon()
    if request.accepts("text/html"):
        return redirect("new" if is_whole else conversation)
    return JsonResponse({"conversation" if is_whole else "message": gone.pk, "count": count})


@require_POST
def restore_message(request, pk):
    message = get_object_or_404(Message.objects.deleted_by(request.user).select_related("conversation"), pk=pk)
    pruning.restore(message)
    runner.afterwards_soon()
    return JsonResponse({"url": message.conversation.get_absolute_url()})


def stop(messages):
    for reply in messages.open().values_list("pk", flat=True):
        runner.stop_from_anywhere(reply)
