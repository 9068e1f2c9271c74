"""Company accounts, by OpenID Connect: who is let in, and which roles and groups follow from the directory's claims."""

from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.db import transaction
from django.shortcuts import render

from .models import Action, Group, Role, RoleGrant, User, audit, leaving, roles

DIRECTORY = "As the company's directory says."
NOT_OURS = "Your company account is not one of those that may come in here. Ask whoever runs this site."
TAKEN = (
    "There is an account with your address already. Log in to it with its password, then connect your company account "
    "in the settings: only so is it sure that both are yours."
)
CLOSED = "This account is closed. Ask whoever runs this site to open it again."


class CompanyAccounts(DefaultSocialAccountAdapter):
    """Made at the first login. Known by the provider's unchanging key for a person, never by an address."""

    def is_open_for_signup(self, request, sociallogin):
        return True  # pre_social_login has let them in.

    def is_auto_signup_allowed(self, request, sociallogin):
        return True

    def pre_social_login(self, request, sociallogin):
        """Refuse who may not come in; for who is known, do as the directory says now."""
        claims = claims_of(sociallogin)
        if not is_let_in(claims):
            refuse(request, NOT_OURS)
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            return
        if sociallogin.is_existing:
            if not sociallogin.user.is_active:
                if sociallogin.user.removed_at:
                    leaving.forget_directory(sociallogin.user)
                refuse(request, CLOSED)
            follow(sociallogin.user, claims)
        elif is_taken(address(claims)):
            refuse(request, TAKEN)

    def populate_user(self, request, sociallogin, data):
        claims = claims_of(sociallogin)
        sociallogin.email_addresses = [one for one in sociallogin.email_addresses if one.email == address(claims)]
        return super().populate_user(request, sociallogin, data | {"email": address(claims)})

    def save_user(self, request, sociallogin, form=None):
        with transaction.atomic():
            person = super().save_user(request, sociallogin, form)
            RoleGrant.objects.create(person=person, role=Role.USER)
            audit.record(None, Action.CREATED, person=person, reason=DIRECTORY)
            follow(person, claims_of(sociallogin))
        return person


def claims_of(sociallogin):
    """What the provider says about a person, from both places where it may say it."""
    told = sociallogin.account.extra_data
    return {**(told.get("id_token") or {}), **(told.get("userinfo") or {})} or told


def address(claims):
    """The e-mail address, if it is proven that it is theirs; else empty."""
    proven = settings.OIDC_TRUST_EMAIL or claims.get("email_verified") in (True, "true")
    return str(claims.get("email") or "").lower() if proven else ""


def is_let_in(claims):
    domain = address(claims).rpartition("@")[2]
    return not settings.OIDC_DOMAINS or domain in settings.OIDC_DOMAINS


def is_taken(mail):
    if not mail:
        return False
    return User.objects.filter(email__iexact=mail).exists() or EmailAddress.objects.filter(email__iexact=mail).exists()


def follow(person, claims):
    """Grant and withdraw what the settings tie to a claim; everything else is left to the administrators."""
    said = claims.get(settings.OIDC_CLAIM) or []
    said = {said} if isinstance(said, str) else set(map(str, said))
    for role in sorted(set(settings.OIDC_ROLES.values())):
        held = any(settings.OIDC_ROLES.get(word) == role for word in said)
        if held:
            roles.grant(None, person, role, DIRECTORY)
        elif person.has_role(role):
            withdraw(person, role)
    tied = {group.name: group for group in Group.objects.filter(name__in=settings.OIDC_GROUPS.values())}
    wanted = {settings.OIDC_GROUPS[word] for word in said & settings.OIDC_GROUPS.keys()}
    person.member_of.add(*(tied[name] for name in wanted & tied.keys()))
    person.member_of.remove(*(tied[name] for name in tied.keys() - wanted))


def withdraw(person, role):
    try:
        roles.withdraw(None, person, role, DIRECTORY)
    except roles.LastAdministrator:
        pass  # Somebody must be able to give it to another first.


def refuse(request, sentence):
    raise ImmediateHttpResponse(render(request, "socialaccount/refused.html", {"sentence": sentence}, status=403))
