"""What ends in the admin: an account, with a choice for its conversations, and second factors that somebody lost."""

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path

from chat.models import leaving, roles
from chat.recorded import refusing

CHOICES = [
    ("keep", "Keep the conversations, under no name: reviewers may still open them for a reason."),
    ("delete", "Delete the conversations, too. Nobody can bring them back."),
]


class RemoveForm(forms.Form):
    conversations = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect)
    reason = forms.CharField(
        required=False,
        max_length=500,
        help_text="It is kept in the audit log.",
        widget=forms.TextInput({"class": "vTextField"}),
    )


class Leaving:
    """For the admin of people."""

    actions = ["forget_factors"]

    def get_urls(self):
        door = self.admin_site.admin_view(self.remove_one)
        return [path("<int:pk>/remove/", door, name="chat_user_remove"), *super().get_urls()]

    def remove_one(self, request, pk):
        return refusing(request, self.remove, pk)

    def remove(self, request, pk):
        person = get_object_or_404(self.get_queryset(request).filter(removed_at=None), pk=pk)
        form = RemoveForm(request.POST or None)
        if form.is_valid() and self.removed(request, person, **form.cleaned_data):
            return redirect("admin:chat_user_changelist")
        context = self.admin_site.each_context(request) | {"form": form, "original": person, "opts": self.opts}
        return TemplateResponse(
            request, "admin/chat/user/remove.html", context | {"title": f"Delete the account of {person}?"}
        )

    def removed(self, request, person, conversations, reason):
        name = str(person)
        try:
            leaving.remove(request.user, person, keeps=conversations == "keep", reason=reason)
        except roles.LastAdministrator as problem:
            messages.error(request, str(problem))
            return False
        messages.success(request, f"The account of {name} is deleted.")
        return True

    @admin.action(description="Remove second factors that were lost", permissions=["change"])
    def forget_factors(self, request, queryset):
        for person in queryset:
            with transaction.atomic():
                count, _ = Authenticator.objects.filter(user=person).delete()
                if count:
                    self.log_change(request, person, "second factors removed")
        messages.success(request, "They log in by their passwords alone until they set up new ones.")
