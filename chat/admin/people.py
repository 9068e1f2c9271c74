"""People in the admin: accounts and roles, each change by the verb that puts it on record."""

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import BaseUserCreationForm
from django.db import transaction
from django.urls import reverse
from django.utils.html import format_html

from chat import addresses
from chat.models import Action, Role, User, audit, people, roles
from chat.recorded import refusing

from .leaving import Leaving

REASON = "Why; it is kept in the audit log with the change."
WHAT_ROLES_MAY = (
    "Users ask. Reviewers open other people's conversations, with a reason; review exporters take many away at once. "
    "Auditors see who opened what, never text. Administrators manage people, providers and budgets, and read "
    "nothing by being that."
)


class Roles(forms.ModelForm):
    """The roles of a person, and why they are changed."""

    roles = forms.MultipleChoiceField(
        choices=Role.choices, required=False, widget=forms.CheckboxSelectMultiple, help_text=WHAT_ROLES_MAY
    )
    reason = forms.CharField(
        required=False, max_length=500, help_text=REASON, widget=forms.TextInput(attrs={"class": "vTextField"})
    )


class NewPersonForm(Roles, BaseUserCreationForm):
    class Meta:
        model = User
        fields = ["username", "first_name", "last_name", "email"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["roles"].initial = [Role.USER]


class PersonForm(Roles):
    may_log_in = forms.BooleanField(
        required=False, help_text="Without it the account is disabled; what is in it is kept."
    )

    class Meta:
        model = User
        fields = ["username", "first_name", "last_name", "email"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["roles"].initial = list(self.instance.role_grants.values_list("role", flat=True))
        self.fields["may_log_in"].initial = self.instance.is_active

    def clean(self):
        cleaned = super().clean()
        if Role.ADMIN in self.fields["roles"].initial and self.instance.is_active:
            if not cleaned.get("may_log_in"):
                self.refuse_the_last("may_log_in")
            elif Role.ADMIN not in cleaned.get("roles", []):
                self.refuse_the_last("roles")
        return cleaned

    def refuse_the_last(self, field):
        try:
            roles.refuse_the_last(self.instance)
        except roles.LastAdministrator as problem:
            self.add_error(field, str(problem))


@admin.register(User)
class PersonAdmin(Leaving, UserAdmin):
    form = PersonForm
    add_form = NewPersonForm
    list_display = ["username", "display_name", "email", "held", "is_active", "last_login"]
    list_filter = ["is_active", "role_grants__role"]
    search_fields = ["username", "first_name", "last_name", "email"]
    readonly_fields = ["secret", "last_login", "date_joined"]
    filter_horizontal = []
    add_fieldsets = [
        (None, {"fields": ["username", ("first_name", "last_name"), "email", "password1", "password2"]}),
        ("What they may do", {"fields": ["roles", "reason"]}),
    ]
    fieldsets = [
        (None, {"fields": ["username", ("first_name", "last_name"), "email"]}),
        ("What they may do", {"fields": ["may_log_in", "roles", "reason"]}),
        ("Their account", {"fields": ["secret", "last_login", "date_joined"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).filter(removed_at=None).prefetch_related("role_grants")

    @admin.display(description="name")
    def display_name(self, person):
        return person.get_full_name()

    @admin.display(description="roles")
    def held(self, person):
        return ", ".join(sorted(grant.get_role_display() for grant in person.role_grants.all())) or "None"

    @admin.display(description="password")
    def secret(self, person):
        link = reverse("admin:auth_user_password_change", args=[person.pk])
        return format_html('<a href="{}">Set a new one</a>. It is on record, and they see it.', link)

    def has_delete_permission(self, request, obj=None):
        # Django's page would take whatever somebody asked along, at one click; ours asks.
        return False

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if not change:
            audit.record(request.user, Action.CREATED, person=obj)
        elif "email" in form.changed_data:
            addresses.forget(obj)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        person, why = form.instance, form.cleaned_data["reason"]
        wanted = set(form.cleaned_data["roles"])
        held = set(person.role_grants.values_list("role", flat=True))
        for role in sorted(wanted - held):
            roles.grant(request.user, person, role, why)
        for role in sorted(held - wanted):
            roles.withdraw(request.user, person, role, why)
        if change and form.cleaned_data["may_log_in"] != person.is_active:
            verb = people.enable if form.cleaned_data["may_log_in"] else people.disable
            verb(request.user, person, why)

    def user_change_password(self, request, id, form_url=""):  # noqa: A002  Django's name for it
        return refusing(request, self.set_password, id, form_url)

    @transaction.atomic
    def set_password(self, request, pk, form_url):
        """Who sets the password of another could log in as them: it is on record, and the person sees it."""
        person = self.get_object(request, unquote(pk))
        answer = super().user_change_password(request, pk, form_url)
        if person and User.objects.filter(pk=person.pk).exclude(password=person.password).exists():
            audit.record(request.user, Action.PASSWORD, person=person)
        return answer
