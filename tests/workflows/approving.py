"""Approvals for tests: an office with several approvers, letters with routes, verdicts through the services."""

from collections.abc import Sequence

from agencies.models import Role
from documents.models import Document, LetterTemplate
from tests.agencies.building import a_person
from tests.layers import layer
from tests.world import World
from workflows.approving import Approval, ApprovalStage, Visa
from workflows.models import WorkItem, WorkKind
from workflows.services import approvals, letters
from workflows.services.approvals import StageDraft

ANSWER = LetterTemplate.Purpose.ANSWER
Verdict = Visa.Verdict
Order = ApprovalStage.Order
APPROVERS = ("unit_head", "lawyer", "accountant", "archivist")


@layer(under="world")
def chamber(world: World) -> World:
    """The world with heads of more units, who give visas."""
    office = world.office
    for name, unit in (("lawyer", "08"), ("accountant", "02"), ("archivist", "02")):
        office.people[name] = a_person(office.units[unit], name, role=Role.UNIT_HEAD)
    return world


def a_draft(world: World) -> Document:
    """An answer that the executor drafted in a case, not submitted yet."""
    case = world.appeal()
    item = world.resolved(case)
    return letters.draft_letter(actor=world.person("executor"), item=item, letter=world.draft(ANSWER))


def stage(world: World, *names: str, order: str = Order.PARALLEL, days: int | None = None) -> StageDraft:
    """A stage of these people."""
    return StageDraft([world.person(name) for name in names], order, days)


def one_by_one(world: World, *names: str, days: int | None = None) -> StageDraft:
    """A stage whose people are asked one after another."""
    return stage(world, *names, order=Order.SEQUENCE, days=days)


def submitted(world: World, *stages: StageDraft) -> Document:
    """A draft with this route, submitted."""
    document = a_draft(world)
    actor = world.person("executor")
    approvals.draw_route(actor=actor, document=document, stages=stages)
    letters.submit_letter(actor=actor, document=document)
    document.refresh_from_db()
    return document


def visa_work(world: World, name: str, document: Document) -> WorkItem:
    """The visa that lies with a person."""
    return WorkItem.objects.get(
        document=document, kind=WorkKind.APPROVE, assignee=world.person(name), done_at__isnull=True
    )


def says(world: World, name: str, document: Document, verdict: str = Verdict.AGREED, remark: str = "") -> Visa:
    """A person gives their verdict."""
    item = visa_work(world, name, document)
    return approvals.give_visa(actor=world.person(name), item=item, verdict=verdict, remark=remark)


def revised(world: World, document: Document, body: str | None = None) -> Document:
    """The author submits another version; without a text, the same content again."""
    letters.revise(
        actor=world.person("executor"),
        item=world.item(WorkKind.REVISE, document=document),
        letter=world.draft(ANSWER, body=body if body is not None else document.body),
    )
    document.refresh_from_db()
    return document


def asked(document: Document) -> list[str]:
    """Whom the round asks now, by login."""
    open_work = WorkItem.objects.filter(document=document, kind=WorkKind.APPROVE, done_at__isnull=True)
    return sorted(open_work.values_list("assignee__username", flat=True))


def names(world: World, *of: str) -> list[str]:
    """Their logins."""
    return sorted(world.person(name).username for name in of)


def approval_of(document: Document) -> Approval:
    """The approval as it is now."""
    return Approval.objects.get(document=document)


def verdicts(document: Document) -> Sequence[tuple[str, str, bool]]:
    """Every visa ever given: who, what, whether it has fallen."""
    given = document.visas.order_by("id")
    return [(one.approver.username, one.verdict, one.fallen_at is not None) for one in given]
