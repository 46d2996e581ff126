"""Registration of what comes in: citizens' appeals, and documents received by exchange."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies import terms
from agencies.calendars import calendar_for, closes_at
from agencies.models import Agency, Employee, TermKind
from agencies.policies import require
from agencies.rules import records_office
from citizens import services as citizens
from citizens.models import Case, CaseKind, Channel, Person, Topic
from citizens.services import CaseCard, PersonData
from documents import appeal_types, files, numbers, policies
from documents.models import Document, DocumentFile, Flow, Journal, Signature, State, StoredFile
from documents.services import complaints
from documents.services.attaching import attach, attach_all, entry_of, stamp
from history import clock
from history.actors import Actor
from history.acts import act, record


@dataclass(frozen=True)
class AppealCard:
    """What a clerk enters of a citizen's appeal. The applicant is known, or described in ``new_applicant``."""

    kind: str
    channel: str
    summary: str
    text: str
    received_on: date
    topic: Topic | None = None
    applicant: Person | None = None
    new_applicant: PersonData | None = None
    co_applicants: int = 0
    complained_of: Employee | None = None
    complained_body: str = ""
    questions: Sequence[str] = field(default_factory=tuple)
    access: str = ""
    of_type: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    appealed: str = ""
    about: Case | None = None


@dataclass(frozen=True)
class ReceivedFile:
    """A file of a received package, whose verified bytes lie in the store."""

    name: str
    role: str
    content: StoredFile


@dataclass(frozen=True)
class ReceivedSignature:
    """An official's signature on a received document, as it was verified."""

    signer_name: str
    signer_post: str
    signed_at: datetime
    certificate_serial: str
    valid_from: datetime
    valid_to: datetime
    is_test: bool


@dataclass(frozen=True)
class ReceivedLetter:
    """A document as a verified package brought it."""

    correspondent_id_code: str
    correspondent_name: str
    their_number: str
    their_date: date
    their_signer: str
    subject: str
    files: Sequence[ReceivedFile]
    signatures: Sequence[ReceivedSignature]
    container: StoredFile
    container_name: str = "document.asice"
    correspondent_address: str = ""
    in_reply_to: Document | None = None
    in_reply_to_text: str = ""
    reply_due_on: date | None = None


@dataclass(frozen=True)
class IncomingCard:
    """What a clerk adds when a received document is registered; without a term the head decides what is to be done."""

    summary: str
    term_kind: TermKind | None
    topic: Topic | None = None


@act
def register_appeal(
    *,
    actor: Employee,
    agency: Agency,
    appeal: AppealCard,
    uploads: Sequence["UploadedFile[Any]"] = (),
    stored: Sequence[tuple[str, StoredFile]] = (),
) -> Case:
    """Enter an appeal in the journal under its next number; the case, its term and its files are committed with it.

    ``stored`` are files that an earlier try has already put into the store, with their names. A scan in PDF gets a
    visual copy with the incoming stamp, unless it cannot be drawn upon.

    Raises:
        PermissionDenied: the actor keeps no journal of this agency.
        ValidationError: ``applicant-missing``, ``applicant-foreign``, ``applicant-merged``, ``journal-closed``,
            ``received-in-future``, what the store refuses, what the type of cases refuses if one was chosen,
            ``service-missing``; of a complaint about a service ``appealed-missing``, ``appealed-unknown``,
            ``request-unfit``; of anything else with what such a complaint alone has ``not-a-complaint``.
    """
    require(policies.may_register(actor, agency))
    chosen = appeal_types.chosen(agency, appeal.of_type, appeal.kind, appeal.values) if appeal.of_type else None
    if appeal.kind == CaseKind.SERVICE and chosen is None:
        message = _("Choose the service: its regulation says the term and the grounds of a refusal.")
        raise ValidationError({"kind": ValidationError(message, code="service-missing")})
    objections = complaints.complaint_objections(
        actor=actor, agency=agency, kind=appeal.kind, appealed=appeal.appealed, about=appeal.about
    )
    if objections:
        raise ValidationError(dict(objections))
    applicant = appeal.applicant
    if applicant is None:
        if appeal.new_applicant is None:
            raise ValidationError(_("Name the applicant."), code="applicant-missing")
        applicant = citizens.add_person(actor=actor, agency=agency, person=appeal.new_applicant)
    elif applicant.agency_id != agency.pk:
        raise ValidationError(_("This applicant is not known to the agency."), code="applicant-foreign")
    registered_on = day_of_registration(agency)
    term_kind = TermKind.objects.get(
        code=(chosen.term if chosen else "") or complaints.usual_term(appeal.kind, appeal.appealed)
    )
    journal = journal_of(agency, Flow.APPEAL)
    letter = numbers.COLLECTIVE if appeal.co_applicants else applicant.last_name[0].upper()
    ordinal, number = numbers.take(journal, registered_on, letter=letter, access=appeal.access)
    case = citizens.open_case(
        actor=actor,
        agency=agency,
        card=CaseCard(
            kind=appeal.kind,
            channel=appeal.channel,
            summary=appeal.summary,
            text=appeal.text,
            received_on=appeal.received_on,
            term_kind=term_kind,
            applicant=applicant,
            co_applicants=appeal.co_applicants,
            topic=appeal.topic,
            complained_of=appeal.complained_of,
            complained_body=appeal.complained_body,
            questions=appeal.questions,
            access=appeal.access,
            appealed=appeal.appealed,
            about=appeal.about,
        ),
        number=number,
        registered_on=registered_on,
        term=terms.compute_for(agency, term_kind, registered_on, chosen.days if chosen else 0),
    )
    document = Document(
        agency=agency,
        flow=Flow.APPEAL,
        state=State.REGISTERED,
        case=case,
        unit=records_office(agency),
        subject=appeal.summary.strip(),
        body=appeal.text.strip(),
        journal=journal,
        number=number,
        ordinal=ordinal,
        registered_on=registered_on,
        registrar=actor,
        received_at=clock.now(),
        channel=appeal.channel,
        access=appeal.access,
    )
    document.full_clean()
    document.save()
    came = [(upload.name or "file", files.store(upload, name=upload.name or "")) for upload in uploads]
    for name, kept in (*came, *stored):
        attach(document, name, kept, DocumentFile.FileRole.MAIN)
        stamp(document, name, kept)
    if chosen is not None:
        chosen.keep(actor, case)
    record(
        "documents.appeal_registered",
        actor=actor,
        subject=document,
        about=[case, applicant],
        data={"due_on": str(case.due_on), **({"type": chosen.named} if chosen else {})},
    )
    return case


@act
def receive_by_exchange(*, actor: Actor, agency: Agency, letter: ReceivedLetter) -> Document:
    """Lay a verified document in the agency's inbox, filled in and not yet registered."""
    document = Document(
        agency=agency,
        flow=Flow.INCOMING,
        state=State.RECEIVED,
        unit=records_office(agency),
        subject=letter.subject[:300],
        correspondent_id_code=letter.correspondent_id_code,
        correspondent_name=letter.correspondent_name,
        correspondent_address=letter.correspondent_address,
        their_number=letter.their_number,
        their_date=letter.their_date,
        their_signer=letter.their_signer,
        received_at=clock.now(),
        reply_due_on=letter.reply_due_on,
        in_reply_to=letter.in_reply_to,
        in_reply_to_text=letter.in_reply_to_text,
        case=letter.in_reply_to.case if letter.in_reply_to else None,
        access=letter.in_reply_to.access if letter.in_reply_to else "",
        channel=Channel.EXCHANGE,
    )
    # what constraints say the database holds to: nothing of it is the sender's choice
    document.full_clean(validate_unique=False, validate_constraints=False)
    document.save()
    entries = [entry_of(document, one.name, one.content, one.role) for one in letter.files]
    entries.append(entry_of(document, letter.container_name, letter.container, DocumentFile.FileRole.CONTAINER))
    attach_all(entries)
    for signature in letter.signatures:
        Signature.objects.create(
            document=document,
            signer_name=signature.signer_name,
            signer_post=signature.signer_post,
            signed_at=signature.signed_at,
            certificate_serial=signature.certificate_serial,
            valid_from=signature.valid_from,
            valid_to=signature.valid_to,
            is_test=signature.is_test,
        )
    record("documents.received", actor=actor, subject=document, about=about(document))
    return document


@act
def register_incoming(*, actor: Employee, document: Document, card: IncomingCard) -> Case | None:
    """Give a received document its number. A reply joins the case of our inquiry; anything else opens a case if it is
    to be answered within a term, and none if the head is to decide what is done with it.

    Raises:
        PermissionDenied: the actor keeps no journal of this agency.
        ValidationError: ``not-received`` (registered or refused already), ``already-registered`` (same sender,
            number and date), ``journal-closed``.
    """
    require(policies.may_register(actor, document.agency_id))
    document = _received(document)
    registered_on = day_of_registration(document.agency)
    journal = journal_of(document.agency, Flow.INCOMING)
    # The number first: registrars of a journal wait for each other there, so none misses the other's duplicate.
    ordinal, number = numbers.take(journal, registered_on, access=document.access)
    if Document.objects.filter(
        agency=document.agency,
        correspondent_id_code=document.correspondent_id_code,
        their_number=document.their_number,
        their_date=document.their_date,
        state=State.REGISTERED,
    ).exists():
        raise ValidationError(
            _("A document no. %(number)s of this sender and date is registered already.")
            % {"number": document.their_number},
            code="already-registered",
        )
    document.journal, document.ordinal, document.number = journal, ordinal, number
    document.registered_on, document.registrar = registered_on, actor
    document.subject = card.summary.strip() or document.subject
    document.state = State.REGISTERED
    if document.case is None and card.term_kind is not None:
        document.case = _open_inquiry(actor, document, card, card.term_kind, registered_on)
    document.full_clean()
    document.save()
    record("documents.incoming_registered", actor=actor, subject=document, about=about(document))
    return document.case


@act
def refuse_incoming(*, actor: Employee, document: Document, reason: str) -> Document:
    """Refuse to register a received document, with the reason.

    Raises:
        ValidationError: ``not-received``, ``reason-missing``.
    """
    require(policies.may_register(actor, document.agency_id))
    if not reason.strip():
        raise ValidationError({"reason": ValidationError(_("Name the reason."), code="reason-missing")})
    document = _received(document)
    document.state = State.REFUSED
    document.delivery_note = reason.strip()[:200]
    document.save()
    record("documents.incoming_refused", actor=actor, subject=document, about=about(document), data={"reason": reason})
    return document


def day_of_registration(agency: Agency) -> date:
    """The day of receipt; the next working day after the hours of the agency or on a day off."""
    moment = timezone.localtime(clock.now())
    days = calendar_for(agency)
    if days.is_working(moment.date()) and moment.time() >= closes_at(agency, moment.date(), days):
        return days.add_working_days(moment.date(), 1)
    return days.next_working(moment.date())


def _open_inquiry(
    actor: Employee, document: Document, card: IncomingCard, term_kind: TermKind, registered_on: date
) -> Case:
    return citizens.open_case(
        actor=actor,
        agency=document.agency,
        card=CaseCard(
            kind=CaseKind.INQUIRY,
            channel=document.channel,
            summary=document.subject,
            text=document.subject,
            received_on=timezone.localtime(document.received_at or clock.now()).date(),
            term_kind=term_kind,
            sender_name=document.correspondent_name,
            topic=card.topic,
        ),
        number=document.number,
        registered_on=registered_on,
        term=terms.compute_for(document.agency, term_kind, registered_on),
    )


def _received(document: Document) -> Document:
    fresh = Document.objects.select_for_update(of=("self",)).select_related("agency", "case").get(pk=document.pk)
    if fresh.state != State.RECEIVED:
        raise ValidationError(_("This document has been decided upon already."), code="not-received")
    return fresh


def journal_of(agency: Agency, flow: str) -> Journal:
    """The agency's journal of a flow: the open one, else the one that was closed last.

    Raises:
        ValidationError: ``journal-missing``.
    """
    journal = Journal.objects.filter(agency=agency, flow=flow).order_by("is_closed", "-id").first()
    if journal is None:
        raise ValidationError(_("The agency keeps no journal for this flow."), code="journal-missing")
    return journal


def about(document: Document) -> list[Model | None]:
    """What an act upon an incoming document is about beside itself: its case, the applicant, the letter it answers."""
    case = document.case
    return [case, case.applicant if case else None, document.in_reply_to]
