"""Kinds of retention, and the day from which a file may be destroyed whenever its source changes."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Agency, Employee
from agencies.policies import require
from documents import policies, reference, retention
from documents.models import (
    FileIndex,
    FilePlan,
    FileState,
    PlanState,
    RetentionChange,
    RetentionEvent,
    RetentionKind,
)
from documents.services.plans import reason_of
from history import clock
from history.actors import Actor
from history.acts import act, record


@dataclass(frozen=True)
class RetentionCard:
    """A kind of retention as it is entered."""

    name: str
    holds: str
    span: str
    years: int | None
    is_appraised: bool
    is_by_consideration: bool
    article: str
    source: str
    note: str
    is_withdrawn: bool = False


@act
def adopt_list(*, actor: Employee, agency: Agency) -> int:
    """Give the agency the kinds of the shipped list that it lacks; those it has stay as they are. How many came.

    Raises:
        PermissionDenied: the actor does not keep the agency's plans.
    """
    require(policies.may_keep_plans(actor, agency))
    count = reference.load_retention_kinds(agency)
    if count:
        record("documents.retention_list_adopted", actor=actor, subject=agency, data={"count": count})
    return count


@act
def add_retention_kind(*, actor: Employee, agency: Agency, card: RetentionCard) -> RetentionKind:
    """Add a kind of retention.

    Raises:
        PermissionDenied: the actor does not keep the agency's plans.
        ValidationError: ``years-missing``, ``source-missing``.
    """
    require(policies.may_keep_plans(actor, agency))
    newest = RetentionKind.objects.filter(agency=agency).order_by("-id").first()
    kind = RetentionKind(agency=agency, code=f"own-{newest.pk + 1 if newest else 1}", ordinal=100)
    _fill(kind, card)
    record("documents.retention_kind_added", actor=actor, subject=kind, about=[agency], data={"title": _told(kind)})
    return kind


@act
def edit_retention_kind(*, actor: Employee, kind: RetentionKind, card: RetentionCard, reason: str) -> RetentionKind:
    """Edit a kind of retention: plans in draft say the new period, and closed files get their day computed anew.

    What an approved or closed plan says of its rows stays as it was approved.

    Raises:
        PermissionDenied: the actor does not keep the agency's plans.
        ValidationError: ``reason-missing``, ``years-missing``, ``source-missing``.
    """
    require(policies.may_keep_plans(actor, kind.agency_id))
    said = reason_of(reason)
    kind = RetentionKind.objects.select_for_update(of=("self",)).get(pk=kind.pk)
    _fill(kind, card)
    drafted = FilePlan.objects.filter(agency=kind.agency_id, state=PlanState.DRAFT).values("year")
    for row in FileIndex.objects.filter(kind=kind, year__in=drafted):
        row.retention, row.article = kind.period, kind.article or row.article
        row.save()
    for file in FileIndex.objects.select_for_update(of=("self",)).filter(kind=kind, state=FileState.CLOSED):
        recompute(actor, file, RetentionEvent.KIND, said)
    record("documents.retention_kind_edited", actor=actor, subject=kind, data={"title": _told(kind), "reason": said})
    return kind


@act
def choose_kind(*, actor: Employee, file: FileIndex, kind: RetentionKind, reason: str) -> FileIndex:
    """Give a file another kind of retention, with a reason; the day of a closed one is computed anew.

    Raises:
        PermissionDenied: the actor does not keep the agency's plans.
        ValidationError: ``reason-missing``, ``kind-foreign``, ``file-destroyed``.
    """
    require(policies.may_keep_plans(actor, file.agency_id))
    said = reason_of(reason)
    if kind.agency_id != file.agency_id:
        raise ValidationError({"kind": ValidationError(_("Choose a kind of the agency."), code="kind-foreign")})
    file = FileIndex.objects.select_for_update(of=("self",)).get(pk=file.pk)
    if file.state == FileState.DESTROYED:
        raise ValidationError(_("This file has been destroyed."), code="file-destroyed")
    file.kind, file.retention, file.article = kind, kind.period, kind.article or file.article
    file.save()
    recompute(actor, file, RetentionEvent.KIND, said)
    record(
        "documents.file_kind_chosen",
        actor=actor,
        subject=file,
        data={"index": file.index, "title": _told(kind), "reason": said},
    )
    return file


@act
def note_repeat(*, actor: Employee, file: FileIndex, considered_on: date, reason: str) -> FileIndex:
    """Note that an appeal of a file was repeated and last considered on a day: its term may run from later.

    Raises:
        PermissionDenied: the actor does not keep the agency's plans.
        ValidationError: ``reason-missing``, ``considered-in-future``, ``kind-not-by-consideration``,
            ``file-destroyed``.
    """
    require(policies.may_keep_plans(actor, file.agency_id))
    said = reason_of(reason)
    if considered_on > clock.today():
        raise ValidationError(
            {"considered_on": ValidationError(_("This day lies in the future."), code="considered-in-future")}
        )
    file = FileIndex.objects.select_for_update(of=("self",)).select_related("kind").get(pk=file.pk)
    if file.kind is None or not file.kind.is_by_consideration:
        raise ValidationError(
            _("The term of this file does not depend on repeated appeals."), code="kind-not-by-consideration"
        )
    if file.state == FileState.DESTROYED:
        raise ValidationError(_("This file has been destroyed."), code="file-destroyed")
    file.last_considered_on = max(considered_on, file.last_considered_on or considered_on)
    file.save()
    recompute(actor, file, RetentionEvent.REPEAT, said)
    record(
        "documents.repeat_noted",
        actor=actor,
        subject=file,
        data={"index": file.index, "day": str(considered_on), "reason": said},
    )
    return file


def recompute(actor: Actor, file: FileIndex, event: str, reason: str = "") -> None:
    """Compute the day from which a file may be destroyed, and note what that changed."""
    before = (file.destroy_from, file.retention_basis)
    file.destroy_from, file.retention_basis = retention.computed(file)
    if (file.destroy_from, file.retention_basis) == before:
        return
    file.save()
    RetentionChange.objects.create(
        file=file,
        event=event,
        at=clock.now(),
        by_name=actor.actor_name,
        reason=reason,
        before_on=before[0],
        after_on=file.destroy_from,
        basis=file.retention_basis,
    )


def _fill(kind: RetentionKind, card: RetentionCard) -> None:
    errors: dict[str, Any] = {}
    if not card.source.strip():
        errors["source"] = ValidationError(_("Name the source: list and article."), code="source-missing")
    if (card.span == "years") != (card.years is not None):
        errors["years"] = ValidationError(
            _("Name the years where years are counted, and nowhere else."), code="years-missing"
        )
    if errors:
        raise ValidationError(errors)
    for name, value in vars(card).items():
        setattr(kind, name, value.strip() if isinstance(value, str) else value)
    kind.full_clean()
    kind.save()


def _told(kind: RetentionKind) -> str:
    """A kind as the record keeps it, whatever the language of the page."""
    return f"{kind.name}, {kind.period}"
