"""The life of an outgoing letter: draft, fixed text, return, registration, dispatch. Signing is in `signatures`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from agencies.models import Employee
from agencies.policies import require
from citizens.models import Case
from documents import files, numbers, policies
from documents.letters import require_no_applicant
from documents.models import (
    Document,
    DocumentFile,
    FileIndex,
    FileState,
    Flow,
    LetterAddressee,
    LetterTemplate,
    Signature,
    State,
    StoredFile,
)
from documents.pdf.cards import appeal_pdf
from documents.pdf.letter import draw, letter_pdf, visual_copy
from documents.services import addressing
from documents.services.attaching import attach
from documents.services.files import require_sendable
from documents.services.registration import journal_of
from history import clock
from history.actors import Actor
from history.acts import act, record

FileRole = DocumentFile.FileRole


@dataclass(frozen=True)
class LetterDraft:
    """What the author writes. An inquiry, a reply or a forwarding names a correspondent; an answer, a notice or an
    interim reply goes to the case's applicant.

    ``further`` are the other addressees of an inquiry or a reply, ``stored`` attachments in the store with their names.
    ``named_because`` is the reason why an inquiry names the applicant, if it must; the record keeps it. ``template``
    and ``template_version`` tell what the text began with; without them a letter stays with what it was drafted from.
    """

    purpose: str
    subject: str
    body: str
    approver: Employee
    signer: Employee
    correspondent_id_code: str = ""
    correspondent_name: str = ""
    correspondent_address: str = ""
    further: Sequence[LetterAddressee] = ()
    in_reply_to: Document | None = None
    reply_due_on: date | None = None
    named_because: str = ""
    stored: Sequence[tuple[str, StoredFile]] = ()
    template: LetterTemplate | None = None
    template_version: int | None = None


@act
def draft_letter(*, actor: Employee, case: Case, letter: LetterDraft) -> Document:
    """Draft a letter in a case.

    Raises:
        PermissionDenied: the actor does not execute this case.
        ValidationError: ``addressee-missing``, ``applicant-named`` (an inquiry carries no applicant's name
            without a reason), ``text-missing``, ``template-foreign``, ``file-has-macros`` (an attachment of ours
            carries none), or what `addressing.address` refuses of several addressees.
    """
    require(policies.may_draft(actor, case))
    document = Document(
        agency=case.agency,
        flow=Flow.OUTGOING,
        state=State.DRAFT,
        case=case,
        unit=actor.main_post.unit if actor.main_post else case.unit,
        author=actor,
        access=case.access,
    )
    _write(document, letter)
    data = _naming(letter) | addressing.told(document)
    record("documents.drafted", actor=actor, subject=document, about=[case, case.applicant], data=data)
    return document


@act
def revise_letter(*, actor: Employee, document: Document, letter: LetterDraft) -> Document:
    """Write a draft or a returned letter anew.

    Raises:
        PermissionDenied: the actor is not its author.
        ValidationError: ``not-open-to-change`` or what `draft_letter` refuses.
    """
    require(document.author_id == actor.pk)
    if document.state not in (State.DRAFT, State.RETURNED):
        raise ValidationError(_("This letter can no longer be changed."), code="not-open-to-change")
    before = document.addressees
    _write(document, letter)
    renamed = {one.name for one in before} != {one.name for one in document.addressees}
    data = _naming(letter) | (addressing.told(document, before[1:]) if renamed else {})
    record("documents.changed", actor=actor, subject=document, about=_about(document), data=data)
    return document


@act
def discard_draft(*, actor: Employee, document: Document) -> Document:
    """Put a draft of a letter aside for good.

    Raises:
        ValidationError: ``not-a-draft``.
    """
    require(document.author_id == actor.pk)
    if document.state != State.DRAFT:
        raise ValidationError(_("Only a draft can be discarded."), code="not-a-draft")
    document.state = State.DISCARDED
    document.save()
    record("documents.draft_discarded", actor=actor, subject=document, about=_about(document))
    return document


@act
def fix_text(*, actor: Employee, document: Document) -> DocumentFile:
    """Render the letter or order as the PDF that will be shown, agreed and signed, as its next version.

    It keeps the layout that its agency has now: the visual copy is drawn in the same one.
    """
    before = document.files.filter(role=FileRole.MAIN, is_current=True)
    version = text_version(document) + 1
    for old in before:
        old.is_current = False
        old.save()
    document.layout = document.agency.letter_layout
    stored = files.store(letter_pdf(document), files.PDF)
    document.state = State.ON_APPROVAL
    document.save()
    name = "Приказ.pdf" if document.purpose == LetterTemplate.Purpose.ORDER else "Письмо.pdf"
    return attach(document, name, stored, FileRole.MAIN, version)


@act
def entrust_letter(
    *, actor: Employee, document: Document, author: Employee | None = None, approver: Employee | None = None
) -> Document:
    """Let another person be the author or the approver of a letter that is not signed yet; its text stays as it is."""
    before = {"author": str(document.author or ""), "approver": str(document.approver or "")}
    document.author, document.approver = author or document.author, approver or document.approver
    document.full_clean()
    document.save()
    after = {"author": str(document.author or ""), "approver": str(document.approver or "")}
    data = {"before": before, "after": after}
    record("documents.letter_entrusted", actor=actor, subject=document, about=_about(document), data=data)
    return document


@act
def accept_visas(*, actor: Actor, document: Document) -> Document:
    """All visas are given: the letter awaits its signer."""
    document.state = State.TO_SIGN
    document.save()
    return document


@act
def return_letter(*, actor: Actor, document: Document) -> Document:
    """The letter goes back to its author."""
    document.state = State.RETURNED
    document.save()
    return document


@act
def register_letter(*, actor: Employee, document: Document, file_index: FileIndex) -> Document:
    """Give a signed letter its number of today under an index of the file plan, and draw its visual copy.

    Raises:
        PermissionDenied: the actor keeps no journal of this agency.
        ValidationError: ``not-signed``, ``file-index-foreign``, ``file-not-open`` (it was closed or given up),
            ``journal-missing``, ``journal-closed``.
    """
    _require_registrable(actor, document)
    if file_index.agency_id != document.agency_id:
        raise ValidationError(
            {
                "file_index": ValidationError(
                    _("This index is not in the file plan of the agency."), code="file-index-foreign"
                )
            }
        )
    if file_index.state != FileState.OPEN:
        not_kept = ValidationError(_("This file is no longer kept."), code="file-not-open")
        raise ValidationError({"file_index": not_kept})
    document.file_index = file_index
    _number(actor, document, index=file_index.index)
    record("documents.letter_registered", actor=actor, subject=document, about=_about(document))
    return document


@act
def register_order(*, actor: Employee, document: Document) -> Document:
    """Give a signed order its number of today in the journal of its flow, and draw its visual copy.

    Raises:
        PermissionDenied: the actor keeps no journal of this agency.
        ValidationError: ``not-signed``, ``journal-missing``, ``journal-closed``.
    """
    _require_registrable(actor, document)
    _number(actor, document)
    record("documents.order_registered", actor=actor, subject=document)
    return document


@act
def dispatch_letter(
    *, actor: Employee, document: Document, channel: str, note: str = "", others: Sequence[tuple[str, str]] = ()
) -> Document:
    """Note that a registered letter has left, and how; ``others`` are channel and note of each further addressee.

    Raises:
        ValidationError: ``not-registered``, or what `addressing.leave` refuses.
    """
    require(policies.may_register(actor, document.agency_id))
    if document.state != State.REGISTERED:
        raise ValidationError(_("Only a registered letter is dispatched."), code="not-registered")
    addressing.leave(document, [(channel, note), *others])
    document.state, document.dispatched_at = State.DISPATCHED, clock.now()
    document.full_clean()
    document.save()
    told = {"number": document.number, "day": f"{document.registered_on:%d.%m.%Y}", "channel": channel}
    if any(other != channel for other, _note in others):
        del told["channel"]  # the card tells it of each addressee
    told |= addressing.told(document)
    record("documents.dispatched", actor=actor, subject=document, about=_about(document), data=told)
    return document


@dataclass(frozen=True)
class Mark:
    """Where a requisite of a letter stands: its page, and millimetres from the upper left corner."""

    page: int
    x: int
    y: int


def marks_on(document: Document, signature: Signature | None) -> dict[str, Mark]:
    """The places that a letter leaves free: ``reference`` for number and date, ``mark`` for the signature."""
    paper = draw(document, signature)
    paper.finished()  # closes the files of the fonts
    drawn = paper.placed
    return {one.what: Mark(one.page, int(one.x), int(one.y)) for one in drawn if one.what in ("reference", "mark")}


def appeal_copies(case: Case) -> list[tuple[str, StoredFile]]:
    """What goes with an appeal that is forwarded: its files as they came; an appeal without files as a paper of its
    card and text.
    """
    came = DocumentFile.objects.filter(
        document__case=case, document__flow=Flow.APPEAL, role=FileRole.MAIN, is_current=True, destroyed_by__isnull=True
    )
    found = [(one.name, one.stored) for one in came.select_related("stored").order_by("id")]
    return found or [(f"Обращение {case.number.replace('/', '-')}.pdf", files.store(appeal_pdf(case), files.PDF))]


def text_version(document: Document) -> int:
    """The version of the fixed text, 0 before the first."""
    newest = document.files.filter(role=FileRole.MAIN).order_by("-version").first()
    return newest.version if newest else 0


def _require_registrable(actor: Employee, document: Document) -> None:
    require(policies.may_register(actor, document.agency_id))
    if document.state != State.SIGNED:
        raise ValidationError(_("Only what is signed is registered."), code="not-signed")


def _number(actor: Employee, document: Document, *, index: str = "") -> None:
    """Number and date of a signed paper, and its visual copy with them."""
    document.journal = journal_of(document.agency, document.flow)
    document.registered_on, document.registrar = clock.today(), actor
    document.ordinal, document.number = numbers.take(
        document.journal, document.registered_on, index=index, access=document.access
    )
    document.state = State.REGISTERED
    document.full_clean()
    document.save()
    attach(document, "Визуальная копия.pdf", files.store(visual_copy(document), files.PDF), FileRole.VISUAL_COPY)


def _write(document: Document, letter: LetterDraft) -> None:
    if not letter.body.strip():
        raise ValidationError({"body": ValidationError(_("Write the text of the letter."), code="text-missing")})
    if letter.purpose in LetterTemplate.TO_APPLICANT:
        applicant = document.case.applicant if document.case else None
        if applicant is None:
            raise ValidationError(_("This case has no applicant to answer."), code="addressee-missing")
        name, address, code = applicant.short_name, applicant.address, ""
    else:
        name, address, code = letter.correspondent_name, letter.correspondent_address, letter.correspondent_id_code
        if not name:
            raise ValidationError(
                {"correspondent": ValidationError(_("Choose the addressee."), code="addressee-missing")}
            )
    if letter.purpose == LetterTemplate.Purpose.INQUIRY and not letter.named_because.strip():
        require_no_applicant(document.case, letter.subject, letter.body)
    document.purpose = letter.purpose
    note_template(document, letter.template, letter.template_version)
    document.subject, document.body = letter.subject.strip(), letter.body.strip()
    document.approver, document.signer = letter.approver, letter.signer
    document.correspondent_name, document.correspondent_address = name, address
    document.correspondent_id_code = code
    addressing.address(document, letter.further)
    document.in_reply_to, document.reply_due_on = letter.in_reply_to, letter.reply_due_on
    if letter.in_reply_to is not None:
        answered = letter.in_reply_to
        document.in_reply_to_text = f"{answered.their_number} от {answered.their_date:%d.%m.%Y}"
    document.full_clean()
    document.save()
    for name, stored in letter.stored:
        require_sendable(stored)
        attach(document, name, stored, FileRole.ATTACHMENT)


def note_template(document: Document, template: LetterTemplate | None, version: int | None) -> None:
    """Keep what the text of a draft began with; a working form that was made of an earlier text is superseded.

    Raises:
        ValidationError: ``template-foreign``.
    """
    if template is not None and version:
        if (template.agency_id, template.purpose) != (document.agency_id, document.purpose):
            raise ValidationError(_("This template is not one of such letters."), code="template-foreign")
        document.template, document.template_version = template, version
    if document.pk:
        for old in document.files.filter(role=FileRole.WORKING_FORM, is_current=True):
            old.is_current = False
            old.save()


def _naming(letter: LetterDraft) -> dict[str, Any]:
    reason = letter.named_because.strip()
    return {"reason": reason} if reason and letter.purpose == LetterTemplate.Purpose.INQUIRY else {}


def _about(document: Document) -> list[Model | None]:
    case = document.case
    return [case, case.applicant if case else None]
