"""A time-stamp authority over HTTP, played by openssl: what it answers is taken, what is wrong is taken for none."""

import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from signing.timestamps import NoTimeStamp, UrlSource, read_answer
from tests.signing import forge
from tests.signing.stamps import stamper
from tests.signing.test_outsiders import program

pytestmark = pytest.mark.feature("X04")

CONFIGURATION = """[tsa]
serial = serial
signer_cert = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4
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


@pytest.fixture
def authority(tmp_path: Path) -> Iterator[Authority]:
    """One that gives time-stamps."""
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
    yield played
    server.shutdown()
    server.server_close()
    thread.join()


def test_an_authority_is_asked_with_a_nonce_and_answers_with_its_certificate(authority: Authority) -> None:
    """One that is another program."""
    token = read_answer(UrlSource(authority.url, is_private=True).stamp(b"value of a signature"), "")

    assert token.certificate == stamper().certificate
    assert token.nonce is not None


def test_wrong_answers_are_no_time_stamps(authority: Authority) -> None:
    """Another status, another media type, rubbish, too much, an answer to an earlier question."""
    source = UrlSource(authority.url, is_private=True)
    earlier = source.stamp(b"value of a signature")
    for changes in (
        {"status": 500},
        {"status": 302},
        {"media_type": "text/html"},
        {"spoil": lambda _answer: b"\x30\x03\x02\x01\x02"},
        {"spoil": lambda answer: answer + bytes(2**20)},
        {"spoil": lambda _answer: earlier},
    ):
        for name, value in {**Authority().__dict__, "url": authority.url, **changes}.items():
            setattr(authority, name, value)

        with pytest.raises(NoTimeStamp):
            source.stamp(b"value of a signature")


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/", "http://localhost:9/", "http://[::1]:9/", "ftp://tsa.example/", "http://", "x"]
)
def test_addresses_inside_the_network_are_asked_only_when_said(url: str) -> None:
    """And what is no address never."""
    with pytest.raises(NoTimeStamp):
        UrlSource(url).stamp(b"data")
