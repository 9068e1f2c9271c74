"""The door to one's own e-mail address: change it, send the link once more, or stay with the one of now."""

from allauth.decorators import rate_limit
from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from chat import addresses

SENT = "The link was sent once more."
TOO_SOON = "The link was sent a moment ago. Wait a few minutes, then try again."
SAME = "That is your address already."
KEPT = "Your address stays as it is. The link that was sent no longer works."


class AddressForm(forms.Form):
    email = forms.EmailField(max_length=254)

    def __init__(self, person, data=None):
        self.person = person
        super().__init__(data)

    def clean_email(self):
        email = self.cleaned_data["email"]
        if email.lower() == self.person.email.lower():
            raise forms.ValidationError(SAME)
        return email


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limit(action="manage_email")
def change(request):
    """The answer is the same whether another account has the new address: only its mailbox learns of it."""
    form = AddressForm(request.user, request.POST if "email" in request.POST else None)
    if "again" in request.POST:
        messages.success(request, SENT if addresses.send_again(request) else TOO_SOON)
    elif "cancel" in request.POST:
        addresses.cancel(request.user)
        messages.success(request, KEPT)
    elif form.is_valid():
        addresses.change(request, form.cleaned_data["email"])
    else:
        context = {"form": form, "person": request.user, "pending": addresses.pending(request.user)}
        return render(request, "account/email.html", context)
    return redirect("account_email")
