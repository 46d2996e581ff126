"""Detached XAdES B-B signatures (ETSI EN 319 132-1) in the one form that our containers use: made, read, checked.

Whether a certificate is trusted is decided in `signing.trust`, what a container must hold in `signing.verification`.
"""

from signing.xades.building import Covered, Prepared, prepare, sign
from signing.xades.checking import check
from signing.xades.reading import ReadSignature, read

__all__ = ["Covered", "Prepared", "ReadSignature", "check", "prepare", "read", "sign"]
