"""Registers of the post (form 103): made up of a day's letters, changed while open, handed in once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from agencies.models import Agency, Employee
from agencies.policies import require
from agencies.sheets import SheetRow
from documents import policies, post_selectors
from documents.models import (
    Delivery,
    Document,
    ItemKind,
    LetterTemplate,
    PostalItem,
    PostalRegister,
    RegisterState,
)
from documents.postal import WrongIdentifier, identifier
from history import clock
from history.acts import act, record

LONGEST = 300
LONGEST_REASON = 200
# A letter with an access mark goes by registered post; what is declared is opened and looked at.
RESTRICTED_KINDS = frozenset({ItemKind.REGISTERED, ItemKind.REGISTERED_NOTICE, ItemKind.PARCEL})


@dataclass(frozen=True)
class PostalCard:
    """What a clerk enters of an item: grams and roubles."""

    kind: str
    mass: int | None = None
    value: Decimal | None = None
    fee: Decimal | None = None
    note: str = ""
    identifier: str = ""


@act
def make_register(*, actor: Employee, agency: Agency, on: date, office: str = "") -> PostalRegister:
    """Make up the register of a day: its letters by post that stand in none, as registered letters.

    Raises:
        PermissionDenied: the actor does not register in this agency.
        ValidationError: ``day-in-future``, ``no-letters``.
    """
    require(policies.may_register(actor, agency))
    if on > clock.today():
        raise ValidationError({"on": ValidationError(_("The day lies in the future."), code="day-in-future")})
    # Registers of an agency are made one after another: numbers have no gaps, and no letter is listed twice.
    Agency.objects.select_for_update().get(pk=agency.pk)
    letters = list(post_selectors.letters_of(agency, actor, on))
    if not letters:
        raise ValidationError({"on": ValidationError(_("No letter of this day awaits a register."), code="no-letters")})
    last = PostalRegister.objects.filter(agency=agency, year=on.year).aggregate(last=Max("ordinal"))["last"] or 0
    register = PostalRegister(
        agency=agency, year=on.year, ordinal=last + 1, on=on, office=office.strip()[:120], made_by=actor
    )
    register.full_clean()
    register.save()
    for letter in letters:
        _list(register, letter)
    record("documents.register_made", actor=actor, subject=register, data={"count": len(letters)})
    return register


@act
def collect_letters(*, actor: Employee, register: PostalRegister) -> int:
    """Add letters that left on the day of an open register since it was made up, or were taken out of it. How many.

    Raises:
        PermissionDenied: the actor does not register in this agency.
        ValidationError: ``register-sent``, ``no-letters``.
    """
    fresh = _open(actor, register)
    letters = list(post_selectors.letters_of(fresh.agency_id, actor, fresh.on))
    if not letters:
        raise ValidationError(_("No letter of this day awaits a register."), code="no-letters")
    for letter in letters:
        _list(fresh, letter)
    record("documents.register_filled", actor=actor, subject=fresh, data={"count": len(letters)})
    return len(letters)


@act
def list_letter(*, actor: Employee, register: PostalRegister, number: str) -> PostalItem:
    """Add one letter by its number, whatever day it left: so a register that was handed in is corrected by a new one.

    Raises:
        PermissionDenied: the actor does not register in this agency.
        ValidationError: ``register-sent``, ``letter-unknown`` (no letter by post that the actor sees has this number),
            ``letter-listed`` (it stands in an open register).
    """
    fresh = _open(actor, register)
    letters = post_selectors.letters_by_post(fresh.agency_id, actor).filter(number=number.strip())
    letter = letters.order_by("-id").first()
    if letter is None:
        raise ValidationError(
            {"number": ValidationError(_("No letter that left by post has this number."), code="letter-unknown")}
        )
    if letter.postal_items.filter(is_open=True).exists():
        raise ValidationError(
            {"number": ValidationError(_("The letter stands in an open register already."), code="letter-listed")}
        )
    item = _list(fresh, letter)
    record(
        "documents.letter_listed",
        actor=actor,
        subject=letter,
        about=[letter.case, fresh],
        data={"number": str(fresh)},
    )
    return item


@act
def take_out_letter(*, actor: Employee, item: PostalItem) -> None:
    """Take a letter out of an open register; it awaits another one, and the items after it move up.

    Raises:
        PermissionDenied: the actor does not register in this agency, or does not see the letter.
        ValidationError: ``register-sent``.
    """
    register, fresh = _open_item(actor, item)
    letter = fresh.document
    fresh.delete()
    for ordinal, other in enumerate(register.items.order_by("ordinal"), 1):
        if other.ordinal != ordinal:
            other.ordinal = ordinal
            other.save()
    record(
        "documents.letter_unlisted",
        actor=actor,
        subject=letter,
        about=[letter.case, register],
        data={"number": str(register)},
    )


@act
def change_item(*, actor: Employee, item: PostalItem, card: PostalCard) -> PostalItem:
    """Enter kind, mass, value, fee, note and identifier of an item of an open register.

    Raises:
        PermissionDenied: the actor does not register in this agency, or does not see the letter.
        ValidationError: ``register-sent``, ``kind-open`` (a letter with an access mark goes by registered post),
            ``value-missing``, ``value-not-declared``, ``identifier-form``, ``identifier-check``, ``identifier-taken``.
    """
    _register, fresh = _open_item(actor, item)
    _check_kind(fresh.document, card)
    fresh.kind, fresh.mass, fresh.value, fresh.fee = card.kind, card.mass, card.value, card.fee
    fresh.note = card.note.strip()
    fresh.identifier = _identifier(fresh, card.identifier)
    fresh.full_clean()
    fresh.save()
    record("documents.item_changed", actor=actor, subject=fresh.document, about=[fresh.document.case, fresh.register])
    return fresh


@act
def send_register(*, actor: Employee, register: PostalRegister, on: date) -> PostalRegister:
    """Note that the register was handed in with its letters: it changes no more, and each letter is followed from now.

    Raises:
        PermissionDenied: the actor does not register in this agency, or does not see every letter of the register.
        ValidationError: ``register-sent``, ``register-empty``, ``day-in-future``, ``day-before-register``.
    """
    fresh = _open(actor, register)
    listed = post_selectors.contents(fresh, actor)
    require(not listed.hidden)
    if not listed.items:
        raise ValidationError(_("There is no letter in this register."), code="register-empty")
    _check_day(on, fresh.on, "day-before-register", _("This is before the day of the register."))
    fresh.state, fresh.sent_on, fresh.sent_by = RegisterState.SENT, on, actor
    fresh.full_clean()
    fresh.save()
    for item in listed.items:
        item.is_open, item.delivery, item.delivery_on = False, Delivery.HANDED_IN, on
        item.save()
        record(
            "documents.posted",
            actor=actor,
            subject=item.document,
            about=[item.document.case],
            data={"number": str(fresh), "day": f"{on:%d.%m.%Y}"}
            | ({"whom": item.addressee} if item.document.further_addressees else {}),
        )
    record("documents.register_sent", actor=actor, subject=fresh, data={"count": len(listed.items)})
    return fresh


@act
def give_up_register(*, actor: Employee, register: PostalRegister, reason: str) -> PostalRegister:
    """Give an open register up, with the reason; it keeps its number, and its letters await another one.

    Raises:
        PermissionDenied: the actor does not register in this agency.
        ValidationError: ``register-sent``, ``reason-missing``.
    """
    fresh = _open(actor, register)
    if not reason.strip():
        raise ValidationError({"reason": ValidationError(_("Name the reason."), code="reason-missing")})
    for item in fresh.items.all():
        item.is_open = False
        item.save()
    fresh.state, fresh.reason = RegisterState.GIVEN_UP, reason.strip()[:LONGEST_REASON]
    fresh.save()
    record("documents.register_given_up", actor=actor, subject=fresh, data={"reason": fresh.reason})
    return fresh


@act
def enter_identifiers(*, actor: Employee, register: PostalRegister, sheet: Sequence[SheetRow]) -> int:
    """Enter identifiers from a table: all of them, or none. How many.

    Its columns are the number of the letter and the identifier, or those that are headed so, as in what a register is
    saved as. Of a register that was handed in those that are missing can still be entered; those that stand there stay.

    Raises:
        PermissionDenied: the actor does not register in this agency.
        ValidationError: a message for each row that is wrong (``row-wrong``), or ``register-given-up``.
    """
    require(policies.may_register(actor, register.agency_id))
    fresh = PostalRegister.objects.select_for_update().get(pk=register.pk)
    if fresh.state == RegisterState.GIVEN_UP:
        raise ValidationError(_("This register was given up."), code="register-given-up")
    items = {one.document.number: one for one in post_selectors.contents(fresh, actor).items}
    errors: list[ValidationError] = []
    changed: dict[int, PostalItem] = {}
    of_letter, of_identifier, rows = _columns(sheet)
    for row in rows:
        number, text = (row.cells[place] if place < len(row.cells) else "" for place in (of_letter, of_identifier))
        item = items.get(number)
        try:
            if item is None:
                raise ValidationError(_("no such letter in this register: %(number)s") % {"number": number[:60]})
            if item.pk in changed:
                raise ValidationError(_("the letter stands in the table twice"))
            changed[item.pk] = item
            item.identifier = _identifier(
                item, text, others=[one.identifier for one in changed.values() if one is not item]
            )
        except ValidationError as wrong:
            told = _("Row %(row)s: %(fault)s") % {"row": row.number, "fault": " ".join(wrong.messages)}
            errors.append(ValidationError(told, code="row-wrong"))
    if errors:
        raise ValidationError(errors)
    for item in changed.values():
        item.save()
    record("documents.identifiers_entered", actor=actor, subject=fresh, data={"count": len(changed)})
    return len(changed)


def _columns(sheet: Sequence[SheetRow]) -> tuple[int, int, Sequence[SheetRow]]:
    """Where the numbers of letters and the identifiers stand, and the rows without their headings."""
    head = [cell.casefold() for cell in sheet[0].cells] if sheet else []
    wanted = [str(one).casefold() for one in post_selectors.IDENTIFIER_COLUMNS]
    if all(one in head for one in wanted):
        return head.index(wanted[0]), head.index(wanted[1]), sheet[1:]
    return 0, 1, sheet


def _list(register: PostalRegister, letter: Document) -> PostalItem:
    last = register.items.aggregate(last=Max("ordinal"))["last"] or 0
    applicant = letter.case.applicant if letter.case else None
    is_answer = letter.purpose in LetterTemplate.TO_APPLICANT and applicant is not None
    to = post_selectors.to_be_listed(letter)
    item = PostalItem(
        register=register,
        document=letter,
        ordinal=last + 1,
        addressee=applicant.full_name if is_answer and applicant else to.name,
        address=to.address or (applicant.address if applicant else ""),
        kind=ItemKind.REGISTERED,
    )
    item.full_clean()
    item.save()
    return item


def _open(actor: Employee, register: PostalRegister) -> PostalRegister:
    require(policies.may_register(actor, register.agency_id))
    Agency.objects.select_for_update().get(pk=register.agency_id)
    fresh = PostalRegister.objects.select_for_update().get(pk=register.pk)
    if fresh.state != RegisterState.OPEN:
        raise ValidationError(
            _("This register changes no more: enter what is wrong in a new one."), code="register-sent"
        )
    return fresh


def _open_item(actor: Employee, item: PostalItem) -> tuple[PostalRegister, PostalItem]:
    register = _open(actor, item.register)
    fresh = register.items.select_related("document__case", "register").filter(pk=item.pk).first()
    if fresh is None:
        raise ValidationError(_("The letter was taken out of this register meanwhile."), code="register-sent")
    require(policies.sees(actor, fresh.document))
    return register, fresh


def _check_kind(document: Document, card: PostalCard) -> None:
    if document.access and card.kind not in RESTRICTED_KINDS:
        raise ValidationError(
            {"kind": ValidationError(_("A paper for official use only goes by registered post."), code="kind-open")}
        )
    if card.kind == ItemKind.VALUE and not card.value:
        raise ValidationError({"value": ValidationError(_("Name the declared value."), code="value-missing")})
    if card.kind != ItemKind.VALUE and card.value:
        raise ValidationError(
            {"value": ValidationError(_("An item of this kind has no declared value."), code="value-not-declared")}
        )


def _identifier(item: PostalItem, text: str, others: Sequence[str] = ()) -> str:
    """The identifier as it is kept, if this item may have it."""
    if not text.strip() and item.is_open:
        return ""
    try:
        found = identifier(text)
    except WrongIdentifier as wrong:
        raise _wrong(str(wrong), _words(str(wrong))) from wrong
    if item.identifier not in ("", found) and not item.is_open:
        raise _wrong("identifier-stands", _("Of a register that was handed in no identifier is changed."))
    if not item.is_followed:
        raise _wrong("identifier-not-followed", _("An ordinary letter has no identifier."))
    used = PostalItem.objects.filter(identifier=found, register__agency=item.register.agency_id)
    if found in others or used.exclude(document=item.document_id).exists():
        raise _wrong("identifier-taken", _("This identifier stands at another letter already."))
    return found


def _words(code: str) -> str:
    if code == "identifier-check":
        return _("A digit of the identifier is wrong: its check digit does not fit.")
    return _("An identifier has 14 digits, or two letters, nine digits and two letters.")


def _wrong(code: str, words: str) -> ValidationError:
    return ValidationError({"identifier": ValidationError(words, code=code)})


def _check_day(on: date, not_before: date, code: str, words: str) -> None:
    if on > clock.today():
        raise ValidationError({"on": ValidationError(_("The day lies in the future."), code="day-in-future")})
    if on < not_before:
        raise ValidationError({"on": ValidationError(words, code=code)})
