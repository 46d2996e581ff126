"""The road of an outgoing letter: draft, visa, signature, registration, dispatch."""

import re
from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from agencies.models import Employee
from agencies.policies import require
from agencies.rules import Power, holds
from citizens import services as citizens
from citizens.complaining import closed_to_signing, closed_to_visas, decided_objection
from citizens.models import Case, CaseRole, Channel
from documents import services as documents
from documents.models import Document, FileIndex, LetterAddressee, LetterTemplate, State
from documents.services import LetterDraft
from exchange import services as exchange
from exchange.models import Correspondent
from history.acts import act, record
from signing.step_up import Presented
from workflows import passing
from workflows.designed import DesignVersion
from workflows.flows.letter import LetterFlow
from workflows.flows.signed import RETURNED, SIGNED
from workflows.models import LetterProcess, WorkItem, WorkKind
from workflows.services import desk, signed_roads
from workflows.services.approvals import give_visa, rounds, take_ready_route


@act
def draft_letter(*, actor: Employee, item: WorkItem, letter: LetterDraft) -> Document:
    """The executor of a case drafts a letter in it.

    Raises:
        ValidationError: ``approver-without-right``, ``signer-without-right``, ``signer-approves``,
            ``official-complained-of``, ``decided-on-request`` (of a complaint about a service), what
            `require_forwardable` refuses of a forwarding, or what `documents.services.draft_letter` refuses.
    """
    item = desk.locked_for(actor, item, WorkKind.EXECUTE)
    if item.case is None:
        raise ValueError("work on a case has a case")
    _check_people(item, letter)
    _check_forwarding(item.case, letter.purpose, letter.correspondent_id_code, letter.correspondent_name)
    return documents.draft_letter(actor=actor, case=item.case, letter=letter)


@act
def change_draft(*, actor: Employee, document: Document, letter: LetterDraft) -> Document:
    """Change a letter that nobody was asked about yet."""
    require(document.author_id == actor.pk)
    if document.state != State.DRAFT:
        raise ValidationError(_("Only a draft can be changed."), code="not-a-draft")
    _check_forwarding(document.case, letter.purpose, letter.correspondent_id_code, letter.correspondent_name)
    return documents.revise_letter(actor=actor, document=document, letter=letter)


@act
def submit_letter(*, actor: Employee, document: Document, route: DesignVersion | None = None) -> LetterProcess:
    """Fix the letter's text and ask the approvers of its route, or the one that its author named, for their visas.

    ``route`` is a ready route of the agency that it goes along from now on.

    Raises:
        ValidationError: ``not-a-draft``, ``route-unknown``, ``route-required``, ``route-without-people``, what
            `require_forwardable` refuses of a forwarding.
    """
    document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    require(document.author_id == actor.pk and holds(actor, Power.EXECUTE, document.agency_id))
    if document.state != State.DRAFT:
        raise ValidationError(_("The letter has already been submitted."), code="not-a-draft")
    _check_forwarding(document.case, document.purpose, document.correspondent_id_code, document.correspondent_name)
    if route is not None:
        take_ready_route(actor=actor, document=document, version=route)
    if document.case and document.signer:
        citizens.add_participant(actor=actor, case=document.case, employee=document.signer, role=CaseRole.SIGNER)
    documents.fix_text(actor=actor, document=document)
    record("workflows.letter_submitted", actor=actor, subject=document, about=_about(document))
    process: LetterProcess = LetterFlow.start.run(letter=document)
    rounds.begin(actor, document)
    return process


@act
def discard_draft(*, actor: Employee, document: Document) -> Document:
    """Put a draft aside; it stays in the case as discarded."""
    require(document.author_id == actor.pk)
    return documents.discard_draft(actor=actor, document=document)


@act
def revise(*, actor: Employee, item: WorkItem, letter: LetterDraft) -> Document:
    """The author changes the returned letter and submits its new version, which resets the visas that saw another."""
    item = desk.locked_for(actor, item, WorkKind.REVISE)
    document = _document(item)
    _check_people(item, letter)
    documents.revise_letter(actor=actor, document=document, letter=letter)
    documents.fix_text(actor=actor, document=document)
    if document.case:
        citizens.add_participant(actor=actor, case=document.case, employee=letter.signer, role=CaseRole.SIGNER)
    _move_on(item, actor, document, "", "workflows.revised")
    rounds.begin(actor, document)
    return document


@act
def sign(
    *, actor: Employee, item: WorkItem, passphrase: str, shown: Sequence[str], presented: Presented | None = None
) -> Document:
    """The signer signs, with their own key, exactly the files they were shown.

    ``shown`` are the SHA-256 digests of those files, ``presented`` a code of their second factor.

    Raises:
        ValidationError: ``shown-changed``, ``wrong-passphrase``, ``no-certificate``, ``signer-unavailable``,
            ``second-factor-needed``.
    """
    item = desk.locked_for(actor, item, WorkKind.SIGN)
    document = _document(item)
    documents.sign_letter(actor=actor, document=document, passphrase=passphrase, shown=shown, presented=presented)
    signed_roads.decide(document, SIGNED)
    desk.complete(item, actor)
    return document


@act
def return_unsigned(*, actor: Employee, item: WorkItem, remark: str, quote: str = "") -> Document:
    """The signer returns the letter to its author with a remark; ``quote`` are the words of its text that are marked.

    Raises:
        ValidationError: ``remark-missing``, ``quote-not-found``: the text of the letter does not have these words.
    """
    item = desk.locked_for(actor, item, WorkKind.SIGN)
    document = _document(item)
    text, place = _remark(RETURNED, remark), " ".join(quote.split())
    if place and marked(document.body, place) is None:
        raise ValidationError(
            {"quote": ValidationError(_("The letter does not have these words."), code="quote-not-found")}
        )
    documents.return_letter(actor=actor, document=document)
    _move_on(item, actor, document, RETURNED, "workflows.returned", text, place)
    return document


def marked(body: str, quote: str) -> tuple[str, str, str] | None:
    """The text before marked words, these words as they stand, and the text behind; None where they do not stand.

    Line breaks and spaces count alike: whoever copies from a page copies both.
    """
    words = quote.split()
    found = re.search(r"\s+".join(map(re.escape, words)), body) if words else None
    return (body[: found.start()], found[0], body[found.end() :]) if found else None


@act
def register_letter(*, actor: Employee, item: WorkItem, file_index: FileIndex) -> Document:
    """The records office gives the signed letter its number; to each addressee by exchange it goes into the outbox at
    once. To an addressee with whom the exchange has ended since a letter to several was signed it goes another way.
    """
    item = desk.locked_for(actor, item, WorkKind.REGISTER_LETTER)
    document = documents.register_letter(actor=actor, document=_document(item), file_index=file_index)
    _leave_out_who_left(document)
    # In one order for all letters: each takes the next number of its correspondent until the end of the transaction.
    for one in sorted(document.addressees, key=attrgetter("code")):
        if document.goes_by_exchange(one):
            _send(actor, document, one)
    if document.is_wholly_by_exchange:
        others = [(Channel.EXCHANGE.value, "")] * len(document.further_addressees)
        documents.dispatch_letter(actor=actor, document=document, channel=Channel.EXCHANGE, others=others)
    desk.complete(item, actor)
    return document


@act
def dispatch(
    *, actor: Employee, item: WorkItem, channel: str, note: str = "", others: Sequence[tuple[str, str]] = ()
) -> Document:
    """The records office dispatches the registered letter by a channel other than the exchange.

    ``others`` are channel and note of each further addressee; what they say of one to whom it left by exchange at its
    registration, and of the first one likewise, counts for nothing.
    """
    item = desk.locked_for(actor, item, WorkKind.DISPATCH)
    document = _document(item)
    ways = [(channel, note), *others]
    for place, one in enumerate(document.addressees[: len(ways)]):
        if document.goes_by_exchange(one):
            ways[place] = (Channel.EXCHANGE.value, "")
    (channel, note), *others = ways
    documents.dispatch_letter(actor=actor, document=document, channel=channel, note=note, others=others)
    desk.complete(item, actor)
    return document


def _leave_out_who_left(document: Document) -> None:
    codes = {one.code for one in document.addressees if document.goes_by_exchange(one)}
    if not document.further_addressees or not codes:
        return
    known = Correspondent.objects.filter(agency=document.agency_id, exchange_id__in=codes)
    if left := codes - {one.exchange_id for one in known if one.is_exchanging}:
        documents.off_exchange(document, left)


def _send(actor: Employee, document: Document, to: LetterAddressee) -> None:
    """Send it to one addressee, who is named in what a refusal of a letter to several says."""
    try:
        exchange.send_document(actor=actor, document=document, to=to.code)
    except ValidationError as refusal:
        if not document.further_addressees:
            raise
        raise ValidationError(f"{to.name}: {' '.join(refusal.messages)}", code=refusal.code) from refusal


def require_forwardable(case: Case, body: str) -> None:
    """Refuse to forward an appeal to a body that may not have it, or too late.

    Raises:
        ValidationError: ``not-an-appeal``, ``body-complained-of``, ``forwarding-late``.
    """
    refusal = passing.objection_to_forwarding(case, body)
    if refusal is not None:
        raise refusal


def _check_forwarding(case: Case | None, purpose: str, code: str, addressee: str) -> None:
    if case is None or purpose != LetterTemplate.Purpose.FORWARDING:
        return
    named = Q(head=addressee) | Q(name=addressee) | (Q(exchange_id=code) if code else Q(pk__in=[]))
    body = Correspondent.objects.filter(named, agency=case.agency_id).first()
    require_forwardable(case, body.name if body is not None else addressee)


def _check_people(item: WorkItem, letter: LetterDraft) -> None:
    errors: dict[str, Any] = {}
    if not holds(letter.approver, Power.APPROVE, item.agency_id):
        errors["approver"] = ValidationError(
            _("This person gives no visas in the agency."), code="approver-without-right"
        )
    if not holds(letter.signer, Power.SIGN, item.agency_id):
        errors["signer"] = ValidationError(
            _("This person signs no letters of the agency."), code="signer-without-right"
        )
    case = item.case
    people = (
        ("approver", letter.approver, closed_to_visas(case)),
        ("signer", letter.signer, closed_to_signing(case)),
    )
    for field, person, closed in people:
        if person.pk in closed:
            errors[field] = decided_objection(person)
        if case is not None and case.complained_of_id == person.pk:
            errors[field] = ValidationError(
                _("The appeal complains of this person: 59-FZ art. 8 p. 6 forbids any role in it."),
                code="official-complained-of",
            )
    if errors:
        raise ValidationError(errors)


def _remark(verdict: str, remark: str) -> str:
    text = remark.strip()
    if verdict == RETURNED and not text:
        raise ValidationError({"remark": ValidationError(_("Say what is to be changed."), code="remark-missing")})
    return text


def _move_on(
    item: WorkItem, actor: Employee, document: Document, verdict: str, verb: str, remark: str = "", quote: str = ""
) -> None:
    signed_roads.decide(document, verdict)
    data = {name: said for name, said in (("remark", remark), ("quote", quote)) if said}
    record(verb, actor=actor, subject=document, about=_about(document), data=data)
    desk.complete(item, actor)


def _document(item: WorkItem) -> Document:
    if item.document is None:
        raise ValueError("work on a letter has a letter")
    return (
        Document.objects.select_for_update(of=("self",))
        .select_related("case", "case__applicant", "agency")
        .get(pk=item.document.pk)
    )


def _about(document: Document) -> list[Any]:
    return [document.case, document.case.applicant if document.case else None]


__all__ = [
    "change_draft",
    "discard_draft",
    "dispatch",
    "draft_letter",
    "give_visa",
    "register_letter",
    "require_forwardable",
    "return_unsigned",
    "revise",
    "sign",
    "submit_letter",
]
