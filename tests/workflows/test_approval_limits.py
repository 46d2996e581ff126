"""What a verdict costs, however long the route is; and letters that were on approval before there were routes."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import Role
from documents.models import Document, State
from tests.agencies.building import a_person
from tests.codes import codes
from tests.workflows.approving import Verdict, approval_of, chamber, says, stage, submitted, visa_work
from tests.world import World
from workflows.approving import ApprovalProcess
from workflows.flows.letter import LetterFlow
from workflows.models import LetterProcess, WorkItem, WorkKind
from workflows.services import approvals

__all__ = ["chamber"]

pytestmark = pytest.mark.django_db

# Queries of a verdict while others of the turn are still asked, and of the last one, which asks the signer.
PINNED = {"in the middle": 38, "the last": 104}


def costs(world: World, *others: str) -> dict[str, int]:
    """Queries of the first and of the last verdict of a stage of these people and the head of unit."""
    document = submitted(world, stage(world, "unit_head", *others))
    found = {}
    for name in ("unit_head", *others):
        actor, item = world.person(name), visa_work(world, name, document)
        with CaptureQueriesContext(connection) as asked:
            approvals.give_visa(actor=actor, item=item, verdict=Verdict.AGREED)
        found["in the middle" if name != ("unit_head", *others)[-1] else "the last"] = len(asked)
    return found


@pytest.mark.embedded_only
def test_a_verdict_costs_the_same_in_a_short_and_in_a_long_stage(chamber: World) -> None:
    """As many queries as are pinned, changed on purpose only."""
    for number in range(8):
        name = f"head{number}"
        chamber.office.people[name] = a_person(chamber.office.units["02"], name, role=Role.UNIT_HEAD)

    short, long = costs(chamber, "lawyer"), costs(chamber, *(f"head{number}" for number in range(8)))

    assert short == long == PINNED


def submitted_before_routes(world: World) -> Document:
    """A letter whose process asks its one approver itself, as it stood when routes came."""
    document = submitted(world, stage(world, "unit_head"))
    waiting = LetterProcess.objects.get(letter=document).task_set.get(flow_task=LetterFlow.approval)
    for item in WorkItem.objects.filter(document=document, kind=WorkKind.APPROVE):
        item.task = None
        item.kind, item.state = WorkKind.UNDELIVERED, "cancelled"
        item.save()
    approval = approval_of(document)
    for process in ApprovalProcess.objects.filter(approval=approval):
        process.task_set.all().delete()
        process.delete()
    for row in (*approval.approvers.all(), *approval.stages.all(), approval):
        row.delete()
    former = LetterFlow.approve._create(LetterFlow.approval.activation_class(waiting), waiting.token)
    former.activate()
    type(waiting).objects.filter(pk=waiting.pk).update(status="DONE", finished=waiting.created)
    return Document.objects.get(pk=document.pk)


@pytest.mark.parametrize(("verdict", "state"), [(Verdict.AGREED, State.TO_SIGN), (Verdict.RETURNED, State.RETURNED)])
def test_a_letter_from_before_routes_ends_with_its_one_approver(chamber: World, verdict: str, state: str) -> None:
    """Its next version has a route like any other."""
    document = submitted_before_routes(chamber)
    item = visa_work(chamber, "unit_head", document)
    with pytest.raises(ValidationError) as refused:
        approvals.delegate(
            actor=chamber.person("unit_head"), item=item, person=chamber.person("lawyer"), reason="Вопрос правовой."
        )

    visa = says(chamber, "unit_head", document, verdict, "" if verdict == Verdict.AGREED else "Уточните срок.")

    document.refresh_from_db()
    assert (codes(refused), visa.approval, document.state) == (["visa-without-route"], None, state)
