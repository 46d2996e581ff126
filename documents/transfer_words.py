"""What the check of a paper before its transfer found, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.models import ArchiveCopy, TransferLine
from signing.findings import Code
from signing.verification.report import NOT_CHECKED

SIGNATURE = "signature:"
FINDINGS: dict[str, Promise] = {
    "content-missing": gettext_lazy("the program holds no file of this paper"),
    "container-missing": gettext_lazy("it is signed, and its signed container is missing"),
    "copy-missing": gettext_lazy("a file has no copy in PDF/A"),
    "check-failed": gettext_lazy("the check broke off"),
}
UNCHECKED: dict[str, Promise] = NOT_CHECKED | {
    "DETACHED": gettext_lazy("detached signatures beside the container"),
}
FAULTS: dict[str, Promise] = {
    "no-converter": gettext_lazy("LibreOffice is not there"),
    "unreadable": gettext_lazy("the file cannot be read"),
    "too large": gettext_lazy("the file is too large"),
    "took too long": gettext_lazy("it took too long"),
    "macros": gettext_lazy("the file has macros"),
    "infected": gettext_lazy("the file is infected"),
    "encrypted": gettext_lazy("the file is encrypted"),
    "signs-without-font": gettext_lazy("it has signs that the fonts of the papers do not have"),
}


def findings(line: TransferLine) -> list[str]:
    """What is wrong with a paper."""
    return [_finding(code) for code in line.findings]


def unchecked(line: TransferLine) -> list[str]:
    """What was not checked of a paper."""
    return [str(UNCHECKED.get(code, code)) for code in line.not_checked]


def fault(copy: ArchiveCopy) -> str:
    """Why a file has no archive copy."""
    return _("not convertible: %(reason)s") % {"reason": FAULTS.get(copy.fault, copy.fault)}


def _finding(code: str) -> str:
    if code.startswith(SIGNATURE):
        name = code.removeprefix(SIGNATURE)
        return Code[name].meaning if name in Code.__members__ else name
    return str(FINDINGS.get(code, code))
