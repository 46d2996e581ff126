"""What an agency would forget: open work without an active owner or a term, out of sight of who stands in or of a head.

In a healthy agency there is nothing of it. News asks nothing of anybody and is not looked at.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from agencies import rules
from agencies.models import Absence, Agency, Employee, Post, Role
from agencies.rules import CHIEFS, MAY, SUBSTITUTED
from history import clock
from workflows.list_selectors import overdue_under
from workflows.models import ANY_POWER_OF, NEWS, UNFINISHED, WorkItem


class Trouble(TextChoices):
    """What is wrong with open work."""

    NO_OWNER = "no-owner", _("lies with nobody who may do it today")
    NO_TERM = "no-term", _("has no term")
    NO_STAND_IN = "no-stand-in", _("comes due while its owner is away, and nobody stands in")
    UNSEEN_BY_STAND_IN = "unseen-by-stand-in", _("is not seen by who stands in for its owner")
    NOT_ESCALATED = "not-escalated", _("is overdue, and no head sees it")


@dataclass(frozen=True)
class Forgotten:
    """One open item and what is wrong with it."""

    item: WorkItem
    trouble: Trouble


def forgotten(agency: Agency) -> Iterator[Forgotten]:
    """Everything of an agency that somebody could forget today, trouble by trouble. Its cost follows open work."""
    yield from (Forgotten(item, Trouble.NO_OWNER) for item in _without_owner(agency))
    yield from (Forgotten(item, Trouble.NO_TERM) for item in _open(agency).filter(due_on__isnull=True))
    yield from _of_absent(agency)
    yield from (Forgotten(item, Trouble.NOT_ESCALATED) for item in _not_escalated(agency))


def _open(agency: Agency) -> QuerySet[WorkItem]:
    found = WorkItem.objects.filter(agency=agency, state__among=UNFINISHED).exclude(kind__in=NEWS)
    return found.select_related("assignee", "queue_unit", "agency").order_by("id")


def _without_owner(agency: Agency) -> Iterator[WorkItem]:
    """With a person whose posts of today do not give the right for it, or in a queue that nobody is of."""
    held = Post.objects.current().filter(employee=OuterRef("assignee"), unit__agency=agency)
    for kinds, roles in _kinds_by_roles().items():
        theirs = _open(agency).filter(kind__in=kinds, assignee__isnull=False)
        yield from theirs.exclude(Exists(held.filter(role__in=roles)))
    of_queue = Post.objects.current().filter(unit=OuterRef("queue_unit"), role=OuterRef("queue_role"))
    yield from _open(agency).filter(assignee__isnull=True).exclude(Exists(of_queue))


def _kinds_by_roles() -> dict[tuple[str, ...], list[str]]:
    """Kinds of work that the same roles do, with these roles."""
    roles_of = {
        kind: tuple(role for role, given in MAY.items() if given & powers) for kind, powers in ANY_POWER_OF.items()
    }
    return {
        tuple(kind for kind, found in roles_of.items() if found == roles): list(roles) for roles in roles_of.values()
    }


def _of_absent(agency: Agency) -> Iterator[Forgotten]:
    """What of absent people comes due before they are back, and is seen by nobody who stands in."""
    today = clock.today()
    away = Absence.objects.on(today).filter(employee__in=_open(agency).values("assignee"))
    for absence in away.select_related("employee").prefetch_related("substitutions__substitute").order_by("id"):
        standing_in = {one.work: one.substitute for one in absence.substitutions.all()}
        lying = _open(agency).filter(assignee=absence.employee)
        for work, substitute in standing_in.items():
            seen = WorkItem.objects.lying_with(substitute).values("pk")
            kinds = [kind for kind, powers in ANY_POWER_OF.items() if powers & SUBSTITUTED[work]]
            for item in lying.filter(kind__in=kinds).exclude(pk__in=seen):
                yield Forgotten(item, Trouble.UNSEEN_BY_STAND_IN)
        covered = frozenset().union(*(SUBSTITUTED[work] for work in standing_in))
        left = [kind for kind, powers in ANY_POWER_OF.items() if not powers & covered]
        for item in lying.filter(kind__in=left, due_on__lte=absence.ends_on):
            yield Forgotten(item, Trouble.NO_STAND_IN)


def _not_escalated(agency: Agency) -> QuerySet[WorkItem]:
    """Overdue work that stands in no head's list of what is overdue; above the head of the agency there is nobody."""
    chiefs = Post.objects.current().filter(unit__agency=agency, role__in=CHIEFS).values("employee")
    seen: set[int] = set()
    for head in Employee.objects.filter(pk__in=chiefs):
        seen.update(overdue_under(head).values_list("pk", flat=True))
    leaders = [post.employee_id for post in rules.holders(agency, rules.Power.RESOLVE)]
    of_leaders = Q(assignee__in=leaders) | Q(assignee__isnull=True, queue_role=Role.LEADER)
    return _open(agency).filter(due_on__lt=clock.today()).exclude(of_leaders).exclude(pk__in=seen)
