"""TLS of the line over a real socket: whom we believe, and how we introduce ourselves."""

import http.server
import ipaddress
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from exchange.transport import DeliveryFailed, HttpTransport

pytestmark = pytest.mark.feature("X04")
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Files:
    """A small authority and what it has issued, as files."""

    authority: Path
    server: Path
    client: Path
    stranger: Path


def _certificate(name: str, issuer: tuple[x509.Name, Any] | None, days: int = 30) -> tuple[x509.Certificate, Any]:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issued_by, issuing_key = issuer or (subject, key)
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=issuer is None,
        crl_sign=issuer is None,
        encipher_only=False,
        decipher_only=False,
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issued_by)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=90))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuing_key.public_key()), critical=False)
        .add_extension(usage, critical=True)
        .sign(issuing_key, hashes.SHA256())
    )
    return made, key


def _written(path: Path, certificate: x509.Certificate, key: Any) -> Path:
    form = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM) + key.private_bytes(serialization.Encoding.PEM, *form)
    )
    return path


def files_in(folder: Path, days: int = 30) -> Files:
    """An authority, a server and a client of it, and a client of another authority."""
    root, key = _certificate("authority", None)
    other, other_key = _certificate("another authority", None)
    return Files(
        authority=_written(folder / "root.pem", root, key),
        server=_written(folder / "server.pem", *_certificate("gateway", (root.subject, key), days)),
        client=_written(folder / "client.pem", *_certificate("ministry", (root.subject, key))),
        stranger=_written(folder / "stranger.pem", *_certificate("stranger", (other.subject, other_key))),
    )


class Gateway(http.server.BaseHTTPRequestHandler):
    """Answers whoever was let in."""

    def do_GET(self) -> None:
        """Only POST is taken."""
        self.send_response(405)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_given: object) -> None:
        """Quietly."""


def listening(files: Files) -> Iterator[str]:
    """A gateway that asks for a client's certificate."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(files.authority))
    context.load_cert_chain(files.server)
    context.verify_mode = ssl.CERT_REQUIRED
    context.maximum_version = ssl.TLSVersion.TLSv1_2  # so that a refusal comes with the handshake
    with http.server.ThreadingHTTPServer((HOST, 0), Gateway) as server:
        server.daemon_threads = True
        server.handle_error = lambda *_given: None  # type: ignore[method-assign]  # refused handshakes are the test
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"https://{HOST}:{server.server_port}/exchange/messages"
        server.shutdown()
        thread.join(10)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """Certificates in force."""
    return files_in(tmp_path)


@pytest.fixture
def gateway(files: Files) -> Iterator[str]:
    """A gateway with a certificate in force."""
    yield from listening(files)


def look(endpoint: str) -> Any:
    """What a look at the line finds."""
    return HttpTransport().look(endpoint, is_private=True)


def test_a_gateway_that_asks_is_shown_the_clients_certificate(gateway: str, files: Files, settings: Any) -> None:
    """Mutual TLS: the line is up, and its certificate's end is told."""
    settings.EXCHANGE_CA_FILE, settings.EXCHANGE_CLIENT_CERTIFICATE = str(files.authority), str(files.client)

    line = look(gateway)

    assert (line.status, line.tls) == (405, "TLSv1.2")
    assert line.tls_until is not None
    assert 28 <= (line.tls_until - datetime.now(UTC)).days <= 30


@pytest.mark.parametrize("shown", ["", "stranger"])
def test_without_the_right_certificate_the_gateway_lets_nobody_in(
    gateway: str, files: Files, settings: Any, shown: str
) -> None:
    """It is a failure of the line with its reason, and no error."""
    settings.EXCHANGE_CA_FILE = str(files.authority)
    settings.EXCHANGE_CLIENT_CERTIFICATE = str(files.stranger) if shown else ""

    with pytest.raises(DeliveryFailed):
        look(gateway)


def test_a_gateway_that_we_do_not_believe_gets_nothing(gateway: str, files: Files, settings: Any) -> None:
    """Neither of an unknown authority, nor for another name."""
    settings.EXCHANGE_CLIENT_CERTIFICATE = str(files.client)

    with pytest.raises(DeliveryFailed, match="CERTIFICATE_VERIFY_FAILED"):
        look(gateway)
    settings.EXCHANGE_CA_FILE = str(files.authority)
    with pytest.raises(DeliveryFailed, match="CERTIFICATE_VERIFY_FAILED"):
        look(gateway.replace(HOST, "localhost"))


def test_a_gateway_whose_certificate_has_ended_gets_nothing(tmp_path: Path, settings: Any) -> None:
    """Its operator is called, not believed."""
    files = files_in(tmp_path, days=-1)
    settings.EXCHANGE_CA_FILE, settings.EXCHANGE_CLIENT_CERTIFICATE = str(files.authority), str(files.client)

    for endpoint in listening(files):
        with pytest.raises(DeliveryFailed, match="expired"):
            look(endpoint)


def test_a_file_that_is_not_there_is_a_failure_of_the_line(gateway: str, settings: Any) -> None:
    """The messages wait with the reason; the worker goes on."""
    settings.EXCHANGE_CA_FILE = "/nowhere/root.pem"

    with pytest.raises(DeliveryFailed):
        look(gateway)
