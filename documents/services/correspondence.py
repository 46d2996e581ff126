"""Registration of a plain incoming letter, on paper or by e-mail: neither a citizen's appeal nor a package."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies import terms
from agencies.calendars import calendar_for
from agencies.models import Agency, Employee, TermKind, Unit
from agencies.policies import require
from agencies.rules import may_take_part, records_office
from citizens import services as citizens
from citizens.models import Case, CaseKind, Stage
from citizens.services import CaseCard
from documents import numbers, plan_selectors, policies, selectors
from documents.models import Document, DocumentFile, DocumentKind, Flow, ReservedNumber, State, StoredFile
from documents.services import journals
from documents.services.access import spread
from documents.services.attaching import attach, stamp
from documents.services.registration import about, day_of_registration, journal_of
from history import clock
from history.acts import act, record


@dataclass(frozen=True)
class CorrespondenceCard:
    """What a clerk enters of an incoming letter.

    ``term_kind`` says that the letter is to be answered; without one the head decides what is done with it.
    ``answers_number`` and ``answers_on`` are what the letter says of ours that it answers («На № … от …»).
    ``copy_reason`` says why a letter that is registered already is registered again.
    """

    correspondent_name: str
    their_number: str
    their_date: date
    summary: str
    received_on: date
    channel: str
    kind: DocumentKind
    correspondent_address: str = ""
    their_signer: str = ""
    pages: int | None = None
    attachments: int | None = None
    addressee: Employee | None = None
    term_kind: TermKind | None = None
    answers_number: str = ""
    answers_on: date | None = None
    copy_reason: str = ""
    access: str = ""


@act
def register_correspondence(
    *,
    actor: Employee,
    agency: Agency,
    letter: CorrespondenceCard,
    stored: Sequence[tuple[str, StoredFile]] = (),
    reserved: ReservedNumber | None = None,
) -> Document:
    """Enter a letter in the journal of incoming papers under its next number; number, card and files go together.

    An answer to a letter of ours joins the case of that letter while the case is open. Anything else opens a case of
    its own if it is to be worked on, and none if it is for information. ``stored`` are files in the store with names.
    With ``reserved`` the letter takes that number instead of the next one.

    Raises:
        PermissionDenied: the actor keeps no journal of this agency.
        ValidationError: ``received-in-future``, ``dated-after-receipt``, ``kind-not-registered``,
            ``addressee-not-in-agency``, ``journal-missing``, ``journal-closed``, ``already-registered`` (same
            sender, number and date, and no ``copy_reason``), ``reserved-decided`` (the reserved number was used or
            cancelled), ``reserved-elsewhere`` (it is of another journal or year).
    """
    require(policies.may_register(actor, agency))
    _check(agency, letter)
    registered_on = day_of_registration(agency)
    journal = journal_of(agency, Flow.INCOMING)
    answered = selectors.letter_of_ours(agency, letter.answers_number, letter.answers_on)
    access = letter.access or (answered.access if answered else "")
    # The number first: registrars of a journal wait for each other there, so none misses the other's duplicate.
    ordinal, number = (
        journals.use(reserved, journal, registered_on)
        if reserved
        else numbers.take(journal, registered_on, access=access)
    )
    earlier = selectors.same_letter(agency, letter.correspondent_name, letter.their_number, letter.their_date)
    if earlier is not None and not letter.copy_reason.strip():
        raise ValidationError(
            _("A document no. %(number)s of this sender and date is registered already.")
            % {"number": letter.their_number},
            code="already-registered",
        )
    document = Document(
        agency=agency,
        flow=Flow.INCOMING,
        state=State.REGISTERED,
        unit=_unit(agency, letter.addressee),
        subject=letter.summary.strip(),
        journal=journal,
        number=number,
        ordinal=ordinal,
        registered_on=registered_on,
        registrar=actor,
        correspondent_name=" ".join(letter.correspondent_name.split()),
        correspondent_address=letter.correspondent_address.strip(),
        their_number=letter.their_number.strip(),
        their_date=letter.their_date,
        their_signer=letter.their_signer.strip(),
        received_on=letter.received_on,
        kind=letter.kind,
        pages=letter.pages,
        attachments=letter.attachments,
        addressee=letter.addressee,
        channel=letter.channel,
        in_reply_to=answered,
        in_reply_to_text=_answers(letter, answered),
        copy_of=earlier,
        copy_reason=letter.copy_reason.strip() if earlier else "",
        access=access,
    )
    document.case = _case(actor, document, letter)
    document.full_clean()
    document.save()
    if access and document.case is not None and not document.case.access:
        spread(actor, document.case, access)
    for name, kept in stored:
        attach(document, name, kept, DocumentFile.FileRole.MAIN)
        stamp(document, name, kept)
    data = {"reason": document.copy_reason} if earlier else {}
    record("documents.correspondence_registered", actor=actor, subject=document, about=about(document), data=data)
    return document


@act
def take_up(*, actor: Employee, document: Document, term_kind: TermKind) -> Case:
    """Have a registered paper from outside answered as a case, though it was registered without one.

    The case goes by the number of the document; its term counts from the registration.

    Raises:
        PermissionDenied: the actor does not see the document, or neither registers nor resolves.
        ValidationError: ``not-registered`` (or not from outside), ``in-case``, ``already-filed``, ``kind-retired``.
    """
    require(policies.may_take_up(actor, document))
    document = Document.objects.select_for_update(of=("self",)).select_related("agency", "case").get(pk=document.pk)
    if document.flow != Flow.INCOMING or document.state != State.REGISTERED:
        raise ValidationError(_("Only a registered paper from outside is answered as a case."), code="not-registered")
    if document.case is not None:
        raise ValidationError(_("This document belongs to a case already."), code="in-case")
    if plan_selectors.filing_of(document) is not None:
        raise ValidationError(_("This document lies in a file already."), code="already-filed")
    received_on = document.received_on or timezone.localtime(document.received_at or clock.now()).date()
    document.case = _opened(actor, document, term_kind, received_on)
    document.save()
    record("documents.taken_up", actor=actor, subject=document, about=about(document))
    return document.case


def _check(agency: Agency, letter: CorrespondenceCard) -> None:
    errors: dict[str, Any] = {}
    if letter.received_on > clock.today():
        errors["received_on"] = ValidationError(_("The day of receipt lies in the future."), code="received-in-future")
    if letter.their_date > letter.received_on:
        errors["their_date"] = ValidationError(
            _("The letter is dated later than it was received."), code="dated-after-receipt"
        )
    if not letter.kind.is_registered:
        errors["kind"] = ValidationError(
            _("Papers of this kind are not registered: %(kind)s.") % {"kind": letter.kind.name},
            code="kind-not-registered",
        )
    if letter.addressee is not None and agency.pk not in may_take_part(letter.addressee):
        errors["addressee"] = ValidationError(
            _("This person holds no post in the agency."), code="addressee-not-in-agency"
        )
    if errors:
        raise ValidationError(errors)


def _unit(agency: Agency, addressee: Employee | None) -> Unit:
    """Where the letter lies: with its addressee, else with the records office."""
    if addressee is None:
        return records_office(agency)
    return next(post.unit for post in addressee.current_posts if post.unit.agency_id == agency.pk)


def _answers(letter: CorrespondenceCard, answered: Document | None) -> str:
    number, day = letter.answers_number.strip(), letter.answers_on
    if answered is not None:
        number, day = answered.number, answered.registered_on
    if not number:
        return ""
    return f"№ {number} от {day:%d.%m.%Y}" if day else f"№ {number}"


def _case(actor: Employee, document: Document, letter: CorrespondenceCard) -> Case | None:
    answered = document.in_reply_to
    if answered is not None and answered.case is not None and answered.case.stage != Stage.FILED:
        return answered.case
    return _opened(actor, document, letter.term_kind, letter.received_on) if letter.term_kind else None


def _opened(actor: Employee, document: Document, term_kind: TermKind, received_on: date) -> Case:
    """A case under the number of the document, its term counted from the registration."""
    assert document.registered_on is not None
    return citizens.open_case(
        actor=actor,
        agency=document.agency,
        card=CaseCard(
            kind=CaseKind.INQUIRY,
            channel=document.channel,
            summary=document.subject,
            text=document.subject,
            received_on=received_on,
            term_kind=term_kind,
            sender_name=document.correspondent_name,
            access=document.access,
        ),
        number=document.number,
        registered_on=document.registered_on,
        term=terms.compute(term_kind, document.registered_on, calendar_for(document.agency)),
    )
