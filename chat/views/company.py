"""The door to the company's login, for when there is nobody behind it."""

import logging

from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect import views
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from requests import RequestException

log = logging.getLogger(__name__)


@login_not_required
def leave(request):
    """Go there; when the provider does not answer, say so instead of failing."""
    try:
        return views.login(request, "company")
    except (RequestException, OAuth2Error, KeyError, ValueError) as error:
        log.warning("oidc_away error=%s", type(error).__name__)
        return render(request, "socialaccount/authentication_error.html", status=502)
