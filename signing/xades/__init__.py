"""Detached XAdES signatures (ETSI EN 319 132-1), levels B-B, B-T and LT, in our containers' one form.

Whether a certificate is trusted is decided in `signing.trust`, what a container must hold in `signing.verification`.
"""

from signing.xades.building import Covered, Prepared, prepare, sign
from signing.xades.checking import check
from signing.xades.reading import ReadSignature, read
from signing.xades.strengthening import stamped_bytes, with_evidence, with_time_stamp

__all__ = [
    "Covered",
    "Prepared",
    "ReadSignature",
    "check",
    "prepare",
    "read",
    "sign",
    "stamped_bytes",
    "with_evidence",
    "with_time_stamp",
]
