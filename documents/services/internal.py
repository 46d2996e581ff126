"""Registration of papers that an agency makes for itself: memos, orders, minutes, signed on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Agency, Employee, Unit
from agencies.policies import require
from agencies.rules import Power, holds, may_take_part
from documents import numbers, policies
from documents.models import (
    ORDERS,
    OWN_FLOWS,
    Document,
    DocumentFile,
    DocumentKind,
    ReservedNumber,
    State,
    StoredFile,
)
from documents.services import journals
from documents.services.attaching import attach
from documents.services.registration import journal_of
from history import clock
from history.acts import act, record


@dataclass(frozen=True)
class InternalCard:
    """What a clerk enters of a paper of the agency. Its date is that of its registration, which follows the signing."""

    flow: str
    kind: DocumentKind
    subject: str
    signer: Employee
    author: Employee | None = None
    addressee: Employee | None = None
    pages: int | None = None
    attachments: int | None = None
    access: str = ""


@act
def register_internal(
    *,
    actor: Employee,
    agency: Agency,
    paper: InternalCard,
    stored: Sequence[tuple[str, StoredFile]] = (),
    reserved: ReservedNumber | None = None,
) -> Document:
    """Enter a signed paper of the agency in the journal of its flow; number, card and files go together.

    ``stored`` are files in the store with names. With ``reserved`` the paper takes that number instead of the next one.

    Raises:
        PermissionDenied: the actor keeps no journal of this agency.
        ValidationError: ``flow-not-internal``, ``kind-not-registered``, ``not-in-agency`` (signer, author or addressee
            holds no post there), ``signer-may-not-sign`` (an order by somebody who does not sign for the agency),
            ``journal-missing``, ``journal-closed``, ``reserved-decided``, ``reserved-elsewhere``.
    """
    require(policies.may_register(actor, agency))
    _check(agency, paper)
    today = clock.today()
    journal = journal_of(agency, paper.flow)
    unit = _unit_of(paper.author or paper.signer, agency)
    ordinal, number = (
        journals.use(reserved, journal, today)
        if reserved
        else numbers.take(journal, today, unit=unit.code, access=paper.access)
    )
    document = Document(
        agency=agency,
        flow=paper.flow,
        state=State.REGISTERED,
        unit=unit,
        kind=paper.kind,
        subject=paper.subject.strip(),
        journal=journal,
        number=number,
        ordinal=ordinal,
        registered_on=today,
        registrar=actor,
        signer=paper.signer,
        author=paper.author,
        addressee=paper.addressee,
        pages=paper.pages,
        attachments=paper.attachments,
        access=paper.access,
    )
    document.full_clean()
    document.save()
    for name, kept in stored:
        attach(document, name, kept, DocumentFile.FileRole.MAIN)
    record("documents.internal_registered", actor=actor, subject=document)
    return document


def _check(agency: Agency, paper: InternalCard) -> None:
    errors: dict[str, Any] = {}
    if paper.flow not in OWN_FLOWS:
        errors["flow"] = ValidationError(_("Choose a journal of the agency's own papers."), code="flow-not-internal")
    if not paper.kind.is_registered:
        errors["kind"] = ValidationError(
            _("Papers of this kind are not registered: %(kind)s.") % {"kind": paper.kind.name},
            code="kind-not-registered",
        )
    people = {"signer": paper.signer, "author": paper.author, "addressee": paper.addressee}
    for field, person in people.items():
        if person is not None and agency.pk not in may_take_part(person):
            errors[field] = ValidationError(_("This person holds no post in the agency."), code="not-in-agency")
    if paper.flow in ORDERS and "signer" not in errors and not holds(paper.signer, Power.SIGN, agency):
        errors["signer"] = ValidationError(
            _("Orders are signed by who signs for the agency today."), code="signer-may-not-sign"
        )
    if errors:
        raise ValidationError(errors)


def _unit_of(person: Employee, agency: Agency) -> Unit:
    return next(post.unit for post in person.current_posts if post.unit.agency_id == agency.pk)
