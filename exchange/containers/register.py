"""What the register of correspondents says about seals."""

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from exchange.models import Correspondent
from signing.verification import Report


def anchors_of(correspondent: Correspondent) -> list[x509.Certificate]:
    """The authorities that the register trusts for this correspondent, its seals included."""
    return x509.load_pem_x509_certificates(correspondent.trust_anchors.encode("ascii"))


def is_sealed_by(report: Report, correspondent: Correspondent) -> bool:
    """Whether the seal is one of those that the register holds for the correspondent."""
    known = {
        one.fingerprint(hashes.SHA256()).hex()
        for one in x509.load_pem_x509_certificates(correspondent.seal_certificates.encode("ascii"))
    }
    return bool(report.signatures) and all(seal.fingerprint.lower() in known for seal in report.signatures)
