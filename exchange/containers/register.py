"""What the register of correspondents says about seals."""

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from exchange.models import Correspondent
from signing import anchors
from signing.verification import Report


def anchors_of(correspondent: Correspondent) -> list[x509.Certificate]:
    """The authorities that the register trusts for this correspondent, its seals included."""
    return certificates_in(correspondent.trust_anchors)


def seals_of(correspondent: Correspondent) -> list[x509.Certificate]:
    """The seals of the correspondent; two at once while one is rolled over, and either is good while it is valid."""
    return certificates_in(correspondent.seal_certificates)


def certificates_in(pem: str) -> list[x509.Certificate]:
    """The certificates in a column of the register; none where it is empty, as it is without an exchange."""
    return anchors.certificates_in([pem]) if pem.strip() else []


def is_sealed_by(report: Report, correspondent: Correspondent) -> bool:
    """Whether the seal is one of those that the register holds for the correspondent."""
    known = {one.fingerprint(hashes.SHA256()).hex() for one in seals_of(correspondent)}
    return bool(report.signatures) and all(seal.fingerprint.lower() in known for seal in report.signatures)
