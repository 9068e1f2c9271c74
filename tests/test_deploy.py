"""Behind the nginx of deploy/: TLS, cookies, origins, sizes, and the socket."""

import re
import ssl

import httpx
import pytest
import websockets

from .stage import tools
from .stage.front import Front
from .stage.prepare import PASSWORD

pytestmark = pytest.mark.skipif(not tools.nginx(), reason="nginx is not here. On Debian: apt-get install nginx-light")


@pytest.fixture
def front(serve, tmp_path):
    front = Front(tmp_path)
    server = serve(SITE_URL=front.origin, TRUSTED_PROXIES="127.0.0.1", LONGEST_PROMPT="4000000")
    front.start(server.port)
    yield front
    front.end()


@pytest.fixture
async def http(front):
    host = front.origin.removeprefix("https://")
    about = {"headers": {"Host": host, "Origin": front.origin}, "verify": False, "trust_env": False}
    async with httpx.AsyncClient(base_url=f"https://127.0.0.1:{front.secure}", timeout=30, **about) as http:
        yield http


async def log_in(http, **headers):
    page = await http.get("/accounts/login/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[1]
    form = {"login": "alice", "password": PASSWORD, "csrfmiddlewaretoken": token}
    return await http.post("/accounts/login/", data=form, headers=headers)


async def test_it_is_reached_by_tls_alone_and_its_cookies_stay_there(front, http):
    plain = await http.get(f"http://127.0.0.1:{front.plain}/c/", headers={"Host": "chat.test"})
    assert (plain.status_code, plain.headers["Location"]) == (301, "https://chat.test/c/")

    answer = await log_in(http)

    kept = answer.headers["Set-Cookie"]
    assert answer.status_code == 302
    assert "__Host-session=" in kept
    assert "Secure" in kept
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    assert (await http.get("/")).status_code == 200


async def test_nobody_poses_as_another_caller(front, http):
    await log_in(http, **{"X-Forwarded-For": "203.0.113.9", "X-Real-IP": "203.0.113.9", "Forwarded": "for=203.0.113.9"})

    settings = (await http.get("/settings/")).text

    assert "127.0.0.1" in settings
    assert "203.0.113.9" not in settings


async def test_a_form_of_another_origin_is_refused(front, http):
    answer = await log_in(http, Origin="https://evil.example")

    assert answer.status_code == 403


async def test_what_is_too_large_stays_outside(front, http):
    async def body():
        for _ in range(33):
            yield b"x" * (1 << 20)

    answer = await http.post("/ask/", content=body())

    assert answer.status_code == 413


async def test_the_socket_opens_for_our_origin_alone(front, http):
    await log_in(http)
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    cookies = "; ".join(f"{name}={value}" for name, value in http.cookies.items())

    def socket(origin):
        about = {"origin": origin, "additional_headers": {"Cookie": cookies}, "ssl": trusting, "proxy": None}
        return websockets.connect(f"{front.origin.replace('https', 'wss')}/ws/", host="127.0.0.1", **about)

    async with socket(front.origin) as opened:
        assert '"hello"' in await opened.recv()
    with pytest.raises(websockets.InvalidStatus):
        await socket("https://evil.example")


async def test_figures_are_not_for_the_world(front, http):
    assert (await http.get("/metrics")).status_code == 404
