"""Questions to approvals: the route with its visas, remarks, whom one may pick, the facts of the printed sheet."""

from dataclasses import dataclass, field
from datetime import timedelta

from agencies import selectors as staff
from agencies.models import Employee, Post, Work
from citizens.complaining import closed_to_visas
from documents.models import Document
from history import clock
from workflows.approving import Approval, ApprovalRules, ApprovalStage, Approver, FavouriteRoute, Visa, VisaRemark

# How far ahead an absence is of interest to who draws a route, in days.
AHEAD = 14


@dataclass
class Standing:
    """A stage as a page shows it, with its approvers in their order."""

    stage: ApprovalStage
    approvers: list[Approver] = field(default_factory=list)


def approval_of(document: Document) -> Approval | None:
    """The approval of a document, if a route was ever drawn or asked."""
    return Approval.objects.filter(document=document).select_related("author", "ready__design").first()


def route(approval: Approval | None) -> list[Standing]:
    """The stages of an approval with their approvers and visas that stand; two queries."""
    if approval is None:
        return []
    found = {one.pk: Standing(one) for one in approval.stages.all()}
    people = approval.approvers.select_related(
        *("employee", "visa__approver", "visa__in_turn_for", "added_by", "delegated_by")
    )
    for one in people.order_by("ordinal", "id"):
        found[one.stage_id].approvers.append(one)
    return list(found.values())


def visas(document: Document) -> list[Visa]:
    """Every visa ever given on a document with its remarks, the oldest first; two queries."""
    given = document.visas.select_related("approver", "in_turn_for", "delegated_by")
    return list(given.prefetch_related("remarks__answered_by").order_by("id"))


def unanswered(document: Document) -> list[VisaRemark]:
    """Remarks of approvers that the author has not answered yet."""
    found = VisaRemark.objects.filter(document=document, answered_at__isnull=True)
    return list(found.select_related("visa__approver").order_by("visa", "ordinal"))


def candidates(document: Document) -> list[Post]:
    """Posts whose holders may be asked for a visa on this document: never the official complained of, nor who decided
    on the request that a complaint is about.
    """
    closed = closed_to_visas(document.case)
    return [post for post in staff.approvers(document.agency) if post.employee_id not in closed]


def absences_of(posts: list[Post]) -> dict[int, staff.Away]:
    """Who of them is away soon, and who stands in."""
    today = clock.today()
    return staff.away({post.employee_id for post in posts}, first=today, last=today + timedelta(days=AHEAD))


def stand_in(away: staff.Away) -> Employee | None:
    """Who gives visas for a person who is away."""
    return away.substitutes.get(Work.APPROVAL)


def favourites(employee: Employee, document: Document) -> list[FavouriteRoute]:
    """Favourite routes that the person may choose for this document."""
    return list(FavouriteRoute.objects.visible_to(employee).filter(agency=document.agency_id))


def rules_of(agency: int) -> ApprovalRules:
    """What the agency has set about its approvals, or the defaults."""
    return ApprovalRules.objects.filter(agency=agency).first() or ApprovalRules(agency_id=agency)
