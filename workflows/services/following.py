"""Following a case: to see on the desk what becomes of it."""

from collections.abc import Iterable

from agencies.models import Employee
from agencies.policies import require
from citizens.models import Case
from history import clock
from history.actors import Automatic
from history.acts import act, record
from workflows import policies
from workflows.following import Following


@act
def follow(*, actor: Employee, case: Case) -> Following:
    """Begin to follow a case that the person sees; followed already, nothing changes.

    Raises:
        PermissionDenied: the person does not see the case, or only reads.
    """
    require(policies.may_follow(actor, case))
    found, is_new = Following.objects.get_or_create(employee=actor, case=case, defaults={"since": clock.now()})
    if is_new:
        record("workflows.followed", actor=actor, subject=case)
    return found


@act
def let_follow(*, actor: Automatic, case: Case, people: Iterable[Employee]) -> list[Employee]:
    """Let those follow a case who may; nobody sees more by it than before. Gives who did not follow it yet."""
    fresh = []
    for person in people:
        if policies.may_follow(person, case):
            _row, is_new = Following.objects.get_or_create(employee=person, case=case, defaults={"since": clock.now()})
            fresh += [person] if is_new else []
    if fresh:
        names = ", ".join(one.short_name for one in fresh)
        record("workflows.followed", actor=actor, subject=case, data={"person": names})
    return fresh


@act
def unfollow(*, actor: Employee, case: Case) -> None:
    """Follow a case no more; not followed, nothing changes."""
    for found in Following.objects.filter(employee=actor, case=case):
        record("workflows.unfollowed", actor=actor, subject=case)
        found.delete()
