"""Editing kinds of terms, and an agency's own rule for days off."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Agency, Employee, OwnRoll, TermKind, TermUnit
from agencies.policies import may_edit_kinds, may_set_calendar, require
from history.acts import act, record

PERCENT = 100


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
