"""A row for every URL: what it is about, and who may see what the house hides. Without a row the build fails.

A new page gets one line: `"name": Row()` for a page about oneself, `Row(kept)` for one about Alice's
conversation, with `seen_by` when it shows words of it, and `form` when it takes more than nothing.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from django.contrib import admin

from .house import Actor

OWNER = frozenset({Actor.OWNER})
NOBODY = frozenset()


@dataclass(frozen=True)
class Row:
    """One URL. `about` gives its arguments from the house, `absent` those of the same thing that is not there."""

    about: Callable = lambda house: ()
    absent: Callable | None = None
    seen_by: frozenset = NOBODY  # may find secrets in it; the owner must, when named
    form: object = field(default_factory=dict)  # what is posted: a dictionary, or a function that gets the house


def kept(house):
    return (house.kept.pk,)


def deleted(house):
    return (house.deleted.pk,)


def reply(house):
    return (house.reply.pk,)


def reported(house):
    return (house.report.pk,)


def nowhere(house):
    return (uuid.UUID(int=1),)


def no_message(house):
    return (1 << 40,)


def sending(house):
    ids = {"conversation": house.kept.pk, "parent": house.reply.pk, "model": house.model.pk}
    return {"id": uuid.UUID(int=2), "text": "Let me in"} | ids


def conversation(form=None, **more):
    return Row(kept, nowhere, form=form or {}, **more)


CHAT = {
    "new": Row(seen_by=OWNER),  # the list beside it
    "list": Row(seen_by=OWNER),
    "keys": Row(),
    "readings": Row(seen_by=OWNER),  # the titles of what was read
    "audit": Row(),
    "audit_download": Row(form={"form": "csv"}),
    "search": Row(form={"q": "canary"}),
    "ask": Row(form=sending),
    "conversation": conversation(seen_by=OWNER),
    "turns": conversation(seen_by=OWNER),
    "export_json": conversation(seen_by=OWNER),
    "export_markdown": conversation(seen_by=OWNER),
    "export_all": Row(),
    "export_all_json": Row(seen_by=OWNER),
    "export_all_markdown": Row(seen_by=OWNER),
    "rename": conversation({"title": "Mine now"}),
    "pin": conversation({"on": "1"}),
    "archive": conversation({"on": "1"}),
    "see": conversation(),
    "delete": conversation(),
    "restore": Row(deleted, nowhere),
    "again": Row(reply, no_message, form=lambda house: sending(house) | {"conversation": ""}),
    "go_on": Row(reply, no_message, form=lambda house: sending(house) | {"conversation": ""}),
    "fork": Row(reply, no_message),
    "show_branch": Row(reply, no_message),
    "tune": conversation({"system": "Mine now"}),
    "request": Row(reply, no_message, seen_by=OWNER),
    "check_parameters": Row(form={"system": "Mine now"}),
    "prefer": Row(),
    "import": Row(),
    "imported": Row(lambda house: (house.file.pk,), nowhere, seen_by=OWNER),
    "take_import": Row(lambda house: (house.file.pk,), nowhere),
    "drop_import": Row(lambda house: (house.file.pk,), nowhere),
    "usage": Row(),
    "usage_of_all": Row(),
    "usage_sheet": Row(lambda house: ("all",)),
    "usage_sheet_of_all": Row(lambda house: ("all",)),
    "more": Row(reply, no_message),
    "delete_message": Row(reply, no_message),
    "restore_message": Row(lambda house: (house.gone.pk,), no_message),
    "rate": Row(reply, no_message, form={"way": "down"}),
    "report": Row(reply, no_message, form={"kind": "wrong"}),
    "withdraw_report": Row(reply, no_message),
}

REVIEW = {
    "transcripts": Row(),
    "transcript": Row(kept),
    "open_transcript": Row(kept),
    "reveal": Row(kept),
    "close_transcript": Row(kept, nowhere),
    "words": Row(),
    "find_words": Row(form={"person": "alice", "words": "canary", "reason": "Let me in"}),
    "exports": Row(),
    "prepare_export": Row(form={"reason": "Let me in", "form": "csv"}),
    "handout": Row(lambda house: (house.token,)),
    "take_export": Row(lambda house: (house.token,)),
    "queue": Row(),
    "claim": Row(reported),
    "release": Row(reported),
    "settle": Row(reported, form={"decision": "nothing"}),
}

ACCOUNT = {
    name: Row()
    for name in (
        "account_login",
        "account_logout",
        "account_inactive",
        "account_signup",
        "account_reauthenticate",
        "account_email",
        "account_email_verification_sent",
        "account_change_password",
        "account_set_password",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key_done",
        "account_confirm_login_code",
    )
} | {
    "account_confirm_email": Row(lambda house: ("forged:key",)),
    "account_reset_password_from_key": Row(lambda house: ("1", "forged-key")),
}

SECOND_FACTOR = {
    f"mfa_{name}": Row()
    for name in (
        "index",
        "authenticate",
        "reauthenticate",
        "activate_totp",
        "deactivate_totp",
        "view_recovery_codes",
        "generate_recovery_codes",
        "download_recovery_codes",
        "list_webauthn",
        "add_webauthn",
        "reauthenticate_webauthn",
        "login_webauthn",
    )
} | {
    "mfa_remove_webauthn": Row(lambda house: (house.factor.pk,), no_message),
    "mfa_edit_webauthn": Row(lambda house: (house.factor.pk,), no_message, form={"name": "Mine now"}),
}

COMPANY = {
    "company_login": Row(),
    **{f"socialaccount_{name}": Row() for name in ("login_cancelled", "login_error", "signup", "connections")},
    **{f"openid_connect_{name}": Row(lambda house: ("company",)) for name in ("login", "callback")},
}

SETTINGS = {
    "invited": Row(lambda house: ("forged",)),
    "let_in": Row(lambda house: ("forged:token",)),
    "settings": Row(),
    "privacy": Row(),
    "privacy_read": Row(),
    "sessions": Row(),
    "usersessions_list": Row(),
    "end_other_sessions": Row(),
    "end_session": Row(lambda house: (house.session.pk,), no_message),
}

ADMIN = {f"admin:{name}": Row() for name in ("index", "login", "logout", "password_change", "password_change_done")} | {
    "admin:autocomplete": Row(),
    "admin:jsi18n": Row(),
    "admin:view_on_site": Row(lambda house: ("1", house.kept.pk)),
    "admin:app_list": Row(lambda house: ("chat",)),
    "admin:auth_user_password_change": Row(lambda house: (house.alice.pk,)),
    "admin:chat_user_remove": Row(lambda house: (house.alice.pk,)),
    "admin:chat_provider_test": Row(lambda house: (house.provider.pk,)),
    "admin:chat_provider_refresh": Row(lambda house: (house.provider.pk,)),
}


def first_of(table):
    def about(house):
        one = table._default_manager.order_by("pk").first()
        return (one.pk if one else 1,)

    return about


def of_tables():
    """The pages that Django's admin makes for each table; none of them may hold a secret."""
    for table in admin.site._registry:
        name = f"admin:{table._meta.app_label}_{table._meta.model_name}"
        yield from ((f"{name}_{page}", Row()) for page in ("changelist", "add"))
        yield from ((f"{name}_{page}", Row(first_of(table))) for page in ("history", "delete", "change"))


ROWS = CHAT | REVIEW | ACCOUNT | SECOND_FACTOR | COMPANY | SETTINGS | ADMIN | dict(of_tables())
OLD = {f"social/{page}/" for page in ("login/cancelled", "login/error", "signup", "connections")}
# Without a name to reverse: old addresses that lead on, and the admin's answer to all that it does not know.
NAMELESS = OLD | {"admin:<path:object_id>/", "admin:(?P<url>.*)$"}
