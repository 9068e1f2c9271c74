"""Logging in with a passkey and with an app, and seeing where one is logged in; in real Chromium."""

import pytest
from playwright.async_api import expect

from ..stage.prepare import PASSWORD


@pytest.fixture
def named(serve):
    """A server with a name: browsers give passkeys to names and to localhost alone."""
    return serve(SITE_URL="http://localhost:{port}")


async def with_device(page):
    """Plug in an authenticator that says yes to everything."""
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("WebAuthn.enable")
    about = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    about |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    return await devtools.send("WebAuthn.addVirtualAuthenticator", {"options": about})


async def log_in(page):
    await page.get_by_label("Name or e-mail").fill("alice")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Log in", exact=True).click()


async def test_a_passkey_logs_in_alone(named, browser):
    page = await browser.page(named, "/accounts/login/")
    await with_device(page)
    await log_in(page)
    await page.goto(f"{named.origin}/accounts/2fa/")
    await page.get_by_role("link", name="Add a passkey").click()
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Go on").click()
    await page.get_by_role("button", name="Add a passkey").click()
    await expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    await page.goto(f"{named.origin}/accounts/2fa/webauthn/")

    await page.context.clear_cookies()
    await page.goto(f"{named.origin}/accounts/login/")
    await page.get_by_role("button", name="Log in with a passkey").click()

    await expect(page.get_by_label("Message", exact=True)).to_be_visible()

    await page.context.clear_cookies()
    await page.goto(f"{named.origin}/accounts/login/")
    await log_in(page)
    await expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    await page.get_by_role("button", name="Use a passkey").click()
    await expect(page.get_by_label("Message", exact=True)).to_be_visible()


async def test_without_a_key_the_page_says_so_and_the_form_goes_on(named, browser):
    page = await browser.page(named, "/accounts/login/")
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("WebAuthn.enable")
    about = {"protocol": "ctap2", "transport": "internal", "isUserVerified": False, "automaticPresenceSimulation": True}
    await devtools.send("WebAuthn.addVirtualAuthenticator", {"options": about})

    await page.get_by_role("button", name="Log in with a passkey").click()

    await expect(page.get_by_role("alert")).to_contain_text("Try again, or log in another way.")
    await log_in(page)
    await expect(page.get_by_label("Message", exact=True)).to_be_visible()


async def test_an_address_without_a_name_gets_a_sentence(serve, browser):
    page = await browser.page(serve(SITE_URL="http://chat.test:{port}"), "/accounts/login/")

    await page.get_by_role("button", name="Log in with a passkey").click()

    await expect(page.get_by_role("alert")).to_contain_text("Passkeys work at https addresses and at localhost")


async def test_logging_out_elsewhere_closes_the_page_there(named, browser):
    here = await browser.page(named, "/accounts/login/")
    there = await browser.page(named, "/accounts/login/")
    for page in here, there:
        await log_in(page)
        await expect(page.get_by_label("Message", exact=True)).to_be_visible()

    await here.goto(f"{named.origin}/settings/")
    await expect(here.get_by_role("row")).to_have_count(3)
    await here.get_by_role("button", name="Log out everywhere else").click()

    await expect(here.get_by_role("status")).to_have_text("You are logged out everywhere else.")
    await expect(here.get_by_role("row")).to_have_count(2)
    await expect(there.get_by_role("heading", name="Log in to Chatsite")).to_be_visible(timeout=6000)


async def test_the_app_s_page_shows_a_picture_to_scan(named, browser):
    page = await browser.page(named, "/accounts/login/", color_scheme="dark", width=390)
    await log_in(page)
    await page.goto(f"{named.origin}/accounts/2fa/totp/activate/")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Go on").click()

    await expect(page.locator(".code-picture svg")).to_be_visible()
    await page.goto(f"{named.origin}/settings/")
