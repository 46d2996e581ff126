"""The one table of rights: which role sees how far and may do what.

Querysets and policies read it, nobody else decides.
"""

from enum import Enum
from functools import cache

from django.db.models import Q, QuerySet

from agencies.models import Agency, Employee, NeedSource, NeedToKnow, Post, Role, Unit, Work
from agencies.sight import keys
from history import clock
from history.prepared import Given, Prepared


class Scope(Enum):
    """How far a post sees beside the papers its holder takes part in."""

    AGENCY = "agency"
    SUBTREE = "subtree"
    OWN = "own"
    NOTHING = "nothing"


class Power(Enum):
    """What a post may do."""

    REGISTER = "register"
    KEEP_JOURNALS = "keep_journals"
    KEEP_TEMPLATES = "keep_templates"
    RESOLVE = "resolve"
    EXECUTE = "execute"
    APPROVE = "approve"
    SIGN = "sign"
    CONTROL = "control"
    FILE = "file"
    EXCHANGE = "exchange"
    WATCH_HISTORY = "watch_history"
    WATCH_LOAD = "watch_load"
    DISCUSS = "discuss"
    TEST_PROCESSES = "test_processes"
    ADMINISTER = "administer"


SEES: dict[str, Scope] = {
    Role.LEADER: Scope.AGENCY,
    Role.CLERK: Scope.AGENCY,
    Role.CONTROLLER: Scope.AGENCY,
    Role.AUDITOR: Scope.AGENCY,
    Role.UNIT_HEAD: Scope.SUBTREE,
    Role.EXECUTOR: Scope.OWN,
    Role.ADMINISTRATOR: Scope.NOTHING,
}

MAY: dict[str, frozenset[Power]] = {
    Role.LEADER: frozenset({Power.RESOLVE, Power.APPROVE, Power.SIGN, Power.WATCH_LOAD, Power.DISCUSS}),
    Role.CLERK: frozenset({Power.REGISTER, Power.FILE, Power.EXCHANGE, Power.DISCUSS}),
    Role.CONTROLLER: frozenset(
        {
            *(Power.CONTROL, Power.WATCH_LOAD, Power.REGISTER, Power.EXCHANGE),
            *(Power.KEEP_JOURNALS, Power.KEEP_TEMPLATES, Power.DISCUSS, Power.TEST_PROCESSES),
        }
    ),
    Role.UNIT_HEAD: frozenset({Power.APPROVE, Power.EXECUTE, Power.WATCH_LOAD, Power.DISCUSS}),
    Role.EXECUTOR: frozenset({Power.EXECUTE, Power.DISCUSS}),
    Role.AUDITOR: frozenset({Power.WATCH_HISTORY}),
    Role.ADMINISTRATOR: frozenset({Power.ADMINISTER, Power.TEST_PROCESSES}),
}

# What a substitute does for an absent person, if their own posts give the same right. Signing and resolving are not
# there: an acting head does both in a post of their own, and "A for B" never reaches a signature block.
SUBSTITUTED: dict[str, frozenset[Power]] = {
    Work.EXECUTION: frozenset({Power.EXECUTE}),
    Work.APPROVAL: frozenset({Power.APPROVE}),
    Work.CONTROL: frozenset({Power.CONTROL}),
    Work.RECORDS: frozenset({Power.REGISTER, Power.FILE, Power.EXCHANGE}),
}

# Whose posts make them chiefs of the people in their unit and in all units below.
CHIEFS = frozenset({Role.LEADER, Role.UNIT_HEAD})

# By which channels a paper with an access mark may leave: on paper, from hand to hand or by registered post. Everything
# else is open, the exchange between agencies too: its packages are signed, not encrypted.
CLOSED_CHANNELS = frozenset({"post", "in_person"})


def holds(employee: Employee, power: Power, agency: Agency | int | None = None) -> bool:
    """Whether one of the person's posts of today gives this power (in this agency, if one is named)."""
    key = agency.pk if isinstance(agency, Agency) else agency
    return employee.is_active and any(
        power in MAY[post.role] and key in (None, post.unit.agency_id) for post in employee.current_posts
    )


def stands_in(employee: Employee, other: int | None, power: Power, agency: Agency | int) -> bool:
    """Whether the person is this other one, or stands in for them today in the work that the power is for.

    Either way their own posts must give the power in the agency.
    """
    return holds(employee, power, agency) and (
        employee.pk == other
        or any(absent == other and power in SUBSTITUTED[work] for absent, work in employee.current_substitutions)
    )


def may_substitute(employee: Employee, work: str, agency: Agency) -> bool:
    """Whether the person's posts give every right that the work takes."""
    return all(holds(employee, power, agency) for power in SUBSTITUTED[work])


def able_to_substitute(agency: Agency, work: str) -> "list[Post]":
    """Posts of today in an agency that give every right that the work takes."""
    return _held_by(SUBSTITUTED[work]).all(agency=agency, day=clock.today())


def agencies_seen(employee: Employee) -> list[int]:
    """Agencies whose every paper the person sees."""
    return [post.unit.agency_id for post in _posts(employee) if SEES[post.role] is Scope.AGENCY]


def agencies_with(employee: Employee, power: Power) -> list[int]:
    """Agencies in which one of the person's posts of today gives this power."""
    if not employee.is_active:
        return []
    return [post.unit.agency_id for post in employee.current_posts if power in MAY[post.role]]


def subtrees_seen(employee: Employee) -> list[str]:
    """Paths of the units whose papers, and those of all units below, the person sees."""
    return [post.unit.path for post in _posts(employee) if SEES[post.role] is Scope.SUBTREE]


def may_take_part(employee: Employee) -> list[int]:
    """Agencies in which taking part in a paper opens it to the person."""
    return [post.unit.agency_id for post in _posts(employee) if SEES[post.role] is not Scope.NOTHING]


def seen_by_place(employee: Employee, *, agency: str, unit_path: str) -> Q:
    """The condition "lies where the person's posts look", by a model's look-ups to its agency and unit path."""
    condition = Q(**{f"{agency}__in": agencies_seen(employee)})
    for path in subtrees_seen(employee):
        condition |= Q(**{f"{unit_path}__startswith": path})
    return condition


def seen_by_mark(employee: Employee, *, unmarked: Q, known: Q) -> Q:
    """The condition of sight of a paper with its ``agency`` and its ``access`` mark.

    Without a mark it is seen by place and part (``unmarked``). With one it is seen by need to know alone (``known``),
    by people who hold a post in its agency: no post opens all marked papers, not even that of the head.
    """
    return (Q(access="") & unmarked) | (~Q(access="") & Q(agency__in=may_take_part(employee)) & known)


def need_to_know(employee: Employee, subject_type: str) -> Q:
    """The condition "the person was named as having to know this row"."""
    return Q(pk__in=keys(_needs(subject_type).filter(employee=employee).values("subject_key")))


def given_work(employee: Employee, subject_type: str, *powers: Power) -> Q:
    """The condition "work on this row was laid with the person, or with whom they stand in for in work that takes one
    of these powers"; without powers in execution.
    """
    taken = frozenset(powers) or {Power.EXECUTE}
    absent = [key for key, work in employee.current_substitutions if taken & SUBSTITUTED[work]]
    given = _needs(subject_type).filter(source=NeedSource.WORK, employee__in=[employee.pk, *absent])
    return Q(pk__in=keys(given.values("subject_key")))


def leads_who_knows(employee: Employee, subject_type: str) -> Q:
    """The condition "somebody whom the person leads was named as having to know this row"."""
    led = _needs(subject_type).filter(employee__in=posts_led(employee).values("employee"))
    return Q(pk__in=keys(led.values("subject_key")))


def _needs(subject_type: str) -> QuerySet[NeedToKnow]:
    return NeedToKnow.objects.in_force().filter(subject_type=subject_type)


def posts_led(employee: Employee) -> QuerySet[Post]:
    """Posts of today in the units that the person heads, and in all units below; without others who head the same."""
    condition = Q(pk__in=[])
    for post in _posts(employee):
        if post.role in CHIEFS:
            condition |= Q(unit__path__startswith=post.unit.path) & ~Q(unit=post.unit_id, role__in=CHIEFS)
    return Post.objects.current().filter(condition)


def holders(agency: Agency, power: Power) -> "list[Post]":
    """Posts of today in an agency that give a power, in the order of units and names."""
    return _held_by(frozenset({power})).all(agency=agency, day=clock.today())


@cache
def _held_by(powers: frozenset[Power]) -> "Prepared[Post]":
    """Posts that give all these powers."""
    roles = [role for role, given in MAY.items() if powers <= given]
    return Prepared(
        lambda: (
            Post.objects.current(Given("day"))
            .filter(unit__agency=Given("agency"), role__in=roles)
            .select_related("employee", "unit")
            .order_by("unit__code", "employee__last_name")
        )
    )


def records_office(agency: Agency) -> Unit:
    """The unit whose clerks register for the agency.

    Raises:
        Unit.DoesNotExist: the agency has no clerk yet.
    """
    post = _FIRST_CLERK.first(agency=agency, day=clock.today())
    if post is None:
        raise Unit.DoesNotExist("no records office")
    return post.unit


_FIRST_CLERK = Prepared(
    lambda: (
        Post.objects.current(Given("day"))
        .filter(unit__agency=Given("agency"), role=Role.CLERK)
        .select_related("unit")
        .order_by("id")[:1]
    )
)


def _posts(employee: Employee) -> tuple[Post, ...]:
    return employee.current_posts if employee.is_active else ()
