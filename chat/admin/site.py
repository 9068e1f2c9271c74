"""The site in the admin: one page for what a team decides about all of it."""

from django.contrib import admin
from django.db import transaction
from django.shortcuts import redirect

from chat import catalogue
from chat.models import Site, site

from .fields import Bare


@admin.register(Site)
class SiteAdmin(Bare, admin.ModelAdmin):
    autocomplete_fields = ["default_model"]
    fieldsets = [
        (None, {"fields": ["name", "default_model", "currency", "model_titles"]}),
        ("Words to everybody", {"fields": ["notice", "login_notice"]}),
    ]

    # There is one, which is there from the beginning.

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        return redirect("admin:chat_site_change", site.ONLY)

    def get_object(self, request, object_id, from_field=None):
        found = super().get_object(request, object_id, from_field)
        return found or (Site(pk=site.ONLY) if object_id == str(site.ONLY) else None)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        transaction.on_commit(forget)


def forget():
    site.forget()
    catalogue.forget()
