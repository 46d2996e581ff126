"""What the processes do when a lower room has news; each reader runs in the transaction of the news."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.models import Absence, Employee, Unit
from citizens.models import Case, Remark
from documents.models import CheckOut, Document, Filing
from exchange import services as exchange
from exchange.containers import vocabulary
from exchange.models import CertificateWarning, InboxMessage, MessageKind, OutboxMessage
from history.acts import on
from history.models import Act
from workflows import designed_selectors, selectors
from workflows.assigned import Assignment
from workflows.considering import Decision, has_road
from workflows.models import CaseProcess, WorkItem, WorkKind, WorkState
from workflows.services import carrying, carrying_moves, cases, desk, laying, marks, mentions, telling

PROCESS = marks.PROCESS


@on("documents.appeal_registered")
@on("documents.incoming_registered")
def begin_process(entry: Act, document: Document) -> None:
    """A registered appeal or inquiry starts its process; a reply joins a case whose process already runs. A paper that
    belongs to no case is considered by the head.
    """
    if document.case is None:
        carrying.begin(document)
    elif not CaseProcess.objects.filter(case=document.case).exists():
        cases.begin(document.case, designed_selectors.version_named(document.agency_id, entry.data.get("type")))


@on("documents.correspondence_registered")
def take_letter(entry: Act, document: Document) -> None:
    """A registered letter starts the process of the case that it opened; a case that awaited this reply goes on."""
    begin_process(entry, document)
    if document.in_reply_to is not None and document.case is not None:
        cases.reply_arrived(actor=PROCESS, case=document.case, reply=document)


@on("documents.internal_registered")
def make_known(_act: Act, document: Document) -> None:
    """A registered order is made known to those whom it concerns, and carried out."""
    if has_road(document):
        carrying.begin(document)


@on("documents.filing_undone")
def lay_filing(_act: Act, filing: Filing) -> None:
    """What was taken back out of a file lies with the records office again."""
    document = filing.document
    if document is not None and has_road(document):
        carrying.begin(document, Decision.REOPENED)
    if filing.case is not None:
        laying.lay_filing(Case.objects.select_related("agency", "applicant").get(pk=filing.case.pk))


@on("documents.document_filed")
def end_consideration(entry: Act, document: Document) -> None:
    """A filed document has come to the end of its road."""
    if has_road(document):
        carrying_moves.filed(_person(entry), document)


@on("documents.number_cancelled")
def forget_document(entry: Act, document: Document) -> None:
    """A paper that was registered in error is neither considered nor made known."""
    if has_road(document):
        carrying.stop(_person(entry), document)


@on("workflows.assignment_issued")
@on("workflows.assignment_reopened")
def follow_execution(entry: Act, assignment: Assignment) -> None:
    """An assignment on a document without a case is how it is executed."""
    if assignment.case_id is None and assignment.document is not None and has_road(assignment.document):
        carrying_moves.point_at_work(_person(entry), assignment.document)


@on("workflows.assignment_done")
@on("workflows.assignment_cancelled")
@on("workflows.assignment_declined")
def follow_end(_act: Act, assignment: Assignment) -> None:
    """After the last assignment on a document without a case the document goes on."""
    if assignment.case_id is None and assignment.document is not None and has_road(assignment.document):
        carrying_moves.point_ended(assignment.document)


@on("exchange.received")
def lay_package(_act: Act, message: InboxMessage) -> None:
    """A received package lies with the records office; a case that awaited this reply goes on."""
    document = message.document
    if document is None:
        return
    laying.lay_package(message, document)
    inquiry = document.in_reply_to
    if inquiry is not None and inquiry.case is not None:
        cases.reply_arrived(actor=PROCESS, case=inquiry.case, reply=document)


@on("exchange.package_registered")
@on("exchange.package_refused")
def close_package(entry: Act, message: InboxMessage) -> None:
    """The package has been decided upon."""
    actor = _person(entry)
    for item in WorkItem.objects.filter(
        message=message, kind=WorkKind.REGISTER, state__in=[WorkState.OPEN, WorkState.TAKEN]
    ):
        desk.finish(item, actor)


@on("exchange.rejected")
def tell_of_rejection(_act: Act, message: OutboxMessage) -> None:
    """The other side's gateway refused the package: the records office is told why."""
    if message.kind == MessageKind.PROGRESS:
        return  # news that the other side does not take holds nothing up
    _tell(
        message, _("The package was refused on receipt: %(reason)s") % {"reason": message.reason or message.last_error}
    )


@on("exchange.refused_by_them")
def tell_of_refusal(_act: Act, message: OutboxMessage) -> None:
    """The other side's clerk refused to register the letter: the records office is told why."""
    _tell(message, _("The addressee refused to register the letter: %(reason)s") % {"reason": message.reason})


@on("exchange.expired")
def tell_of_expiry(_act: Act, message: OutboxMessage) -> None:
    """The package could not be delivered in time: the records office and the author of the letter are told."""
    if message.kind == MessageKind.PROGRESS:
        return
    note = _("The package was not delivered in time: %(reason)s") % {"reason": message.last_error}
    _tell(message, note)
    if message.kind == MessageKind.DOCUMENT and message.document is not None:
        laying.lay_undelivered(message.document, _naming(message, note))


@on("exchange.decision_late")
def tell_of_delay(_act: Act, message: OutboxMessage) -> None:
    """The addressee has not decided in the agreed working days."""
    day = f"{message.decision_due_on:%d.%m.%Y}"
    _tell(message, _("The letter was delivered; its registration was due by %(day)s and is not known.") % {"day": day})


@on("exchange.certificate_ending")
def tell_of_certificate(_act: Act, warning: CertificateWarning) -> None:
    """A certificate in the register comes near its end."""
    facts = {"name": warning.subject_name, "day": f"{warning.valid_to:%d.%m.%Y}"}
    note = _("The certificate “%(name)s” ends on %(day)s: ask the correspondent for the next one.") % facts
    laying.lay_exchange_trouble(warning.correspondent, note)


@on("exchange.revocation_found")
def tell_of_revocation(entry: Act, message: InboxMessage) -> None:
    """A certificate of a package that was accepted had been revoked: the records office is told."""
    if message.correspondent is None:
        return
    facts = {"name": entry.data["certificate"], "id": message.message_id}
    note = _("A certificate of the package %(id)s was revoked before it was received: %(name)s.") % facts
    laying.lay_exchange_trouble(message.correspondent, note)


@on("exchange.receipt_revoked")
def tell_of_revoked_receipt(entry: Act, message: OutboxMessage) -> None:
    """The seal of a receipt that moved a letter had been revoked: the records office is told."""
    facts = {"name": entry.data["certificate"], "id": message.message_id}
    note = _("The seal of the receipt for %(id)s was revoked before it came: %(name)s. Ask the addressee.") % facts
    laying.lay_exchange_trouble(message.correspondent, note)


@on("workflows.resolution_issued")
def tell_of_executor(_act: Act, case: Case) -> None:
    """Whoever sent the package that brought the case hears that it has an executor."""
    exchange.tell_of_case(PROCESS, case, vocabulary.EXECUTOR_ASSIGNED)


@on("workflows.reported")
def tell_of_report(_act: Act, case: Case) -> None:
    """Whoever sent the package that brought the case hears that the report is ready."""
    exchange.tell_of_case(PROCESS, case, vocabulary.REPORT_PREPARED)


@on("exchange.sent")
def tell_of_reply(_act: Act, message: OutboxMessage) -> None:
    """Whoever is answered by exchange hears that the report has left."""
    document = message.document
    if document is None or document.case is None or document.in_reply_to_id is None:
        return
    if message.correspondent.exchange_id == document.correspondent_id_code:  # others have a copy of the reply
        exchange.tell_of_case(PROCESS, document.case, vocabulary.REPORT_SENT)


@on("documents.post_returned")
def tell_of_return(entry: Act, letter: Document) -> None:
    """A letter came back by post: the records office is told why, and sees to it with the executor."""
    note = _("The letter came back by post: %(reason)s") % {"reason": entry.data["reason"]}
    laying.lay_delivery_problem(letter, f"{entry.data['whom']}: {note}" if "whom" in entry.data else note)


@on("documents.came_back")
def tell_of_letter_that_came_back(entry: Act, letter: Document) -> None:
    """A letter came back by another way: the same."""
    laying.lay_delivery_problem(letter, _("The letter came back: %(reason)s") % {"reason": entry.data["reason"]})


@on("documents.delivery_undone")
@on("documents.return_undone")
def forget_return(entry: Act, letter: Document) -> None:
    """That a letter came back was noted in error: nobody needs to see to it. Of a letter to several, what is told of
    its other addressees stays.
    """
    named = {one.name for one in letter.addressees} if letter.further_addressees else set()
    if named:
        named |= {one.correspondent.name for one in selectors.deliveries(letter)}
    for item in WorkItem.objects.filter(document=letter, kind=WorkKind.DELIVERY_PROBLEM, done_at__isnull=True):
        about = next((name for name in sorted(named) if item.note.startswith(f"{name}: ")), "")
        if about == entry.data.get("whom", ""):
            desk.finish(item, None, state=WorkState.CANCELLED)


@on("documents.access_marked")
def mark_work(_act: Act, paper: Case | Document) -> None:
    """Work on a marked paper is seen by those who have to know it, and whoever has the work has to."""
    marks.restrict(paper, is_restricted=True)


@on("documents.access_lifted")
def unmark_work(_act: Act, paper: Case | Document) -> None:
    """Work on the paper is seen as any other."""
    marks.restrict(paper, is_restricted=False)


@on("agencies.absence_entered")
def tell_of_absence(_act: Act, absence: Absence) -> None:
    """Whoever assigned the work learns that its executor will be away."""
    telling.tell_issuers(absence)


@on("agencies.dismissed")
def tell_of_left_stand_in(_act: Act, employee: Employee) -> None:
    """Whoever heads an absent person learns at once that the one who stood in has left."""
    telling.tell_heads_of_absent(employee)


@on("documents.check_in_forced")
def tell_holder(_act: Act, held: CheckOut) -> None:
    """Whoever held the file learns that somebody else ended it."""
    telling.tell_holder(held)


@on("citizens.remark_written")
def tell_mentioned(_act: Act, remark: Remark) -> None:
    """Whoever a remark mentions finds it on their desk."""
    mentions.tell(remark)


@on("citizens.remark_withdrawn")
def forget_mentioned(_act: Act, remark: Remark) -> None:
    """A remark that was taken back calls nobody any more."""
    mentions.take_back(remark)


@on("agencies.unit_merged")
def move_queues(_act: Act, unit: Unit) -> None:
    """What lay in the queues of a merged unit lies in those of its successor."""
    if unit.merged_into is not None:
        desk.move_queues(unit, unit.merged_into)


@on("agencies.unit_closed")
def refuse_with_work(_act: Act, unit: Unit) -> None:
    """A unit in whose queues work lies is not closed: nobody would find it again.

    Raises:
        ValidationError: ``unit-has-work``.
    """
    count = desk.queued(unit).count()
    if count:
        message = ngettext(
            "%(count)s work item lies in the queues of the unit.",
            "%(count)s work items lie in the queues of the unit.",
            count,
        )
        raise ValidationError(message % {"count": count}, code="unit-has-work")


def _person(entry: Act) -> Employee | None:
    return Employee.objects.filter(pk=entry.actor_key or 0).first()


def _tell(message: OutboxMessage, note: str) -> None:
    if message.document is not None:
        laying.lay_delivery_problem(message.document, _naming(message, note))


def _naming(message: OutboxMessage, note: str) -> str:
    """The note with the addressee whom it is about, where the letter has several."""
    is_one_of_several = message.document is not None and message.document.further_addressees
    return f"{message.correspondent.name}: {note}" if is_one_of_several else note
