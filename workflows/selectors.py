"""Questions to the desk: what needs a person, counters, effort spent."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import (
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce, NullIf

from agencies.models import Employee
from agencies.rules import Power, holds
from citizens.models import Case, Question
from citizens.selectors import find_people
from documents import files
from documents.files import path_of
from documents.models import Document, DocumentFile, Flow, FurtherCount, LetterAddressee, LetterTemplate, State
from exchange.models import Correspondent, InboxMessage, MessageKind, OutboxMessage
from exchange.selectors import check_of_transport
from signing.anchors import certificates_in
from signing.models import Certificate
from signing.selectors import ending, stamp_anchors, trust_anchors
from signing.status import known_answers
from signing.verification import verify
from signing.verification.report import Report
from workflows.models import NEWS, OCCASIONAL, POWER_OF, Effort, TermReminder, WorkItem, WorkItemQuerySet, WorkKind
from workflows.serving import decision_on

FORWARDED = "forwarded"
# Whoever sent this has not answered: the registration of it was refused, or cancelled.
NO_REPLIES = (State.REFUSED, State.CANCELLED)
# More of them would push the work itself off the desk.
REMINDERS_SHOWN = 5
DURATION = ExpressionWrapper(F("ends_at") - F("starts_at"), output_field=DurationField())


def desk(employee: Employee, kind: str = "") -> WorkItemQuerySet:
    """What needs the person, by due date; of one kind, if it is named."""
    items = WorkItem.objects.lying_with(employee).order_by(F("due_on").asc(nulls_last=True), "id")
    if employee.current_substitutions:
        items = items.select_related("assignee")  # named where it is not the person
    return items.filter(kind=kind) if kind else items


def to_sign(employee: Employee) -> WorkItemQuerySet:
    """Letters that await the person's signature, by due date; with what each answers."""
    return desk(employee, WorkKind.SIGN).select_related("case__applicant", "case__agency", "document__author")


def reminders(employee: Employee) -> list[TermReminder]:
    """Reminders of terms that the person has not seen, the nearest first; a few: the rest come as these are seen."""
    waiting = TermReminder.objects.visible_to(employee).waiting()
    told = waiting.select_related(
        *("case__executor", "person", "assignment__executor", "assignment__document", "assignment__case")
    )
    return list(told.order_by("due_on", "id")[:REMINDERS_SHOWN])


def counters(employee: Employee) -> dict[str, int]:
    """How many items of each kind lie with the person: every kind that their posts can have, in the road's order."""
    found = _lying(employee)
    usual = [kind for kind in WorkKind.values if kind not in NEWS | OCCASIONAL and holds(employee, POWER_OF[kind])]
    return {kind: found.get(kind, 0) for kind in WorkKind.values if found.get(kind) or kind in usual}


def _lying(employee: Employee) -> Counter[str]:
    """Work of the desk by kind. Whether a marked paper is seen costs a long question, asked only where one lies."""
    found: Counter[str] = Counter()
    laid = WorkItem.objects.laid_with(employee).values_list("kind", "is_restricted").annotate(Count("id"))
    for kind, is_restricted, count in laid:
        if is_restricted or kind == WorkKind.MENTIONED:
            return Counter(dict(WorkItem.objects.lying_with(employee).values_list("kind").annotate(Count("id"))))
        found[kind] += count
    return found


@dataclass(frozen=True)
class Spent:
    """Touch time of one person on one case."""

    employee: Employee
    time: timedelta


def spent_on_case(case: Case) -> list[Spent]:
    """Touch time per person on a case, the longest first."""
    rows = Effort.objects.filter(case=case).values("employee").annotate(total=Sum(DURATION)).order_by("-total")
    people = Employee.objects.in_bulk([row["employee"] for row in rows])
    return [Spent(people[row["employee"]], row["total"]) for row in rows]


def spent_on_item(item: WorkItem, employee: Employee) -> timedelta:
    """Touch time of one person on one item, up to the last beat of its open page."""
    until_now = ExpressionWrapper(Coalesce(F("seen_at"), F("ends_at")) - F("starts_at"), output_field=DurationField())
    total: timedelta = Effort.objects.filter(item=item, employee=employee).aggregate(
        total=Coalesce(Sum(until_now), timedelta())
    )["total"]
    return total


def cases(employee: Employee, text: str = "") -> QuerySet[Case]:
    """Cases that the person sees; with a text those whose number or applicant's name begins so."""
    found = Case.objects.visible_to(employee)
    if not text:
        return found
    end = "\U0010ffff"
    people = find_people(employee, text, limit=50).values_list("pk", flat=True)
    by_number = Q(number__gte=text, number__lt=text + end) | Q(number__gte=text.upper(), number__lt=text.upper() + end)
    return found.filter(by_number | Q(applicant__in=list(people)))


def open_work(**of: Case | Document) -> list[WorkItem]:
    """What anybody still has to do: ``case=`` with all its letters, or ``document=`` alone; a mention asks nothing."""
    return list(
        WorkItem.objects.filter(**of, done_at__isnull=True)
        .exclude(kind=WorkKind.MENTIONED)
        .select_related("assignee", "queue_unit", "document", "case", "assignment__issuer", "assignment__case")
        .order_by("id")
    )


def drafts(case: Case, employee: Employee) -> QuerySet[Document]:
    """The person's own drafts in a case, not submitted yet."""
    return case.documents.filter(state=State.DRAFT, author=employee).order_by("id")


def letters(case: Case) -> QuerySet[Document]:
    """Every document of a case, oldest first, without drafts that were put aside."""
    return case.documents.exclude(state=State.DISCARDED).select_related("author", "signer").order_by("id")


def unanswered_inquiries(**of: Any) -> QuerySet[Document]:
    """Inquiries of these cases that are on their way or sent, and have no reply yet, or not from each addressee."""
    heard = Document.objects.filter(in_reply_to=OuterRef("pk")).exclude(state__in=NO_REPLIES)
    replies = heard.order_by().values("in_reply_to")
    sender = Coalesce(NullIf("correspondent_id_code", Value("")), "correspondent_name")
    answered = Coalesce(Subquery(replies.annotate(senders=Count(sender, distinct=True)).values("senders")), 0)
    return (
        Document.objects.filter(purpose=LetterTemplate.Purpose.INQUIRY, **of)
        .exclude(state__in=[State.DRAFT, State.DISCARDED, State.RECEIVED, State.REFUSED])
        .alias(answered=answered)
        .filter(answered__lte=FurtherCount("further_addressees"))
    )


def silent_addressees(inquiry: Document) -> list[str]:
    """The names of those who have not answered an inquiry to several, as far as their replies name them.

    Letters are addressed to the head of a body and answered in the name of the body: the register knows both.
    """
    replies = inquiry.replies.exclude(state__in=NO_REPLIES).values_list("correspondent_id_code", "correspondent_name")
    heard = [LetterAddressee(name, code) for code, name in replies]
    if not heard:
        return [one.name for one in inquiry.addressees]
    addressees = {one.name for one in inquiry.addressees}
    bodies = Correspondent.objects.filter(agency=inquiry.agency_id, head__in=addressees)
    heads = [(LetterAddressee(name), head) for name, head in bodies.values_list("name", "head")]
    heard += [LetterAddressee(head) for body, head in heads if any(body.is_same(one) for one in heard)]
    return [one.name for one in inquiry.addressees if not any(one.is_same(other) for other in heard)]


def is_forwarded(case: Case) -> bool:
    """Whether a complaint about a service was forwarded by competence, so that nobody here decides on it."""
    if not case.is_service_complaint or decision_on(case) is not None:
        return False
    return not case.questions.exclude(outcome__code=FORWARDED).exists()


def is_forwarding_owed(case: Case) -> bool:
    """Whether a question of the case was decided as forwarded, and no letter forwards it yet."""
    letters = Document.objects.filter(case=OuterRef("case"), purpose=LetterTemplate.Purpose.FORWARDING)
    forwarded = Question.objects.filter(case=case, outcome__code=FORWARDED)
    return forwarded.filter(~Exists(letters.exclude(state=State.DISCARDED))).exists()


def appeal_files(case: Case) -> list[DocumentFile]:
    """The files that came with what opened the case."""
    return list(
        DocumentFile.objects.filter(
            document__case=case, document__flow__in=[Flow.APPEAL, Flow.INCOMING], is_current=True
        )
        .exclude(role=DocumentFile.FileRole.CONTAINER)
        .select_related("stored", "document")
        .order_by("id")
    )


def deliveries(document: Document) -> QuerySet[OutboxMessage]:
    """The messages of ours about a document, the latest last: the letter itself, or our decision on theirs."""
    return OutboxMessage.objects.filter(document=document).select_related("correspondent").order_by("id")


def deliveries_by_addressee(
    document: Document, sent: Iterable[OutboxMessage]
) -> list[tuple[LetterAddressee, OutboxMessage | None]]:
    """The addressees of a letter with its latest message to each; none to one to whom it goes another way."""
    latest = {one.correspondent.exchange_id: one for one in sent if one.kind == MessageKind.DOCUMENT}
    return [(one, latest.get(one.code) if one.code else None) for one in document.addressees]


def addressed_with(document: Document) -> list[str]:
    """To whom a received letter was addressed, where they were several."""
    if document.flow != Flow.INCOMING or not document.correspondent_id_code:
        return []
    said: dict[str, Any] = (
        InboxMessage.objects.filter(document=document).values_list("content", flat=True).first() or {}
    )
    return list(said.get("addressees", ()))


def ending_certificates(employee: Employee) -> list[tuple[Certificate, int]]:
    """Certificates of the agency that end soon and have no successor, with the days left: for its administrators."""
    if not holds(employee, Power.ADMINISTER):
        return []
    return ending(employee.agency)


def check_of_container(document: Document) -> Report | None:
    """What a check of the document's signed container finds at this moment; None when it has none.

    Ours are checked against the authorities of the agency, received ones against those that the register of
    correspondents holds for their sender.
    """
    container = DocumentFile.objects.filter(
        document=document, role=DocumentFile.FileRole.CONTAINER, is_current=True
    ).select_related("stored")
    found = container.first()
    if found is None or found.destroyed_by_id is not None:
        return None
    correspondent = correspondent_of(document)
    if document.flow == Flow.INCOMING and correspondent is not None:
        trusted = certificates_in([correspondent.trust_anchors])
        if found.stored.media_type != files.CONTAINER:
            return check_of_transport(path_of(found.stored), trusted)
        return verify(path_of(found.stored), trust=trusted, stampers=stamp_anchors(document.agency))
    answers = known_answers(document.agency)
    return verify(
        path_of(found.stored),
        trust=trust_anchors(document.agency),
        stampers=stamp_anchors(document.agency),
        answers=answers,
    )


def containers_of(document: Document) -> QuerySet[DocumentFile]:
    """All versions of the document's signed container, the newest first."""
    versions = DocumentFile.objects.filter(document=document, role=DocumentFile.FileRole.CONTAINER)
    return versions.select_related("stored", "destroyed_by").order_by("-version", "-id")


def correspondent_of(document: Document) -> Correspondent | None:
    """The entry of the register that a letter goes to."""
    if not document.correspondent_id_code:
        return None
    return Correspondent.objects.filter(agency=document.agency_id, exchange_id=document.correspondent_id_code).first()
