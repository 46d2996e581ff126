"""Verification of document and message containers: one report of what holds, what does not, what was not checked.

Needs no database and no network. Business code reads the verified bytes only, through `Report.container`.
"""

from signing.verification.checker import verify
from signing.verification.report import Check, Level, Report, SignatureInfo, VerifiedContainer, VerifiedFile

__all__ = ["Check", "Level", "Report", "SignatureInfo", "VerifiedContainer", "VerifiedFile", "verify"]
