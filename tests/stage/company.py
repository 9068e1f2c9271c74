"""A real OpenID provider process: whoever is named at its page is who logs in."""

import json
import subprocess
import sys
import time

import httpx

from .server import PATIENCE, free_port


class Company:
    """`with Company(gwen={"email": "gwen@example.org", "email_verified": True}) as company:`"""

    def __init__(self, **people):
        self.people, self.port = people, free_port()
        self.issuer = f"http://127.0.0.1:{self.port}"
        self.environ = {"OIDC_ISSUER": self.issuer, "OIDC_CLIENT_ID": "chatsite", "OIDC_CLIENT_SECRET": "secret"}

    def __enter__(self):
        told = [json.dumps({"sub": name} | claims) for name, claims in self.people.items()]
        words = [word for one in told for word in ("--user-claims", one)]
        command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(self.port), *words]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.wait_until_ready()
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def wait_until_ready(self):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                return httpx.get(f"{self.issuer}/.well-known/openid-configuration", trust_env=False, timeout=2)
            except httpx.HTTPError:
                time.sleep(0.05)
        raise RuntimeError("The OpenID provider does not answer.")
