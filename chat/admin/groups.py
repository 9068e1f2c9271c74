"""Groups in the admin: who is in them, and which models are theirs."""

from django.contrib import admin
from django.db import transaction
from django.db.models import Count

from chat import catalogue
from chat.models import Group, LanguageModel, User, groups

from .fields import Bare


class GrantedModel(Bare, admin.TabularInline):
    """A model that the group may ask, though it is not open to all."""

    model = LanguageModel.granted_to.through
    autocomplete_fields = ["languagemodel"]
    extra = 0
    verbose_name = "granted model"
    verbose_name_plural = "granted models (one that is open to all needs no grant)"

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        return super().formfield_for_foreignkey(db_field, request, **kwargs | {"label": "Model"})


@admin.register(Group)
class GroupAdmin(Bare, admin.ModelAdmin):
    list_display = ["name", "people_in_it", "models_granted"]
    search_fields = ["name"]
    autocomplete_fields = ["people"]
    inlines = [GrantedModel]

    def get_queryset(self, request):
        counts = {"people_count": Count("people", distinct=True), "models_count": Count("granted", distinct=True)}
        return super().get_queryset(request).annotate(**counts)

    @admin.display(description="people", ordering="people_count")
    def people_in_it(self, group):
        return group.people_count

    @admin.display(description="granted models", ordering="models_count")
    def models_granted(self, group):
        return group.models_count

    def save_related(self, request, form, formsets, change):
        before = people_of([form.instance])
        super().save_related(request, form, formsets, change)
        changed(before ^ people_of([form.instance]))

    def delete_model(self, request, obj):
        before = people_of([obj])
        super().delete_model(request, obj)
        changed(before)

    def delete_queryset(self, request, queryset):
        before = people_of(queryset)
        super().delete_queryset(request, queryset)
        changed(before)


def people_of(some):
    return set(User.objects.filter(member_of__in=[group.pk for group in some]))


def changed(people):
    """Have the open pages of people who came or went begin anew, and let the next page see what is granted now."""
    for person in people:
        person.revoke()
    transaction.on_commit(forget)


def forget():
    groups.known.clear()
    catalogue.forget()
