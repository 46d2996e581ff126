"""The year's end: files are closed or carried over, inventories are drawn and approved."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Employee
from agencies.policies import require
from documents import plan_selectors, policies
from documents.models import (
    FileIndex,
    FilePlan,
    FileState,
    Inventory,
    InventoryItem,
    InventoryKind,
    PlanState,
    RetentionEvent,
)
from documents.services.filing import end_volume
from documents.services.plans import post_of, reason_of
from documents.services.retention import recompute
from history import clock
from history.acts import act, record


@act
def close_files(*, actor: Employee, plan: FilePlan, files: Sequence[FileIndex]) -> list[FileIndex]:
    """Close finished files: their open volumes end, and the day is computed from which each may be destroyed.

    A file is closed in the year of its plan, so a term runs from the year after that, however late it is closed. One in
    which nothing was filed is given up as not kept.

    Raises:
        PermissionDenied: the actor does not keep the agency's plans.
        ValidationError: ``plan-not-approved``, ``files-missing``, ``file-foreign``, ``file-not-open``.
    """
    require(policies.may_keep_plans(actor, plan.agency_id))
    closed = []
    for file in _chosen(plan, files):
        volumes = list(file.volumes.select_for_update())
        if not volumes:
            file.state, file.reason = FileState.WITHDRAWN, _("nothing was filed in the year")
            file.save()
            record("documents.plan_file_withdrawn", actor=actor, subject=file, about=[plan], data=_told(file))
            continue
        for volume in volumes:
            if volume.ended_on is None:
                end_volume(volume)
        file.state = FileState.CLOSED
        file.closed_on = min(clock.today(), clock.today().replace(year=file.year, month=12, day=31))
        file.save()
        recompute(actor, file, RetentionEvent.CLOSED)
        closed.append(file)
        record("documents.file_closed", actor=actor, subject=file, about=[plan], data=_told(file))
    return closed


@act
def reopen_file(*, actor: Employee, file: FileIndex, reason: str) -> FileIndex:
    """Open a file again that was closed too early; its last volume takes papers again.

    Raises:
        PermissionDenied: the actor does not keep the agency's plans.
        ValidationError: ``reason-missing``, ``plan-closed``, ``file-not-closed``, ``file-listed`` (in an inventory).
    """
    require(policies.may_keep_plans(actor, file.agency_id))
    said = reason_of(reason)
    file = _locked(file)
    if plan_selectors.plan_of(file).state == PlanState.CLOSED:
        raise ValidationError(_("The plan of this year is closed."), code="plan-closed")
    if file.state != FileState.CLOSED:
        raise ValidationError(_("This file is not closed."), code="file-not-closed")
    if InventoryItem.objects.filter(file=file).exists():
        raise ValidationError(_("An inventory lists this file."), code="file-listed")
    file.state, file.closed_on = FileState.OPEN, None
    file.save()
    last = file.volumes.order_by("-number").first()
    if last is not None:
        last.ended_on = None
        last.save()
    recompute(actor, file, RetentionEvent.REOPENED, said)
    record("documents.file_reopened", actor=actor, subject=file, data=_told(file) | {"reason": said})
    return file


@act
def carry_over(*, actor: Employee, plan: FilePlan, files: Sequence[FileIndex]) -> list[FileIndex]:
    """Carry unfinished files over to the next year's plan: they go on there under the same index, with their volumes.

    Raises:
        PermissionDenied: the actor does not keep the agency's plans.
        ValidationError: ``plan-not-approved``, ``files-missing``, ``file-foreign``, ``file-not-open``,
            ``next-plan-missing``, ``no-row-in-next-plan``, ``next-row-in-use``.
    """
    require(policies.may_keep_plans(actor, plan.agency_id))
    following = FilePlan.objects.filter(agency=plan.agency_id, year=plan.year + 1).first()
    if following is None:
        raise ValidationError(_("Draft the next year's plan first."), code="next-plan-missing")
    carried = []
    for file in _chosen(plan, files):
        into = (
            FileIndex.objects.select_for_update()
            .filter(agency=file.agency_id, year=following.year, index=file.index, state=FileState.OPEN)
            .first()
        )
        if into is None:
            raise ValidationError(
                _("The plan of %(year)s has no file %(index)s to go on with.")
                % {"year": following.year, "index": file.index},
                code="no-row-in-next-plan",
            )
        if into.volumes.exists():
            raise ValidationError(
                _("Papers lie in file %(index)s of %(year)s already: close the old one.")
                % {"year": following.year, "index": file.index},
                code="next-row-in-use",
            )
        volumes = list(file.volumes.select_for_update())
        for volume in volumes:
            volume.file = into
            volume.save()
        file.state, file.carried_to, file.volumes_carried = FileState.CARRIED, into, len(volumes)
        file.save()
        if file.last_considered_on:
            into.last_considered_on = file.last_considered_on
            into.save()
        carried.append(file)
        record("documents.file_carried_over", actor=actor, subject=file, about=[plan, into], data=_told(file))
    return carried


@act
def draw_inventory(*, actor: Employee, plan: FilePlan, kind: str) -> Inventory:
    """Draw the inventory of the closed files of a year; one that is a draft is drawn anew.

    Raises:
        PermissionDenied: the actor does not keep the agency's plans.
        ValidationError: ``kind-unknown``, ``files-open``, ``inventory-approved``, ``nothing-to-list``.
    """
    require(policies.may_keep_plans(actor, plan.agency_id))
    if kind not in InventoryKind.values:
        raise ValidationError(_("Choose what is listed."), code="kind-unknown")
    if FileIndex.objects.filter(agency=plan.agency_id, year=plan.year, state=FileState.OPEN).exists():
        raise ValidationError(_("Close or carry over every file of the year first."), code="files-open")
    inventory = Inventory.objects.select_for_update().filter(agency=plan.agency_id, year=plan.year, kind=kind).first()
    if inventory is not None and inventory.approved_on:
        raise ValidationError(_("This inventory is approved: it does not change."), code="inventory-approved")
    files = list(plan_selectors.for_inventory(plan.agency_id, plan.year, kind))
    if not files:
        raise ValidationError(_("There is no such file in this year."), code="nothing-to-list")
    inventory = inventory or Inventory(agency_id=plan.agency_id, year=plan.year, kind=kind)
    inventory.drawn_on, inventory.drawn_by = clock.today(), actor
    inventory.full_clean()
    inventory.save()
    for item in inventory.items.all():
        item.delete()
    for ordinal, file in enumerate(files, 1):
        InventoryItem.objects.create(inventory=inventory, ordinal=ordinal, file=file)
    record("documents.inventory_drawn", actor=actor, subject=inventory, about=[plan], data={"count": len(files)})
    return inventory


@act
def approve_inventory(*, actor: Employee, inventory: Inventory) -> Inventory:
    """Approve an inventory as the head of the agency, today.

    Raises:
        PermissionDenied: the actor does not sign for the agency.
        ValidationError: ``inventory-approved``.
    """
    require(policies.may_approve_plans(actor, inventory.agency_id))
    inventory = Inventory.objects.select_for_update(of=("self",)).get(pk=inventory.pk)
    if inventory.approved_on:
        raise ValidationError(_("This inventory is approved: it does not change."), code="inventory-approved")
    inventory.approved_on, inventory.approved_by = clock.today(), actor
    inventory.approver_post = post_of(actor, inventory.agency_id)
    inventory.save()
    record("documents.inventory_approved", actor=actor, subject=inventory, data={"title": str(inventory.year)})
    return inventory


def _chosen(plan: FilePlan, files: Sequence[FileIndex]) -> list[FileIndex]:
    """The chosen files as they stand now, locked in the order of their numbers."""
    if FilePlan.objects.get(pk=plan.pk).state != PlanState.APPROVED:
        raise ValidationError(_("The plan of this year is not in force."), code="plan-not-approved")
    if not files:
        raise ValidationError(_("Choose the files."), code="files-missing")
    found = list(
        FileIndex.objects.select_for_update(of=("self",))
        .filter(pk__in=[file.pk for file in files])
        .select_related("kind")
        .order_by("pk")
    )
    for file in found:
        if (file.agency_id, file.year) != (plan.agency_id, plan.year):
            raise ValidationError(_("This file is not in the plan."), code="file-foreign")
        if file.state != FileState.OPEN:
            raise ValidationError(_("File %(index)s is no longer kept.") % {"index": file.index}, code="file-not-open")
    return found


def _locked(file: FileIndex) -> FileIndex:
    return FileIndex.objects.select_for_update(of=("self",)).select_related("kind").get(pk=file.pk)


def _told(file: FileIndex) -> dict[str, str]:
    told = {"index": file.index, "title": file.title}
    return told | ({"from": str(file.destroy_from)} if file.destroy_from else {})
