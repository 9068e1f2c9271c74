"""Logging in with a company account at a real OpenID provider; in real Chromium."""

import re

import pytest
from playwright.async_api import expect

from ..stage.company import Company
from ..stage.prepare import PASSWORD

GWEN = {"email": "gwen@example.org", "email_verified": True, "preferred_username": "gwen", "groups": ["boss", "tides"]}
MALLORY = {"email": "mallory@evil.example", "email_verified": True, "preferred_username": "mallory"}
TWIN = {"email": "alice@example.org", "email_verified": True, "preferred_username": "alice"}
UNPROVEN = {"email": "eve@example.org", "email_verified": False, "preferred_username": "eve"}

SETUP = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "chatsite.settings"
django.setup()
from chat.models import Group, User
Group.objects.get_or_create(name="Tide team")
User.objects.filter(username="alice").update(email="alice@example.org")
"""
WHO = """
gwen = User.objects.get(username="gwen")
print(sorted(gwen.roles), [group.name for group in gwen.member_of.all()], gwen.has_usable_password(), gwen.email)
"""


@pytest.fixture
def company():
    with Company(gwen=GWEN, mallory=MALLORY, twin=TWIN, eve=UNPROVEN) as company:
        company.environ |= {"OIDC_NAME": "Example", "OIDC_DOMAINS": "example.org"}
        company.environ |= {"OIDC_ROLES": "boss:admin", "OIDC_GROUPS": "tides:Tide team"}
        yield company


async def come(server, browser, name, path="/accounts/login/", **more):
    """Go through the company's login as somebody."""
    browser.forgive("request to another host|favicon|jsdelivr|status of 403")
    page = await browser.page(server, path, **more)
    await page.get_by_role("button", name="Continue with Example").click()
    await page.get_by_role("button", name=name, exact=True).click()
    return page


def message(page):
    return page.get_by_label("Message", exact=True)


async def test_an_account_is_made_at_the_first_login_and_found_at_the_next(serve, browser, company):
    server = serve(SITE_URL="http://localhost:{port}", **company.environ)
    server.place.run("-c", SETUP)

    for _ in range(2):
        page = await come(server, browser, "gwen")
        await expect(message(page)).to_be_visible()

    assert server.place.run("-c", SETUP + WHO) == "['admin', 'user'] ['Tide team'] False gwen@example.org\n"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("mallory", "not one of those that may come in"),
        ("eve", "not one of those that may come in"),
        ("twin", "There is an account with your address already"),
    ],
)
async def test_strangers_and_twins_are_refused_in_a_sentence(serve, browser, company, name, sentence):
    server = serve(SITE_URL="http://localhost:{port}", **company.environ)
    server.place.run("-c", SETUP)

    page = await come(server, browser, name)

    await expect(page.get_by_text(sentence)).to_be_visible()
    await page.goto(f"{server.origin}/")
    await expect(page).to_have_url(re.compile("/accounts/login/"))


async def test_who_proves_to_be_both_connects_them(serve, browser, company):
    server = serve(SITE_URL="http://localhost:{port}", **company.environ)
    server.place.run("-c", SETUP)
    browser.forgive("request to another host|favicon|jsdelivr")
    page = await browser.page(server, "/accounts/login/")
    await page.get_by_label("Name or e-mail").fill("alice")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Log in", exact=True).click()
    await page.goto(f"{server.origin}/settings/")
    await page.get_by_role("link", name="Company account").click()
    await page.get_by_role("button", name="Connect Example").click()
    await page.get_by_role("button", name="twin", exact=True).click()
    await page.get_by_label("Password").fill(PASSWORD)  # Once more: a page that was left open is no proof.
    await page.get_by_role("button", name="Go on").click()
    await expect(page.get_by_role("button", name="Remove")).to_be_visible()

    later = await come(server, browser, "twin")

    await expect(message(later)).to_be_visible()
    await later.goto(f"{server.origin}/settings/")
    await expect(later.get_by_text("You are alice")).to_be_visible()


async def test_only_company_accounts_come_in_where_that_is_so(serve, browser, company):
    server = serve(SITE_URL="http://localhost:{port}", OIDC_ONLY="yes", **company.environ)
    page = await browser.page(server, "/accounts/login/")
    await expect(page.get_by_label("Password")).to_have_count(0)
    token = await page.locator("[name=csrfmiddlewaretoken]").first.input_value()

    form = {"login": "alice", "password": PASSWORD, "csrfmiddlewaretoken": token}
    answer = await page.request.post(
        f"{server.origin}/accounts/login/", form=form, headers={"Origin": server.origin}, max_redirects=0
    )

    assert answer.status == 200
    assert "the company account only" in await answer.text()


async def test_a_provider_that_is_away_gets_a_sentence(serve, browser, company):
    server = serve(SITE_URL="http://localhost:{port}", **company.environ)
    browser.forgive("status of [45]0")
    page = await browser.page(server, "/accounts/login/")
    company.process.kill()

    await page.get_by_role("button", name="Continue with Example").click()

    await expect(page.get_by_role("heading", name="login did not work")).to_be_visible()
