"""What templates say of the site, wherever they are included."""

from django import template
from django.conf import settings

from chat.models.site import site

register = template.Library()


@register.simple_tag
def site_name():
    return site().name


@register.simple_tag
def site_notice():
    return site().notice


@register.simple_tag
def login_notice():
    return site().login_notice


@register.simple_tag
def notice_delay():
    """When people see who read what of theirs, as the end of a sentence; empty for at once."""
    days = settings.REVIEW_NOTICE_DELAY_DAYS
    return f" after {days:g} day{'' if days == 1 else 's'}" if days else ""


@register.simple_tag
def company():
    """How one logs in with a company account, `{"name", "only"}`; None where there are none."""
    return {"name": settings.OIDC_NAME, "only": settings.OIDC_ONLY} if settings.OIDC_ISSUER else None
