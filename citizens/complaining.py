"""Complaints about services: whom the decision on the request in question keeps out (210-ФЗ art. 11.2)."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Employee
from agencies.rules import Power, holders
from citizens.models import Case, CaseRole, Participation, Question

# Roles of those who considered a case, and of those who consider a complaint about it.
_DECIDED = (CaseRole.AUTHOR, CaseRole.RESPONSIBLE)
_CONSIDERS = (CaseRole.RESPONSIBLE, CaseRole.CO_EXECUTOR)
# Roles that another one takes instead, while there is another one with this right.
_INSTEAD: dict[str, Power] = {CaseRole.AUTHOR: Power.RESOLVE, CaseRole.SIGNER: Power.SIGN}


def decided_on_request(case: Case | None) -> frozenset[int]:
    """Who prepared or made the decision on the request that a complaint is about, by their keys; nobody where the
    complaint names none, or there is no case. At most two queries.
    """
    if case is None or case.about_id is None:
        return frozenset()
    took_part = Participation.objects.filter(case=case.about_id, role__in=_DECIDED).values_list("employee", flat=True)
    decided = Question.objects.filter(case=case.about_id, decided_by__isnull=False).values_list("decided_by", flat=True)
    return frozenset((*took_part, *decided))


def kept_out(case: Case | None) -> frozenset[int]:
    """Whom nobody is offered for the consideration of a case: the official complained of, and who decided on the
    request that it is about. At most two queries.
    """
    return frozenset() if case is None else _closed(case, decided_on_request(case))


def closed_to_visas(case: Case | None) -> frozenset[int]:
    """Who gives no visa on the letters of a case: the official complained of; of a complaint also who decided on the
    request, while somebody else is left who may: neither its executor nor the only one who signs. At most four queries.
    """
    decided = decided_on_request(case)
    if case is None or not decided:
        return kept_out(case)
    able = _able(case, Power.APPROVE, decided) - {case.executor_id}
    signing = _able(case, Power.SIGN, decided) or _able(case, Power.SIGN, ())
    return _closed(case, decided if able and not (len(able) == 1 and able == signing) else ())


def closed_to_signing(case: Case | None) -> frozenset[int]:
    """Who signs no letters of a case: the official complained of; of a complaint also who decided on the request, while
    somebody else is left who signs. At most three queries.
    """
    decided = decided_on_request(case)
    if case is None or not decided:
        return kept_out(case)
    return _closed(case, decided if _able(case, Power.SIGN, decided) else ())


def has_decided_on_request(case: Case, employee: Employee, role: str) -> bool:
    """Whether this role in a complaint is closed to a person because they decided on the request in question.

    Nobody considers a complaint about a decision of their own. Nor does a head decide on one or sign its letters,
    unless nobody else of the agency is left who may: then the law leaves it to the head (210-ФЗ art. 11.2 p. 1).
    """
    if case.about_id is None or role not in (*_CONSIDERS, *_INSTEAD):
        return False
    decided = decided_on_request(case)
    if employee.pk not in decided:
        return False
    return role in _CONSIDERS or bool(_able(case, _INSTEAD[role], decided))


def decided_objection(person: Employee) -> ValidationError:
    """That a person has no part in a complaint because they decided on the request: ``decided-on-request``."""
    message = _("%(person)s decided on the request: a complaint about it is considered by somebody else.")
    return ValidationError(message % {"person": person.short_name}, code="decided-on-request")


def _able(case: Case, power: Power, without: Iterable[int]) -> set[int]:
    """Who else has a right in the agency of a complaint."""
    return {post.employee_id for post in holders(case.agency, power)} - {*without, case.complained_of_id}


def _closed(case: Case, decided: Iterable[int]) -> frozenset[int]:
    return frozenset((*decided, *(() if case.complained_of_id is None else (case.complained_of_id,))))
