"""Invitations in the admin: made once, with a link that is shown once; withdrawn by deleting them."""

from django import forms
from django.contrib import admin, messages
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from chat.models import Invitation, Role
from chat.models.invitation import DAYS

from .people import WHAT_ROLES_MAY

LINK = "Give this link to {}. It is shown only now, works once, and until {}: {}"


class InvitationForm(forms.ModelForm):
    roles = forms.MultipleChoiceField(
        choices=Role.choices,
        initial=[Role.USER],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=WHAT_ROLES_MAY,
    )
    days = forms.IntegerField(min_value=1, max_value=90, initial=DAYS, help_text="How long the link works.")

    class Meta:
        model = Invitation
        fields = ["for_whom", "groups"]


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):
    form = InvitationForm
    fields = ["for_whom", "roles", "groups", "days"]
    filter_horizontal = ["groups"]
    list_display = ["for_whom", "made_by", "made_at", "expires_at", "state"]
    list_select_related = ["made_by", "used_by"]
    ordering = ["-made_at"]

    def has_change_permission(self, request, obj=None):
        return obj is None and super().has_change_permission(request)

    @admin.display
    def state(self, invitation):
        if invitation.used_at:
            return f"used by {invitation.used_by or 'an account that is gone'}"
        return "waits" if invitation.expires_at > timezone.now() else "too old"

    def get_fields(self, request, obj=None):
        return ["for_whom", "groups", "made_by", "expires_at", "state"] if obj else self.fields

    def save_model(self, request, obj, form, change):
        obj.made_by, obj.roles = request.user, form.cleaned_data["roles"]
        token = obj.renew(form.cleaned_data["days"])
        super().save_model(request, obj, form, change)
        link = request.build_absolute_uri(reverse("invited", args=[token]))
        until = timezone.localtime(obj.expires_at).strftime("%d %B, %H:%M")
        messages.warning(request, format_html(LINK, obj.for_whom, until, format_html("<code>{}</code>", link)))
