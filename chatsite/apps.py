"""Django's admin with the site of ours."""

from django.contrib.admin.apps import AdminConfig


class Administration(AdminConfig):
    default_site = "chat.recorded.Site"
