"""A time-stamp authority over HTTP, played by openssl."""

import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from tests.signing import forge
from tests.signing.stamps import stamper
from tests.signing.test_outsiders import program

CONFIGURATION = """[tsa]
serial = serial
signer_cert = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4
other_policies = 1.2.3.5
digests = sha256
ess_cert_id_alg = sha256
"""


@dataclass
class Authority:
    """openssl behind an address; ``spoil`` changes what it answers."""

    url: str = ""
    status: int = 200
    media_type: str = "application/timestamp-reply"
    spoil: Callable[[bytes], bytes] = lambda answer: answer


@contextmanager
def playing(tmp_path: Path) -> Iterator[Authority]:
    """One that gives time-stamps, at an address of this machine."""
    (tmp_path / "tsa.conf").write_text(CONFIGURATION)
    (tmp_path / "serial").write_text("01\n")
    (tmp_path / "tsa.pem").write_bytes(stamper().certificate.public_bytes(Encoding.PEM))
    (tmp_path / "tsa.key").write_bytes(stamper().key.private_bytes(Encoding.PEM, *forge.plain_pkcs8()))
    openssl, played = program("openssl", "openssl"), Authority()

    class Handler(BaseHTTPRequestHandler):
        """Hands each question to openssl."""

        def do_POST(self) -> None:
            (tmp_path / "q.tsq").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            subprocess.run(
                [openssl, "ts", "-reply", "-config", "tsa.conf", "-section", "tsa", "-queryfile", "q.tsq", "-out", "a"],
                cwd=tmp_path, check=True, capture_output=True,
            )  # fmt: skip
            body = played.spoil((tmp_path / "a").read_bytes())
            self.send_response(played.status)
            self.send_header("Content-Type", played.media_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    played.url = f"http://127.0.0.1:{server.server_port}/tsa"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield played
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
