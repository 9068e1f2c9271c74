"""What templates say of the site, wherever they are included."""

from django import template

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
