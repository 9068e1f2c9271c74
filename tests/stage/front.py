"""The nginx of deploy/ before a server, with its names and ports replaced, as a real process with TLS."""

import os
import re
import subprocess
import time
from datetime import UTC, datetime, timedelta

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from . import tools
from .place import ROOT
from .server import PATIENCE, free_port

NAME = "chat.test"
AROUND = """
{user}
daemon off; pid {folder}/pid; error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    {ours}
}}
"""


class Front:
    """`plain` and `secure` are its ports; `origin` is what people see."""

    def __init__(self, folder):
        self.folder, self.plain, self.secure, self.behind = folder, free_port(), free_port(), free_port()
        self.origin = f"https://{NAME}:{self.secure}"

    def start(self, port):
        """Pass on to a server at this port."""
        certify(self.folder)
        (self.folder / "nginx.conf").write_text(self.configuration(port))
        command = [tools.nginx(), "-p", self.folder, "-c", self.folder / "nginx.conf"]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                return httpx.get(f"http://127.0.0.1:{self.plain}", trust_env=False)
            except httpx.HTTPError:
                time.sleep(0.05)
        raise RuntimeError((self.folder / "error.log").read_text())

    def end(self):
        self.process.terminate()
        self.process.wait(PATIENCE)

    def configuration(self, port):
        ours = (ROOT / "deploy" / "nginx.conf").read_text()
        ours = re.sub(r" *listen \[::\].*\n", "", ours)
        for given, here in {
            "listen 80;": f"listen 127.0.0.1:{self.plain};",
            "listen 443 ": f"listen 127.0.0.1:{self.secure} ",
            "127.0.0.1:8000": f"127.0.0.1:{port}",
            "/etc/ssl/chat.example.org": str(self.folder),
            "server_name chat.example.org": f"server_name {NAME}",
        }.items():
            assert given in ours, f"deploy/nginx.conf has no {given} any more"
            ours = ours.replace(given, here)
        return AROUND.format(user="user root;" if os.geteuid() == 0 else "", folder=self.folder, ours=ours)


def certify(folder):
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
    (folder / "fullchain.pem").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "privkey.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, *plain))
