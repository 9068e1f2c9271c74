"""Garbage in every field of every door of ours: an answer in words, and never a mistake of the server's."""

import re
from itertools import product
from pathlib import Path
from unittest.mock import Mock

import pytest
from django.contrib import admin
from django.forms import Form
from django.urls import reverse

import chat
from chat import recorded, runner
from chat.models import Process, Role, RoleGrant

from .matrix.house import House
from .matrix.rows import ROWS
from .test_matrix import callers, form_of

GARBAGE = [
    "",
    "\x00",
    "9" * 23,
    "x" * 10_001,
    "11111111-1111-1111-1111-111111111111",
]
FOREIGN = "admin:", "account_", "mfa_", "socialaccount_", "openid_", "usersessions_"  # the forms of others
ASKED = re.compile(r"""(?:GET|POST|FILES)(?:\.get|\.getlist)?[\[(]"(\w+)\"""")


def fields():
    """Every name that a door asks a request for, or that a form of ours has."""
    asked = {name for door in Path(chat.__file__).parent.rglob("*.py") for name in ASKED.findall(door.read_text())}
    return asked | {name for form in Form.__subclasses__() for name in form.base_fields}


@pytest.fixture
def house(db, monkeypatch):
    """The process takes prompts, although nobody would write the replies, and Alice may do everything."""
    monkeypatch.setattr(runner, "is_taking", lambda: True)
    monkeypatch.setattr(runner, "loop", Mock())
    monkeypatch.setattr(runner, "process", Process.objects.create(name="garbage"))
    house = House()
    for role in Role:
        RoleGrant.objects.get_or_create(person=house.alice, role=role)
    return house


@pytest.mark.db
@pytest.mark.parametrize("name", [name for name in ROWS if not name.startswith(FOREIGN)])
def test_no_door_stumbles_over_garbage(client, house, name):
    url, form = reverse(name, args=ROWS[name].about(house)), form_of(name, house)
    client.raise_request_exception = False
    client.force_login(house.alice)

    for garbage, method, caller in product(GARBAGE, ("get", "post"), callers(name)):
        for sent in dict.fromkeys(fields(), garbage), *(form | {field: garbage} for field in form):
            answer = getattr(client, method)(url, sent, headers=caller)
            assert answer.status_code < 500, (method, sent)


def links(table, lookup=""):
    return [f"{field.name}{lookup}" for field in table._meta.get_fields() if field.is_relation]


SHAPES = [links, lambda table: [*links(table, "__in"), "q", "o", "p", "all"], lambda table: ["_popup", "_to_field"]]


@pytest.mark.db
@pytest.mark.parametrize("garbage", ["", "x", "9" * 23])
def test_no_page_of_the_admin_stumbles_over_its_address(client, house, garbage):
    client.force_login(house.alice)

    for table, page, names in product(admin.site._registry, ["", "add/", "1/change/"], SHAPES):
        answer = client.get(f"/admin/chat/{table._meta.model_name}/{page}", dict.fromkeys(names(table), garbage))
        assert answer.status_code < 500


def test_garbage_in_an_address_of_the_admin_is_answered_in_words(client, house):
    client.force_login(house.alice)

    answer = client.get("/admin/chat/budget/add/?person=zzz&tokens_a_day=x", follow=True)

    assert answer.redirect_chain == [("/admin/chat/budget/add/", 302)]
    assert recorded.NOT_UNDERSTOOD in answer.content.decode()
