"""Detached signatures of GOST R 34.10-2012, made and checked by ``openssl cms`` with Debian's engine, where it is on.

This is no certified cryptography: whoever must use such a means keeps its own. Off unless ``GOST_ENGINE`` names the
program; keys are files that the caller may read, so the web and the worker only check.
"""

import subprocess
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings

from signing.findings import Code, refuse
from signing.sources import Source, chunks

ENGINE = "gost"
_SECONDS = 60


class EngineMissing(Exception):
    """The program or its engine is not there."""


def is_on() -> bool:
    """Whether this installation checks signatures of GOST."""
    return bool(settings.GOST_ENGINE)


def require_engine(program: str) -> None:
    """See that the program has the engine.

    Raises:
        EngineMissing: it has not.
    """
    try:
        found = subprocess.run(  # noqa: S603  # the program that the installation names
            [program, "engine", "-t", ENGINE], capture_output=True, timeout=_SECONDS, check=False
        )
    except OSError as error:
        raise EngineMissing(program) from error
    if found.returncode or b"[ available ]" not in found.stdout:
        raise EngineMissing(ENGINE)


def check(signature: bytes, content: Source, trust: Sequence[x509.Certificate], at: datetime, where: str) -> None:
    """See that a detached signature over the content leads to a trusted authority, as of a moment.

    Raises:
        Refused: ``GOST_NOT_CHECKED`` where the engine is off or fails to start, ``SIGNATURE_INVALID``.
    """
    if not is_on():
        refuse(Code.GOST_NOT_CHECKED, "", where)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "signature").write_bytes(signature)
        (place / "anchors").write_bytes(b"".join(one.public_bytes(Encoding.PEM) for one in trust))
        with (place / "content").open("wb") as target:
            target.writelines(chunks(content))
        try:
            require_engine(settings.GOST_ENGINE)
            checked = _run(
                settings.GOST_ENGINE,
                *("-verify", "-in", "signature", "-content", "content", "-CAfile", "anchors"),
                *("-no-CApath", "-no-CAstore", "-purpose", "any", "-attime", str(int(at.timestamp()))),
                folder=place,
            )
        except (EngineMissing, OSError, subprocess.TimeoutExpired):
            refuse(Code.GOST_NOT_CHECKED, "engine", where)
    if checked.returncode:
        refuse(Code.SIGNATURE_INVALID, "", where)


def sign(content: Source, certificate: Path, key: Path, *, program: str) -> bytes:
    """A detached signature over the content with a key file, for a process that may read it.

    Raises:
        EngineMissing: the program, its engine or the key does not serve.
    """
    require_engine(program)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        with (place / "content").open("wb") as target:
            target.writelines(chunks(content))
        made = _run(
            program,
            *("-sign", "-in", "content", "-signer", str(certificate.resolve()), "-inkey", str(key.resolve())),
            *("-md", "md_gost12_256", "-outform", "DER", "-out", "signature"),
            folder=place,
        )
        if made.returncode:
            raise EngineMissing("the signature could not be made")
        return (place / "signature").read_bytes()


def _run(program: str, *arguments: str, folder: Path) -> "subprocess.CompletedProcess[bytes]":
    form = ("-inform", "DER") if "-verify" in arguments else ()
    silent = ("-out", "/dev/null") if "-verify" in arguments else ()
    return subprocess.run(  # noqa: S603  # the program that the installation names, on files of our own
        [program, "cms", "-engine", ENGINE, "-binary", *form, *arguments, *silent],
        cwd=folder,
        capture_output=True,
        timeout=_SECONDS,
        check=False,
    )
