"""Complaints about services: whom the decision on the request in question keeps out (210-ФЗ art. 11.2)."""

from agencies.models import Employee
from agencies.rules import Power, holders
from citizens.models import Case, CaseRole, Participation, Question

# Roles of those who considered a case, and of those who consider a complaint about it.
_DECIDED = (CaseRole.AUTHOR, CaseRole.RESPONSIBLE)
_CONSIDERS = (CaseRole.RESPONSIBLE, CaseRole.CO_EXECUTOR)


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
    if case is None:
        return frozenset()
    named = () if case.complained_of_id is None else (case.complained_of_id,)
    return decided_on_request(case).union(named)


def has_decided_on_request(case: Case, employee: Employee, role: str) -> bool:
    """Whether this role in a complaint is closed to a person because they decided on the request in question.

    Nobody considers a complaint about a decision of their own. Nor does a head decide on one, unless no other head of
    the agency is left: then the law leaves it to the head (210-ФЗ art. 11.2 p. 1).
    """
    if case.about_id is None or role not in (*_CONSIDERS, CaseRole.AUTHOR):
        return False
    decided = decided_on_request(case)
    if employee.pk not in decided:
        return False
    if role in _CONSIDERS:
        return True
    heads = {post.employee_id for post in holders(case.agency, Power.RESOLVE)}
    return bool(heads - decided - {case.complained_of_id})
