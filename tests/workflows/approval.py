"""A memo on approval, for tests of pages: a stage passed with remarks, another one asked, its route a favourite."""

from dataclasses import dataclass

from documents.models import Document, Flow, State
from history import clock
from tests.world import World
from workflows.approving import ApprovalStage, FavouriteRoute, Visa, VisaRemark
from workflows.models import WorkItem, WorkKind
from workflows.services import approvals
from workflows.services.approvals import StageDraft


@dataclass
class Approving:
    """The memo, a remark that awaits its answer, and the favourite route."""

    paper: Document
    remark: VisaRemark
    favourite: FavouriteRoute


def approving_of(world: World) -> Approving:
    """The executor's memo: the head of their unit agreed with remarks, the head of the agency is asked."""
    executor, head = world.person("executor"), world.person("unit_head")
    memo = Document.objects.create(
        agency=world.office.agency,
        flow=Flow.INTERNAL,
        state=State.REGISTERED,
        unit=world.office.units["05"],
        registrar=world.person("clerk"),
        author=executor,
        addressee=executor,
        subject="О смете ремонта",
        number="СЗ-05/90",
        registered_on=clock.today(),
    )
    stages = [
        StageDraft([head], days=2),
        StageDraft([world.person("leader")], ApprovalStage.Order.SEQUENCE),
    ]
    approvals.draw_route(actor=executor, document=memo, stages=stages)
    favourite = approvals.keep_route(
        actor=executor, agency=world.office.agency, name="Начальник, потом министр", stages=stages
    )
    approvals.submit_document(actor=executor, document=memo)
    work = WorkItem.objects.get(document=memo, kind=WorkKind.APPROVE, done_at__isnull=True)
    visa = approvals.give_visa(
        actor=head, item=work, verdict=Visa.Verdict.REMARKS, remark="Назовите источник цен.\nУточните срок."
    )
    return Approving(memo, visa.remarks.get(ordinal=1), favourite)
