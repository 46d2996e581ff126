"""Which work may be handed over, and to whom: the rules that the preview and the act share. Nothing is changed here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from agencies import selectors as staff
from agencies.models import Agency, Employee, Post, Role, Unit
from agencies.rules import Power, holds
from citizens.complaining import closed_to_visas, decided_objection, has_decided_on_request
from citizens.models import CaseRole
from history import clock
from workflows import policies
from workflows.assigned import Assignment
from workflows.models import ANY_POWER_OF, NEWS, UNFINISHED, WorkItem, WorkKind, WorkState

# Decisions in the person's own name; an acting head takes them in a post of their own.
BOUND = NEWS | {
    WorkKind.SIGN.value,
    WorkKind.CHECK.value,
    WorkKind.DISPUTE.value,
    WorkKind.LONGER.value,
    WorkKind.APPROVE_ASSIGNMENT.value,
    WorkKind.EXECUTOR_AWAY.value,
    WorkKind.READ.value,
}
OF_CASE = frozenset({WorkKind.EXECUTE.value, WorkKind.AWAIT_REPLY.value})
OF_ASSIGNMENT = frozenset({WorkKind.ACCEPT.value, WorkKind.DO.value, WorkKind.DELIVER.value})
# As whom the receiver of a case's work considers it.
_ROLES: dict[str, str] = {
    **dict.fromkeys((WorkKind.RESOLVE.value, WorkKind.CONFIRM.value), CaseRole.AUTHOR.value),
    **dict.fromkeys(OF_CASE | OF_ASSIGNMENT, CaseRole.CO_EXECUTOR.value),
}


@dataclass(frozen=True)
class Move:
    """An item in a preview, and why it cannot go to whom it was meant for; empty, where it goes."""

    item: WorkItem
    refusal: str = ""


@dataclass(frozen=True)
class Queue:
    """A queue of a unit with how much nobody has taken in it."""

    unit: Unit
    role: str
    count: int

    @property
    def key(self) -> str:
        """The queue in an address."""
        return f"{self.unit.pk}-{self.role}"

    @property
    def label(self) -> str:
        """Whose queue it is."""
        return f"{self.unit}: {Role(self.role).label}"


def objection(actor: Employee, item: WorkItem, to: Employee) -> ValidationError | None:
    """Why this person may not hand this work to that one: the first of all reasons."""
    return objection_to_moving(actor, item) or objection_to_receiver(item, to)


def objection_to_moving(actor: Employee, item: WorkItem) -> ValidationError | None:
    """Why the work stays where it lies, whoever would receive it."""
    if not item.is_open:
        return ValidationError(_("This work has already been done or has moved on."), code="already-done")
    return _objection_to_kind(actor, item)


def _objection_to_kind(actor: Employee, item: WorkItem) -> ValidationError | None:
    """Why such work is not this person's to move, be it open or done.

    Only the issuer changes the responsible executor of a case or an assignment (rules of record keeping).
    """
    if item.kind in BOUND:
        return ValidationError(_("A decision in the person's own name is not handed over."), code="bound-to-person")
    if item.kind == WorkKind.REVISE and item.case_id is not None:
        return ValidationError(_("It goes with its case, to the responsible executor."), code="goes-with-case")
    if item.kind in OF_CASE and not holds(actor, Power.RESOLVE, item.agency_id):
        return _issuer_only()
    if item.kind in OF_ASSIGNMENT:
        return _objection_of_assignment(actor, item)
    return None


def objection_to_receiver(item: WorkItem, to: Employee) -> ValidationError | None:
    """Why this person may not receive the work, whoever hands it over."""
    if item.assignee_id == to.pk:
        return _beside(_("It lies with this person already."), "receiver-same")
    if not any(holds(to, power, item.agency_id) for power in ANY_POWER_OF[item.kind]):
        return _beside(_("The posts of this person do not give the right for such work."), "receiver-without-right")
    is_of_queue = any(post.unit_id == item.queue_unit_id and post.role == item.queue_role for post in to.current_posts)
    if item.queue_role and not is_of_queue:
        return _beside(_("Such work goes only to the people of its queue."), "receiver-not-of-queue")
    if item.case is not None and item.case.complained_of_id == to.pk:
        message = _("The appeal complains of this person: 59-FZ art. 8 p. 6 forbids any role in it.")
        return _beside(message, "official-complained-of")
    if _has_decided(item, to):
        return ValidationError({"to": decided_objection(to)})
    absence = staff.away([to.pk], first=clock.today(), last=clock.today()).get(to.pk)
    if absence is not None:
        return _beside(_("Away until %(day)s.") % {"day": f"{absence.ends_on:%d.%m.%Y}"}, "receiver-absent")
    return None


def may_go(actor: Employee, item: WorkItem) -> bool:
    """Whether this work is this person's to hand to somebody, so long as it is open."""
    return policies.may_hand_over(actor, item) and _objection_to_kind(actor, item) is None


def held_by(person: Employee) -> list[WorkItem]:
    """All open work that lies with a person, cases first since letters go with them; news is no work."""
    found = (
        WorkItem.objects.filter(assignee=person, state__among=UNFINISHED)
        .exclude(kind__in=NEWS)
        .select_related("case", "document", "assignment__issuer", "assignment__case", "queue_unit")
    )
    return sorted(found, key=lambda item: (item.kind not in OF_CASE, item.due_on is None, item.due_on, item.pk))


def moves(actor: Employee, person: Employee, to: Employee) -> list[Move]:
    """What would go to whom if all open work of a person were handed over now, and what would be refused and why.

    What the actor may not even see is left out.
    """
    found, going = [], set()
    for item in held_by(person):
        if not policies.may_hand_over(actor, item):
            continue
        refusal = objection(actor, item, to)
        if refusal is None and item.kind in OF_CASE:
            going.add(item.case_id)
        if item.kind == WorkKind.REVISE and item.case_id in going:
            refusal = None
        found.append(Move(item, " ".join(refusal.messages) if refusal else ""))
    return found


def receivers(agency: Agency, *, without: Employee | None = None) -> list[Post]:
    """Posts of today in an agency with which any work can lie."""
    posts = Post.objects.current().filter(unit__agency=agency).exclude(role__in=(Role.ADMINISTRATOR, Role.AUDITOR))
    if without is not None:
        posts = posts.exclude(employee=without)
    return list(posts.select_related("employee", "unit").order_by("unit__code", "employee__last_name", "id"))


def receivers_of(item: WorkItem) -> list[Post]:
    """Those of them who may receive this work."""
    found = receivers(item.agency)
    return [post for post in found if objection_to_receiver(item, post.employee) is None]


def queues(actor: Employee) -> list[Queue]:
    """Queues with work that nobody has taken, of the units whose load the person watches."""
    ours = _untaken().filter(agency__in={post.unit.agency_id for post in actor.current_posts})
    counts = ours.values_list("queue_unit", "queue_role").annotate(count=Count("id"))
    found = list(counts.order_by("queue_unit", "queue_role"))
    units = Unit.objects.in_bulk([unit for unit, _role, _count in found])
    return [
        Queue(units[unit], role, count) for unit, role, count in found if policies.may_distribute(actor, units[unit])
    ]


def lying_in(actor: Employee, queue: Queue) -> list[WorkItem]:
    """What nobody has taken in a queue, by due date, as far as the person sees it."""
    found = _untaken().filter(queue_unit=queue.unit, queue_role=queue.role)
    items = found.select_related("case", "document", "queue_unit", "agency").order_by("due_on", "id")
    return [item for item in items if policies.may_hand_over(actor, item)]


def holders_of(queue: Queue) -> list[Post]:
    """The people of a queue today."""
    posts = Post.objects.current().filter(unit=queue.unit, role=queue.role).select_related("employee", "unit")
    return list(posts.order_by("employee__last_name", "employee__first_name", "id"))


def suggested(items: Iterable[WorkItem], posts: list[Post]) -> dict[int, Employee]:
    """For each item the present person of the queue with the least open work, counting what this gives them."""
    today = clock.today()
    away = staff.away([post.employee_id for post in posts], first=today, last=today)
    present = {post.employee_id: post.employee for post in posts if post.employee_id not in away}
    load = open_work_of(present)
    found: dict[int, Employee] = {}
    for item in items:
        able = [key for key in present if item.case is None or item.case.complained_of_id != key]
        if not able:
            continue
        chosen = min(able, key=lambda key: (load[key], key))
        found[item.pk] = present[chosen]
        load[chosen] += 1
    return found


def open_work_of(people: Mapping[int, Employee]) -> dict[int, int]:
    """How much open work lies with each of these people."""
    work = Q(work_items__state__among=UNFINISHED) & ~Q(work_items__kind__in=NEWS)
    counts = Employee.objects.filter(pk__in=list(people)).annotate(count=Count("work_items", filter=work))
    return dict(counts.values_list("pk", "count"))


def _has_decided(item: WorkItem, to: Employee) -> bool:
    if item.case is None:
        return False
    if item.kind == WorkKind.APPROVE:
        return to.pk in closed_to_visas(item.case)
    return has_decided_on_request(item.case, to, _ROLES.get(item.kind, ""))


def _untaken() -> QuerySet[WorkItem]:
    return WorkItem.objects.filter(assignee__isnull=True, state=WorkState.OPEN)


def _objection_of_assignment(actor: Employee, item: WorkItem) -> ValidationError | None:
    assert item.assignment is not None
    if not policies.may_direct(actor, item.assignment):
        return _issuer_only()
    if Assignment.objects.in_force().filter(parent=item.assignment).exists():
        message = _("What the present executor passed on is still at work: cancel it first.")
        return ValidationError(message, code="lower-not-done")
    return None


def _issuer_only() -> ValidationError:
    return ValidationError(_("Only the issuer names another executor."), code="issuer-only")


def _beside(message: str, code: str) -> ValidationError:
    """A refusal that stands beside the choice of the person."""
    return ValidationError({"to": ValidationError(message, code=code)})
