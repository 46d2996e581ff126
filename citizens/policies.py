"""Who may enter and merge people and enter cases, and who may never deal with a complaint."""

from agencies.models import Agency, Employee
from agencies.rules import Power, holds, may_take_part, posts_led, stands_in
from citizens.complaining import has_decided_on_request
from citizens.models import FROM_OUTSIDE, Case, CaseRole, Participation, Person, Remark
from citizens.roles import NEEDS, CaseRight, roles_with

# Roles that decide or prepare an answer; art. 8 p. 6 of 59-ФЗ keeps the official complained of out of them.
DECIDING_ROLES = frozenset(
    {CaseRole.AUTHOR, CaseRole.RESPONSIBLE, CaseRole.CO_EXECUTOR, CaseRole.APPROVER, CaseRole.SIGNER}
)


def may_enter(actor: Employee, agency: Agency) -> bool:
    """Whether the person enters applicants and cases of this agency."""
    return holds(actor, Power.REGISTER, agency)


def may_open(actor: Employee, agency: Agency) -> bool:
    """Whether the person opens cases of this agency: who registers, and a head who has a paper answered as a case."""
    return may_enter(actor, agency) or holds(actor, Power.RESOLVE, agency)


def may_merge(actor: Employee, person: Person) -> bool:
    """Whether the person merges cards of applicants, and undoes it, where this card is kept: who registers, does."""
    return holds(actor, Power.REGISTER, person.agency_id)


def is_kept_out(case: Case, employee: Employee, role: str) -> bool:
    """Whether the case complains of this person or of what they decided, and the role would let them deal with it."""
    if case.complained_of_id == employee.pk:
        return role in DECIDING_ROLES
    return has_decided_on_request(case, employee, role)


def may_execute(actor: Employee, case: Case) -> bool:
    """Whether the person executes this case: its responsible executor, or who stands in for them today.

    The official complained of does not stand in either.
    """
    return stands_in(actor, case.executor_id, Power.EXECUTE, case.agency_id) and not is_kept_out(
        case, actor, CaseRole.RESPONSIBLE
    )


def may_invite(actor: Employee, case: Case) -> bool:
    """Whether the person asks others to take part in a case, and ends it: a role in it that says so, or a chief of its
    responsible executor, if they see it and it does not complain of them.
    """
    if case.complained_of_id == actor.pk or not Case.objects.visible_to(actor).filter(pk=case.pk).exists():
        return False
    return has_right(actor, case, CaseRight.INVITE) or may_lead(actor, case.executor_id)


def may_read_remarks(actor: Employee, case: Case) -> bool:
    """Whether the person reads the discussion of a case: who sees the case in an agency of theirs does, whatever opens
    it to them; from outside a role that says so. The official complained of does not (59-ФЗ art. 8 p. 6).
    """
    if case.complained_of_id == actor.pk or not Case.objects.visible_to(actor).filter(pk=case.pk).exists():
        return False
    return case.agency_id in may_take_part(actor) or has_right(actor, case, CaseRight.DISCUSS)


def may_remark(actor: Employee, case: Case) -> bool:
    """Whether the person takes part in the discussion of a case: reads it, and a post or a role lets them write."""
    may_write = holds(actor, Power.DISCUSS, case.agency_id) or has_right(actor, case, CaseRight.DISCUSS)
    return may_write and may_read_remarks(actor, case)


def may_change_remark(actor: Employee, remark: Remark) -> bool:
    """Whether the person corrects or withdraws a remark: its author alone, while they take part in the discussion."""
    return remark.author_id == actor.pk and may_remark(actor, remark.case)


def has_right(actor: Employee, case: Case, right: CaseRight) -> bool:
    """Whether one of the person's roles in a case gives a right, and their posts allow it: where none of theirs opens
    papers of the agency, the roles from outside alone give rights.
    """
    power = NEEDS.get(right)
    if power is not None and not holds(actor, power, case.agency_id):
        return False
    taken = Participation.objects.taken_by(actor).filter(case=case)
    if case.agency_id not in may_take_part(actor):
        taken = taken.filter(role__in=FROM_OUTSIDE)
    return taken.filter(role__in=roles_with(right)).exists()


def may_lead(actor: Employee, other: int | None) -> bool:
    """Whether the person is a chief of this other one today."""
    return other is not None and posts_led(actor).filter(employee=other).exists()
