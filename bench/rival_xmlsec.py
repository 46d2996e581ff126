"""The same job done by ``xmlsec1``: a detached XML signature over the raw bytes of files in a folder; for comparison.

It is a program, so each job starts a process; it writes plain XMLDSig without the properties of XAdES and no zip.
"""

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

PROGRAM = shutil.which("xmlsec1")
_SPACE = "http://www.w3.org/2000/09/xmldsig#"
_REFERENCE = (
    '<Reference URI="{}"><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><DigestValue/></Reference>'
)


@dataclass(frozen=True)
class Folder:
    """A folder with files to sign, a key and its certificate."""

    place: Path

    @classmethod
    def made(
        cls, place: Path, files: Sequence[Path], key: Any, certificate: x509.Certificate, root: x509.Certificate
    ) -> "Folder":
        """Lay everything there, with the template that the program fills."""
        place.mkdir()
        for file in files:
            shutil.copy(file, place / file.name)
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (place / "key.pem").write_bytes(pem)
        (place / "certificate.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
        (place / "root.pem").write_bytes(root.public_bytes(Encoding.PEM))
        references = "".join(_REFERENCE.format(file.name) for file in files)
        (place / "template.xml").write_text(
            f'<Signature xmlns="{_SPACE}"><SignedInfo>'
            '<CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>'
            '<SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"/>'
            f"{references}</SignedInfo><SignatureValue/><KeyInfo><X509Data/></KeyInfo></Signature>"
        )
        return cls(place)

    def sign(self) -> None:
        """Digest the files and sign."""
        self._run("--sign", "--privkey-pem", "key.pem,certificate.pem", "--output", "signature.xml", "template.xml")

    def verify(self) -> None:
        """Digest the files and check the signature and its certificate."""
        self._run("--verify", "--trusted-pem", "root.pem", "signature.xml")

    def _run(self, verb: str, *words: str) -> None:
        reaching = ("--enabled-reference-uris", "empty,same-doc,local,remote")
        subprocess.run([PROGRAM or "xmlsec1", verb, *reaching, *words], cwd=self.place, check=True, capture_output=True)
