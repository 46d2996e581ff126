"""Trusted authorities kept in a file, so that containers can be verified without any database."""

import os
import tempfile
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding


def certificates_in(pems: Iterable[str]) -> list[x509.Certificate]:
    """The certificates in texts of PEM.

    Raises:
        ValueError: one of them holds none.
    """
    return [certificate for pem in pems for certificate in _read(pem)]


@lru_cache(maxsize=256)
def _read(pem: str) -> tuple[x509.Certificate, ...]:
    """What follows from the text alone, so that it is read once; whether it counts is asked each time."""
    return tuple(x509.load_pem_x509_certificates(pem.encode()))


def read_bundle(path: Path) -> list[x509.Certificate]:
    """The certificates in a file; none when there is no such file.

    Raises:
        ValueError: the file holds no certificates.
    """
    if not path.exists():
        return []
    return certificates_in([path.read_text()])


def add_to_bundle(path: Path, pems: Iterable[str]) -> None:
    """Add certificates to the file where they are not in it yet; readers see the old file or the new one."""
    known = read_bundle(path)
    added = [certificate for certificate in certificates_in(pems) if certificate not in known]
    if not added:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(certificate.public_bytes(Encoding.PEM).decode("ascii") for certificate in [*known, *added])
    descriptor, draft = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    Path(draft).replace(path)
