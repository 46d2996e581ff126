"""The one table of roles in a case: what each role may do in it, beside what posts give.

A role alone does nothing that the person's posts do not allow: rights by post are in `agencies.rules`.
"""

from enum import Enum

from agencies.rules import Power
from citizens.models import CaseRole


class CaseRight(Enum):
    """What a role may do in one case."""

    SEE = "see"
    READ_FILES = "read_files"
    SEE_APPLICANT = "see_applicant"
    RESOLVE = "resolve"
    EXECUTE = "execute"
    APPROVE = "approve"
    SIGN = "sign"
    CONTROL = "control"
    INVITE = "invite"
    DISCUSS = "discuss"


_READS = frozenset({CaseRight.SEE, CaseRight.READ_FILES})
_WORKS = _READS | {CaseRight.SEE_APPLICANT, CaseRight.DISCUSS}

RIGHTS: dict[str, frozenset[CaseRight]] = {
    CaseRole.REGISTRAR: _WORKS,
    CaseRole.AUTHOR: _WORKS | {CaseRight.RESOLVE, CaseRight.INVITE},
    CaseRole.RESPONSIBLE: _WORKS | {CaseRight.EXECUTE, CaseRight.INVITE},
    CaseRole.CO_EXECUTOR: _WORKS,
    CaseRole.APPROVER: _WORKS | {CaseRight.APPROVE},
    CaseRole.SIGNER: _WORKS | {CaseRight.SIGN},
    CaseRole.CONTROLLER: _WORKS | {CaseRight.CONTROL},
    CaseRole.OBSERVER: _WORKS,
    CaseRole.OTHER_AGENCY: _READS | {CaseRight.DISCUSS},
    CaseRole.GUEST: _READS,
}

# Roles that somebody is asked into; all others come with the work.
INVITED: tuple[str, ...] = (CaseRole.CO_EXECUTOR, CaseRole.OBSERVER, CaseRole.OTHER_AGENCY, CaseRole.GUEST)

# The post without which a role gives no right of this kind.
NEEDS: dict[CaseRight, Power] = {
    CaseRight.RESOLVE: Power.RESOLVE,
    CaseRight.EXECUTE: Power.EXECUTE,
    CaseRight.APPROVE: Power.APPROVE,
    CaseRight.SIGN: Power.SIGN,
    CaseRight.CONTROL: Power.CONTROL,
}


def roles_with(right: CaseRight) -> list[str]:
    """The roles that give a right."""
    return [role for role, rights in RIGHTS.items() if right in rights]
