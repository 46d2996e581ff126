"""Kinds of terms: entered, edited, retired; and an agency's own rule for days off."""

import re
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Agency, Employee, OwnRoll, TermKind, TermUnit, TermUse
from agencies.policies import may_edit_kinds, may_set_calendar, require
from history.acts import act, record

PERCENT, CODE_AT_MOST = 100, 50
# Kinds that the program itself asks for by their codes: it would stand still without them.
ASKED_FOR = frozenset({"appeal-answer", "agency-inquiry", "co-executors-input", "exchange-delivery", "resolution"})


@dataclass(frozen=True)
class KindCard:
    """All that can be edited of a kind of term; its code and what it is the term of stay."""

    name: str
    starts_from: str
    length: int
    unit: str
    roll: str
    is_roll_by_agency: bool
    extensions_at_most: int
    extension_days: int
    needs_notice: bool
    notice_days: int | None
    may_be_suspended: bool
    remind_before: list[int]
    source: str
    note: str


@act
def edit_kind(*, actor: Employee, kind: TermKind, card: KindCard, reason: str) -> TermKind:
    """Edit a kind of term. Terms that run keep what they began with; new ones follow the new rule.

    Raises:
        PermissionDenied: the actor edits no kinds of terms.
        ValidationError: ``reason-missing``, ``length-missing``, ``share-too-large``, ``unit-of-other-kind`` (a part of
            a term, or hours, where the term was none, and the other way round), ``source-missing``,
            ``limit-without-extension``.
    """
    require(may_edit_kinds(actor))
    kind = TermKind.objects.select_for_update().get(pk=kind.pk)
    _check(kind, card)
    if not reason.strip():
        raise ValidationError({"reason": ValidationError(_("Name the reason."), code="reason-missing")})
    for field, value in vars(card).items():
        setattr(kind, field, value)
    kind.full_clean()
    kind.save()
    record("agencies.kind_edited", actor=actor, subject=kind, data={"code": kind.code, "reason": reason.strip()})
    return kind


@act
def create_kind(*, actor: Employee, code: str, used_for: str, card: KindCard) -> TermKind:
    """Enter a kind of term of papers or of assignments, for all agencies of the installation.

    Raises:
        PermissionDenied: the actor edits no kinds of terms.
        ValidationError: ``code-taken``, ``code-wrong`` (letters of the alphabet a to z, digits and hyphens),
            ``use-unknown`` (steps of the work are the program's own), and what `edit_kind` refuses.
    """
    require(may_edit_kinds(actor))
    errors: dict[str, Any] = {}
    code = code.strip().lower()
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code) or len(code) > CODE_AT_MOST:
        errors["code"] = ValidationError(_("Latin letters, digits and hyphens: own-request."), code="code-wrong")
    elif TermKind.objects.filter(code=code).exists():
        errors["code"] = ValidationError(_("Another kind of term has this code."), code="code-taken")
    if used_for not in (TermUse.PAPER, TermUse.ASSIGNMENT):
        errors["used_for"] = ValidationError(_("Choose what it is the term of."), code="use-unknown")
    if errors:
        raise ValidationError(errors)
    kind = TermKind(code=code, used_for=used_for, unit=TermUnit.CALENDAR_DAYS)
    _check(kind, card)
    for field, value in vars(card).items():
        setattr(kind, field, value)
    kind.full_clean()
    kind.save()
    record("agencies.kind_created", actor=actor, subject=kind, data={"code": kind.code, "title": kind.name})
    return kind


@act
def retire_kind(*, actor: Employee, kind: TermKind, reason: str) -> TermKind:
    """Offer a kind of term no more; terms of it that run, run on.

    Raises:
        PermissionDenied: the actor edits no kinds of terms.
        ValidationError: ``reason-missing``, ``kind-retired``, ``kind-asked-for``: the program itself needs it.
    """
    require(may_edit_kinds(actor))
    kind = TermKind.objects.select_for_update().get(pk=kind.pk)
    require_offered(kind)
    if kind.code in ASKED_FOR:
        raise ValidationError(_("The program itself counts terms of this kind: it stays."), code="kind-asked-for")
    if not reason.strip():
        raise ValidationError({"reason": ValidationError(_("Name the reason."), code="reason-missing")})
    kind.is_retired = True
    kind.save()
    record("agencies.kind_retired", actor=actor, subject=kind, data={"code": kind.code, "reason": reason.strip()})
    return kind


@act
def revive_kind(*, actor: Employee, kind: TermKind) -> TermKind:
    """Offer a retired kind of term again.

    Raises:
        PermissionDenied: the actor edits no kinds of terms.
        ValidationError: ``kind-offered``.
    """
    require(may_edit_kinds(actor))
    kind = TermKind.objects.select_for_update().get(pk=kind.pk)
    if not kind.is_retired:
        raise ValidationError(_("This kind of term is offered already."), code="kind-offered")
    kind.is_retired = False
    kind.save()
    record("agencies.kind_revived", actor=actor, subject=kind, data={"code": kind.code})
    return kind


def require_offered(kind: TermKind | None) -> None:
    """Refuse that something new gets a term of a kind that is not offered any more.

    Raises:
        ValidationError: ``kind-retired``.
    """
    if kind is not None and kind.is_retired:
        raise ValidationError(
            {"term_kind": ValidationError(_("This kind of term is not offered any more."), code="kind-retired")}
        )


@act
def set_roll(*, actor: Employee, agency: Agency, kind: TermKind, roll: str) -> OwnRoll:
    """Say what happens in an agency to terms of a kind that end on a day off. Terms that run do not move.

    Raises:
        PermissionDenied: the actor does not set the agency's calendar.
        ValidationError: ``roll-not-by-agency``.
    """
    require(may_set_calendar(actor, agency))
    if not kind.is_roll_by_agency:
        raise ValidationError(_("For this kind the law says what happens on a day off."), code="roll-not-by-agency")
    found = OwnRoll.objects.filter(agency=agency, kind=kind).first() or OwnRoll(agency=agency, kind=kind)
    found.roll = roll
    found.full_clean()
    found.save()
    record(
        "agencies.roll_set", actor=actor, subject=found, about=[agency, kind], data={"code": kind.code, "roll": roll}
    )
    return found


def _check(kind: TermKind, card: KindCard) -> None:
    errors: dict[str, Any] = {}
    apart = (TermUnit.HOURS, TermUnit.PERCENT)
    if card.unit != kind.unit and (card.unit in apart or kind.unit in apart):
        errors["unit"] = ValidationError(
            _("Hours and parts of a term are used by the program in places of their own: the unit stays."),
            code="unit-of-other-kind",
        )
    if card.length < 1 and card.unit != TermUnit.HOURS:
        errors["length"] = ValidationError(_("A term has a length."), code="length-missing")
    if card.unit == TermUnit.PERCENT and card.length > PERCENT:
        errors["length"] = ValidationError(_("A part is at most 100 per cent."), code="share-too-large")
    if not card.source.strip():
        errors["source"] = ValidationError(_("Name the source: law and article."), code="source-missing")
    if card.extension_days and not card.extensions_at_most:
        errors["extension_days"] = ValidationError(
            _("Say how many times a term of this kind is extended."), code="limit-without-extension"
        )
    if errors:
        raise ValidationError(errors)
