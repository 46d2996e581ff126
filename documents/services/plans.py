"""The file plan of a year: drafted by the records office, approved by the head, then changed only with a reason."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Agency, Employee, Unit
from agencies.policies import require
from documents import plan_selectors, policies
from documents.models import FileIndex, FilePlan, FileState, PlanState, RetentionKind
from history import clock
from history.acts import act, record

_COPIED = ("agency", "unit", "year", "index", "title", "retention", "article", "kind", "note")


@dataclass(frozen=True)
class FileCard:
    """A row of a file plan as it is entered."""

    unit: Unit
    index: str
    title: str
    kind: RetentionKind
    article: str = ""
    note: str = ""


@act
def draft_plan(*, actor: Employee, agency: Agency, year: int) -> FilePlan:
    """Begin the file plan of a year, without a row.

    Raises:
        PermissionDenied: the actor does not keep the agency's plans.
        ValidationError: ``plan-exists``, ``year-far`` (neither this year nor one of its neighbours).
    """
    require(policies.may_keep_plans(actor, agency))
    plan = _new_plan(agency, year)
    record("documents.plan_drafted", actor=actor, subject=plan, about=[agency], data={"title": str(year)})
    return plan


@act
def add_plan_file(*, actor: Employee, plan: FilePlan, card: FileCard, reason: str = "") -> FileIndex:
    """Add a file to a plan; to an approved one only with a reason.

    Raises:
        PermissionDenied: the actor does not keep the agency's plans.
        ValidationError: ``plan-closed``, ``reason-missing``, ``index-taken``, ``unit-foreign``, ``kind-foreign``.
    """
    require(policies.may_keep_plans(actor, plan.agency_id))
    plan = _locked(plan)
    said = _reason_where_approved(plan, reason)
    file = FileIndex(agency_id=plan.agency_id, year=plan.year, reason=said)
    _write(file, card)
    record("documents.plan_file_added", actor=actor, subject=file, about=[plan], data=_told(file, said))
    return file


@act
def change_plan_file(*, actor: Employee, file: FileIndex, card: FileCard) -> FileIndex:
    """Change a row of a plan that is still a draft.

    Raises:
        PermissionDenied: the actor does not keep the agency's plans.
        ValidationError: ``plan-not-draft`` and what `add_plan_file` refuses.
    """
    require(policies.may_keep_plans(actor, file.agency_id))
    plan = _drafted(file)
    file = FileIndex.objects.select_for_update().get(pk=file.pk)
    _write(file, card)
    record("documents.plan_file_changed", actor=actor, subject=file, about=[plan], data=_told(file))
    return file


@act
def delete_plan_file(*, actor: Employee, file: FileIndex) -> int:
    """Take a row out of a draft; returns the number of its last version, by which `restore_plan_file` brings it back.

    Raises:
        PermissionDenied: the actor does not keep the agency's plans.
        ValidationError: ``plan-not-draft``, ``file-used``.
    """
    require(policies.may_keep_plans(actor, file.agency_id))
    plan = _drafted(file)
    file = FileIndex.objects.select_for_update().get(pk=file.pk)
    if plan_selectors.is_used(file):
        raise ValidationError(_("Papers go under this index already: the row stays."), code="file-used")
    record("documents.plan_file_deleted", actor=actor, subject=file, about=[plan], data=_told(file))
    key = file.pk
    file.delete()
    return key


@act
def restore_plan_file(*, actor: Employee, plan: FilePlan, key: int) -> FileIndex:
    """Bring a row back that was taken out of a draft, as it was; it gets a number of its own.

    Raises:
        PermissionDenied: the actor does not keep the agency's plans.
        ValidationError: ``plan-not-draft``, ``row-unknown``, ``index-taken``.
    """
    require(policies.may_keep_plans(actor, plan.agency_id))
    plan = _locked(plan)
    _require_draft(plan)
    last = FileIndex.history.filter(id=key, agency_id=plan.agency_id, year=plan.year).order_by("-history_id").first()
    if last is None or last.history_type != "-":
        raise ValidationError(_("There is no such row to bring back."), code="row-unknown")
    file = FileIndex(**{f"{name}_id" if name in _KEYS else name: getattr(last, _column(name)) for name in _COPIED})
    file.full_clean()
    file.save()
    record("documents.plan_file_restored", actor=actor, subject=file, about=[plan], data=_told(file))
    return file


@act
def approve_plan(*, actor: Employee, plan: FilePlan) -> FilePlan:
    """Approve a drafted plan as the head of the agency, today.

    Raises:
        PermissionDenied: the actor does not sign for the agency.
        ValidationError: ``plan-not-draft``, ``plan-empty``, ``kind-missing`` (a row without a kind of retention).
    """
    require(policies.may_approve_plans(actor, plan.agency_id))
    plan = _locked(plan)
    _require_draft(plan)
    rows = plan_selectors.rows(plan)
    if not rows:
        raise ValidationError(_("There is no file in this plan yet."), code="plan-empty")
    without = [row.index for row in rows if row.kind_id is None]
    if without:
        raise ValidationError(
            _("Choose the kind of retention of %(files)s first.") % {"files": ", ".join(without)}, code="kind-missing"
        )
    plan.state, plan.approved_on, plan.approved_by = PlanState.APPROVED, clock.today(), actor
    plan.approver_post = post_of(actor, plan.agency_id)
    plan.save()
    record("documents.plan_approved", actor=actor, subject=plan, about=[plan.agency], data={"title": str(plan.year)})
    return plan


@act
def withdraw_plan_file(*, actor: Employee, file: FileIndex, reason: str) -> FileIndex:
    """Say that a file of an approved plan is not kept, and why: nothing is filed in it.

    Raises:
        PermissionDenied: the actor does not keep the agency's plans.
        ValidationError: ``reason-missing``, ``plan-draft``, ``plan-closed``, ``file-not-open``, ``file-used``.
    """
    require(policies.may_keep_plans(actor, file.agency_id))
    plan = _locked(plan_selectors.plan_of(file))
    if plan.state == PlanState.DRAFT:
        raise ValidationError(_("A row of a draft is deleted."), code="plan-draft")
    said = _reason_where_approved(plan, reason)
    file = FileIndex.objects.select_for_update().get(pk=file.pk)
    if file.state != FileState.OPEN:
        raise ValidationError(_("This file is no longer kept."), code="file-not-open")
    if file.volumes.exists():
        raise ValidationError(_("Papers lie in this file: close it at the end of the year."), code="file-used")
    file.state, file.reason = FileState.WITHDRAWN, said
    file.save()
    record("documents.plan_file_withdrawn", actor=actor, subject=file, about=[plan], data=_told(file, said))
    return file


@act
def next_plan(*, actor: Employee, plan: FilePlan) -> tuple[FilePlan, list[FileIndex]]:
    """Draft the next year's plan from this one; returns it, and the rows that were left out.

    Left out are files that are not kept, and those of units that are closed by now. Kinds give their period of today.

    Raises:
        PermissionDenied: the actor does not keep the agency's plans.
        ValidationError: ``plan-exists``, ``year-far``.
    """
    require(policies.may_keep_plans(actor, plan.agency_id))
    new = _new_plan(plan.agency, plan.year + 1)
    left = []
    for row in plan_selectors.rows(plan):
        if row.state == FileState.WITHDRAWN or not row.unit.stands(clock.today()):
            left.append(row)
            continue
        kind = row.kind
        FileIndex.objects.create(
            agency_id=row.agency_id,
            unit_id=row.unit_id,
            year=new.year,
            index=row.index,
            title=row.title,
            retention=kind.period if kind else row.retention,
            article=(kind.article if kind else "") or row.article,
            kind=kind,
            note=row.note,
        )
    record(
        "documents.plan_copied",
        actor=actor,
        subject=new,
        about=[plan, plan.agency],
        data={"title": str(new.year), "left_out": [row.index for row in left]},
    )
    return new, left


@act
def close_plan(*, actor: Employee, plan: FilePlan) -> FilePlan:
    """Close the plan of a year that is over, with its summary record as it is now.

    Raises:
        PermissionDenied: the actor does not keep the agency's plans.
        ValidationError: ``plan-not-approved``, ``year-not-over``, ``files-open``, ``kind-missing``.
    """
    require(policies.may_keep_plans(actor, plan.agency_id))
    plan = _locked(plan)
    if plan.state != PlanState.APPROVED:
        raise ValidationError(_("Only an approved plan is closed."), code="plan-not-approved")
    if plan.year >= clock.today().year:
        raise ValidationError(_("The year of this plan is not over yet."), code="year-not-over")
    rows = plan_selectors.rows(plan)
    for code, found, message in (
        (
            "files-open",
            [row for row in rows if row.state == FileState.OPEN],
            _("Close or carry over first: %(files)s."),
        ),
        (
            "kind-missing",
            [row for row in rows if row.kind_id is None],
            _("Choose the kind of retention of %(files)s first."),
        ),
    ):
        if found:
            raise ValidationError(message % {"files": ", ".join(row.index for row in found)}, code=code)
    plan.state, plan.closed_on = PlanState.CLOSED, clock.today()
    plan.summary = plan_selectors.summary(plan).as_data()
    plan.save()
    record("documents.plan_closed", actor=actor, subject=plan, about=[plan.agency], data={"title": str(plan.year)})
    return plan


def post_of(actor: Employee, agency: int) -> str:
    """The post by which a person approves in an agency, as papers write it."""
    return next((post.title for post in actor.current_posts if post.unit.agency_id == agency), "")


def reason_of(text: str) -> str:
    """A reason that was given.

    Raises:
        ValidationError: ``reason-missing``.
    """
    if not text.strip():
        raise ValidationError({"reason": ValidationError(_("Name the reason."), code="reason-missing")})
    return text.strip()[:300]


_KEYS = frozenset({"agency", "unit", "kind"})


def _column(name: str) -> str:
    return f"{name}_id" if name in _KEYS else name


def _new_plan(agency: Agency, year: int) -> FilePlan:
    if abs(year - clock.today().year) > 1:
        raise ValidationError(
            {"year": ValidationError(_("Plans are drawn up for this year and its neighbours."), code="year-far")}
        )
    plan = FilePlan(agency=agency, year=year)
    plan.full_clean()
    plan.save()
    return plan


def _locked(plan: FilePlan) -> FilePlan:
    return FilePlan.objects.select_for_update(of=("self",)).select_related("agency").get(pk=plan.pk)


def _drafted(file: FileIndex) -> FilePlan:
    plan = _locked(plan_selectors.plan_of(file))
    _require_draft(plan)
    return plan


def _require_draft(plan: FilePlan) -> None:
    if plan.state != PlanState.DRAFT:
        raise ValidationError(
            _("The plan is approved: files are added or given up with a reason, not changed."), code="plan-not-draft"
        )


def _reason_where_approved(plan: FilePlan, reason: str) -> str:
    if plan.state == PlanState.CLOSED:
        raise ValidationError(_("The plan of this year is closed."), code="plan-closed")
    return reason_of(reason) if plan.state == PlanState.APPROVED else ""


def _write(file: FileIndex, card: FileCard) -> None:
    if card.unit.agency_id != file.agency_id:
        raise ValidationError({"unit": ValidationError(_("Choose a unit of the agency."), code="unit-foreign")})
    if card.kind.agency_id != file.agency_id:
        raise ValidationError({"kind": ValidationError(_("Choose a kind of the agency."), code="kind-foreign")})
    file.unit, file.kind = card.unit, card.kind
    file.index, file.title, file.note = card.index.strip(), card.title.strip(), card.note.strip()
    file.retention = card.kind.period
    file.article = card.article.strip() or card.kind.article
    file.full_clean()
    file.save()


def _told(file: FileIndex, reason: str = "") -> dict[str, str]:
    return {"index": file.index, "title": file.title} | ({"reason": reason} if reason else {})
