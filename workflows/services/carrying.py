"""The road of a document without a case: who decides on it, who reads it, its filing, decisions that are taken back.

Its execution is the assignments issued on it; how their news moves its process stands in `carrying_moves`. What only an
incoming document has is `incoming`.
"""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies import selectors as staff
from agencies.models import Employee
from agencies.policies import require
from agencies.rules import Power, holds
from documents import plan_selectors
from documents import services as documents
from documents.models import ORDERS, Document, FileIndex, State
from history import clock
from history.acts import act, record
from workflows import policies
from workflows.acquainting import Acquaintance
from workflows.considering import Decision, IncomingProcess, OrderProcess, has_road, process_class_of
from workflows.flows.incoming import IncomingFlow
from workflows.flows.order import OrderFlow
from workflows.models import WorkItem, WorkKind, WorkState
from workflows.services import desk, laying, marks
from workflows.services.carrying_work import has_points_at_work

MOST_READERS = 500
# Where somebody decides what is done with the document.
DECISIONS = (WorkKind.CONSIDER, WorkKind.MAKE_KNOWN)


def flow_of(document: Document) -> type[IncomingFlow] | type[OrderFlow]:
    """The process that a document without a case goes through."""
    return OrderFlow if document.flow in ORDERS else IncomingFlow


def begin(document: Document, decision: str = "") -> None:
    """Start the process of a registered document that has a road; to be called in the act that calls for it."""
    flow_of(document).start.run(document=document, decision=decision)


@act
def give_to_read(
    *, actor: Employee, item: WorkItem, readers: Sequence[Employee], due_on: date | None, text: str = ""
) -> list[Acquaintance]:
    """The document is given to people to read; when all have confirmed and its assignments are done, it is filed.

    Raises:
        PermissionDenied: the document lies on another desk.
        ValidationError: ``already-done``, what `ask_to_read` refuses.
    """
    document = locked(item)
    item = desk.locked_for(actor, item, *DECISIONS)
    asked = ask_to_read(actor, document, readers, due_on, text)
    decide(document, Decision.READING)
    desk.complete(item, actor)
    names = ", ".join(one.person.short_name for one in asked)
    record(
        "workflows.given_to_read",
        actor=actor,
        subject=document,
        data={"readers": names, "due_on": asked[0].due_on.isoformat()},
    )
    return asked


def ask_to_read(
    actor: Employee, document: Document, readers: Sequence[Employee], due_on: date | None, text: str
) -> list[Acquaintance]:
    """Enter who is to read a document by when, and let them see it. To be called inside the act that decides it.

    Raises:
        ValidationError: ``readers-missing``, ``readers-too-many``, ``due-missing``, ``due-before-today``,
            ``reader-unfit`` (holds no post that takes part in papers of the agency), ``reader-absent`` (is away until
            after the day).
    """
    if not readers:
        raise beside("readers", _("Name at least one person."), "readers-missing")
    if len(readers) > MOST_READERS:
        raise beside("readers", _("At most %(count)s people at once.") % {"count": MOST_READERS}, "readers-too-many")
    if due_on is None:
        raise beside("due_on", _("Name the term."), "due-missing")
    if due_on < clock.today():
        raise beside("due_on", _("The term lies in the past."), "due-before-today")
    away = staff.away([one.pk for one in readers], first=clock.today(), last=due_on)
    asked = []
    for person in readers:
        if not holds(person, Power.DISCUSS, document.agency_id):
            message = _("%(person)s takes no part in papers of the agency.") % {"person": person.short_name}
            raise beside("readers", message, "reader-unfit")
        absence = away.get(person.pk)
        if absence is not None and absence.starts_on <= clock.today() and absence.ends_on >= due_on:
            facts = {"person": person.short_name, "day": f"{absence.ends_on:%d.%m.%Y}"}
            message = _("%(person)s is away until %(day)s: name a later day, or somebody else.") % facts
            raise beside("readers", message, "reader-absent")
        unit = laying.unit_of(person, document.agency)
        post = next(post for post in person.current_posts if post.unit_id == unit.pk)
        one = Acquaintance(
            document=document,
            person=person,
            unit=unit,
            post=post.title,
            text=text.strip(),
            asked_by=actor,
            asked_at=clock.now(),
            due_on=due_on,
        )
        one.full_clean()
        one.save()
        asked.append(one)
    marks.open_to(document, list(readers))
    return asked


@act
def send_to_file(*, actor: Employee, item: WorkItem, note: str = "") -> None:
    """Nobody has to read it, and nothing is to be done beside assignments at work: the document goes to a file.

    Raises:
        PermissionDenied: the document lies on another desk.
        ValidationError: ``already-done``.
    """
    document = locked(item)
    item = desk.locked_for(actor, item, *DECISIONS)
    decide(document, Decision.TO_FILE)
    desk.complete(item, actor)
    record("workflows.sent_to_file", actor=actor, subject=document, data={"note": note.strip()[:500]})


@act
def confirm_read(*, actor: Employee, item: WorkItem) -> Acquaintance:
    """A reader confirms that they have read the document; the day stands on its sheet of acquaintance.

    Raises:
        PermissionDenied: it lies on another desk.
        ValidationError: ``already-done``.
    """
    item = desk.locked_for(actor, item, WorkKind.READ)
    asked = Acquaintance.objects.select_for_update(of=("self",)).get(
        document=item.document, person=item.assignee, read_at__isnull=True, withdrawn_at__isnull=True
    )
    asked.read_at = clock.now()
    asked.save()
    desk.complete(item, actor)
    record("workflows.read", actor=actor, subject=asked, about=[item.document])
    return asked


@act
def file(*, actor: Employee, item: WorkItem, file_index: FileIndex, sheets: int = 0) -> None:
    """The records office files the document, which ends its process.

    Raises:
        PermissionDenied: it lies on another desk.
        ValidationError: ``already-done``, ``assignment-not-done``, what `documents.services.file_document` refuses.
    """
    document = locked(item)
    desk.locked_for(actor, item, WorkKind.FILE_DOCUMENT)
    documents.file_document(actor=actor, document=document, file_index=file_index, sheets=sheets)


@act
def return_to_head(*, actor: Employee, item: WorkItem, remark: str) -> None:
    """The records office does not file the document: who decides on it decides again.

    Raises:
        PermissionDenied: it lies on another desk.
        ValidationError: ``already-done``, ``remark-missing``.
    """
    document = locked(item)
    item = desk.locked_for(actor, item, WorkKind.FILE_DOCUMENT)
    if not remark.strip():
        raise beside("remark", _("Say what is missing."), "remark-missing")
    decide(document, Decision.RETURNED)
    desk.complete(item, actor)
    record("workflows.returned_to_head", actor=actor, subject=document, data={"remark": remark.strip()})


@act
def consider_anew(*, actor: Employee, document: Document, reason: str) -> None:
    """Take a decision back: the document awaits a decision again, and nobody has to read it meanwhile.

    A document that was registered before such papers were considered begins its road by this.

    Raises:
        PermissionDenied: the actor does not see the document, or decides on no such documents.
        ValidationError: ``reason-missing``, ``consideration-over`` (filed, cancelled, or answered as a case),
            ``consideration-awaited`` (it lies with who decides), ``assignment-not-done`` (they are cancelled first).
    """
    require(policies.may_consider_anew(actor, document))
    document = Document.objects.select_for_update(of=("self",)).select_related("agency").get(pk=document.pk)
    if not reason.strip():
        raise beside("reason", _("Name the reason."), "reason-missing")
    if document.state != State.REGISTERED or not has_road(document) or plan_selectors.filing_of(document) is not None:
        raise ValidationError(
            _("The document is filed, cancelled or answered as a case: there is nothing to consider."),
            code="consideration-over",
        )
    if open_item(document, *DECISIONS) is not None:
        raise ValidationError(_("The document awaits the decision already."), code="consideration-awaited")
    require_nothing_at_work(document)
    stop(actor, document)
    begin(document)
    record("workflows.considered_anew", actor=actor, subject=document, data={"reason": reason.strip()[:500]})


def stop(actor: Employee | None, document: Document) -> None:
    """End the process of a document where it stands: its work is cancelled, and who has not read it need not."""
    process = running(document)
    if process is None:
        return
    items = WorkItem.objects.filter(task__process=process, done_at__isnull=True)
    for item in items.select_related("task", "case", "document").order_by("id"):
        desk.finish(item, actor, state=WorkState.CANCELLED)
    for asked in Acquaintance.objects.filter(document=document, read_at__isnull=True, withdrawn_at__isnull=True):
        asked.withdrawn_at = clock.now()
        asked.save()
    flow_of(document).instance.cancel(process)


def running(document: Document) -> IncomingProcess | OrderProcess | None:
    """The process of a document that goes on, locked."""
    rows = process_class_of(document).objects.select_for_update(of=("self",))
    found: IncomingProcess | OrderProcess | None = rows.filter(document=document, finished__isnull=True).first()
    return found


def open_item(document: Document, *kinds: str) -> WorkItem | None:
    """The open work of these kinds on a document."""
    found = WorkItem.objects.filter(document=document, kind__in=kinds, done_at__isnull=True)
    return found.select_related("task", "case", "document", "assignee").first()


def decide(document: Document, decision: str) -> None:
    """Say how the process of a document goes on from the step that ends now."""
    process_class_of(document).objects.filter(document=document, finished__isnull=True).update(decision=decision)


def locked(item: WorkItem) -> Document:
    """The document of an item, locked before the item is: so does whoever issues an assignment on it."""
    if item.document_id is None:
        raise ValueError("work on a document has a document")
    return Document.objects.select_for_update(of=("self",)).select_related("agency").get(pk=item.document_id)


def require_nothing_at_work(document: Document) -> None:
    """Refuse what waits until the assignments on a document are done or cancelled.

    Raises:
        ValidationError: ``assignment-not-done``.
    """
    if has_points_at_work(document):
        raise ValidationError(
            _("Assignments on the document are at work: they are done or cancelled first."),
            code="assignment-not-done",
        )


def beside(field: str, message: str, code: str) -> ValidationError:
    """A refusal that stands beside a field of its form."""
    return ValidationError({field: ValidationError(message, code=code)})
