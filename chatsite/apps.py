"""Django's admin with the site of ours, and what is checked before anything is served."""

from django.contrib.admin.apps import AdminConfig


class Administration(AdminConfig):
    default_site = "chat.recorded.Site"

    def ready(self):
        super().ready()
        from . import checks  # noqa: F401  Importing them registers them.
