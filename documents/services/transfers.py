"""Transfer of files to the archive: every paper checked, copied in PDF/A, the act drawn, approved, and confirmed.

A paper whose signature fails, or which has no archive copy, goes nowhere until the archivist decides on it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, Max, OuterRef
from django.utils.translation import gettext as _

from agencies.models import Agency, Employee
from agencies.policies import require
from documents import plan_selectors, policies
from documents.models import (
    OPEN_TRANSFERS,
    ArchiveCopy,
    DocumentFile,
    FileIndex,
    FileState,
    Inventory,
    Soundness,
    StoredFile,
    Transfer,
    TransferDecision,
    TransferLine,
    TransferState,
)
from documents.services.plans import post_of, reason_of
from history import bulk, clock
from history.actors import Actor
from history.acts import act, record


@dataclass(frozen=True)
class CopyMade:
    """An archive copy of a file, or the code of why there is none."""

    entry: DocumentFile
    made: StoredFile | None = None
    origin: str = ""
    fault: str = ""


@dataclass(frozen=True)
class Checked:
    """What the check of a paper found: codes of what is wrong, of what was not checked, reports, copies."""

    findings: Sequence[str]
    not_checked: Sequence[str] = ()
    reports: Sequence[dict[str, Any]] = ()
    copies: Sequence[CopyMade] = ()


@act
def prepare_transfer(*, actor: Employee, inventory: Inventory) -> Transfer:
    """List the papers of the files of an approved inventory for the worker to check, one after another.

    Papers that an earlier transfer took to the archive are left out.

    Raises:
        PermissionDenied: the actor does not keep the agency's plans.
        ValidationError: ``inventory-not-approved``, ``transfer-open``, ``nothing-to-transfer``.
    """
    require(policies.may_keep_plans(actor, inventory.agency_id))
    inventory = Inventory.objects.select_for_update(of=("self",)).get(pk=inventory.pk)
    if inventory.approved_on is None:
        raise ValidationError(_("Approve the inventory first."), code="inventory-not-approved")
    if inventory.transfers.filter(state__in=OPEN_TRANSFERS).exists():
        raise ValidationError(_("A transfer of this inventory is under way."), code="transfer-open")
    files = list(
        FileIndex.objects.filter(inventory_item__inventory=inventory, state=FileState.CLOSED).order_by(
            "inventory_item__ordinal"
        )
    )
    if not files:
        raise ValidationError(_("No file of this inventory is left to be transferred."), code="nothing-to-transfer")
    transfer = Transfer(inventory=inventory, agency_id=inventory.agency_id, prepared_at=clock.now(), prepared_by=actor)
    taken = TransferLine.objects.filter(document=OuterRef("pk"), transfer__state=TransferState.CONFIRMED).exclude(
        decision=TransferDecision.KEEP
    )
    listed = [
        (file, key)
        for file in files
        for key in plan_selectors.papers_of([file])[1]
        .filter(~Exists(taken))
        .order_by("registered_on", "pk")
        .values_list("pk", flat=True)
    ]
    if not listed:
        transfer.state = TransferState.CHECKED
    transfer.save()
    bulk.create(
        TransferLine,
        (
            TransferLine(transfer=transfer, ordinal=ordinal, file=file, document_id=key)
            for ordinal, (file, key) in enumerate(listed, 1)
        ),
    )
    record(
        "documents.transfer_prepared",
        actor=actor,
        subject=transfer,
        about=[inventory, *files],
        data={"count": len(listed)},
    )
    return transfer


@act
def note_checked(*, actor: Actor, line: TransferLine, checked: Checked) -> TransferLine:
    """Keep what the check of a paper found, and its copies; with the last one the transfer awaits its act.

    What is checked twice, or after the transfer was given up, is let be.
    """
    transfer = Transfer.objects.select_for_update(of=("self",)).get(pk=line.transfer_id)
    line = TransferLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    if line.soundness != Soundness.WAITING or transfer.state != TransferState.CHECKING:
        return line
    line.soundness = Soundness.UNSOUND if checked.findings else Soundness.SOUND
    line.checked_at = clock.now()
    line.findings, line.not_checked, line.reports = (
        list(checked.findings),
        list(checked.not_checked),
        list(checked.reports),
    )
    line.save()
    for copy in checked.copies:
        ArchiveCopy.objects.create(
            line=line, entry=copy.entry, made=copy.made, origin=copy.origin, fault=copy.fault[:200]
        )
    record(
        "documents.transfer_paper_checked",
        actor=actor,
        subject=line.document,
        about=[transfer],
        data={"text": str(line.get_soundness_display())},
    )
    if not transfer.lines.filter(soundness=Soundness.WAITING).exists():
        transfer.state = TransferState.CHECKED
        transfer.save()
        record("documents.transfer_checked", actor=actor, subject=transfer)
    return line


@act
def decide_on_paper(*, actor: Employee, line: TransferLine, decision: str, reason: str) -> TransferLine:
    """Decide as the archivist on a paper that is not in order; both stand in the act.

    Raises:
        PermissionDenied: the actor does not keep the agency's plans.
        ValidationError: ``transfer-moved-on``, ``paper-sound``, ``decision-missing``, ``reason-missing``.
    """
    require(policies.may_keep_plans(actor, line.transfer.agency_id))
    transfer = _locked(line.transfer, TransferState.CHECKED)
    line = TransferLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    if line.soundness != Soundness.UNSOUND:
        raise ValidationError(_("This paper is in order."), code="paper-sound")
    if decision not in TransferDecision.values:
        raise ValidationError({"decision": ValidationError(_("Say what is decided."), code="decision-missing")})
    line.decision, line.reason = decision, reason_of(reason)
    line.save()
    record(
        "documents.transfer_decided",
        actor=actor,
        subject=line.document,
        about=[transfer],
        data={"text": str(line.get_decision_display()), "reason": line.reason},
    )
    return line


@act
def draw_transfer_act(*, actor: Employee, transfer: Transfer, archive: str) -> Transfer:
    """Draw up the act of acceptance and transfer under the agency's next number of the year.

    Raises:
        PermissionDenied: the actor does not keep the agency's plans.
        ValidationError: ``transfer-moved-on``, ``archive-missing``, ``papers-undecided``, ``all-kept-back``.
    """
    require(policies.may_keep_plans(actor, transfer.agency_id))
    Agency.objects.select_for_update().get(pk=transfer.agency_id)
    transfer = _locked(transfer, TransferState.CHECKED)
    if not archive.strip():
        raise ValidationError({"archive": ValidationError(_("Name the archive."), code="archive-missing")})
    if transfer.lines.filter(soundness=Soundness.UNSOUND, decision="").exists():
        raise ValidationError(_("Decide on every paper that is not in order first."), code="papers-undecided")
    if transfer.lines.exists() and not transfer.lines.exclude(decision=TransferDecision.KEEP).exists():
        raise ValidationError(_("Every paper is kept back: give this transfer up."), code="all-kept-back")
    today = clock.today()
    given = Transfer.objects.filter(agency=transfer.agency_id, act_year=today.year).aggregate(last=Max("act_ordinal"))
    transfer.act_year, transfer.act_ordinal, transfer.act_on = today.year, (given["last"] or 0) + 1, today
    transfer.archive, transfer.state = archive.strip()[:300], TransferState.DRAWN
    transfer.save()
    record("documents.transfer_act_drawn", actor=actor, subject=transfer, data={"number": transfer.act_number})
    return transfer


@act
def approve_transfer(*, actor: Employee, transfer: Transfer) -> Transfer:
    """Approve the act of transfer as the head.

    Raises:
        PermissionDenied: the actor does not sign for the agency.
        ValidationError: ``transfer-moved-on``, ``same-person`` (who prepared it does not approve it).
    """
    require(policies.may_approve_plans(actor, transfer.agency_id))
    transfer = _locked(transfer, TransferState.DRAWN)
    if actor.pk == transfer.prepared_by_id:
        raise ValidationError(_("Another person approves what you have prepared."), code="same-person")
    transfer.state, transfer.approved_on, transfer.approved_by = TransferState.APPROVED, clock.today(), actor
    transfer.approver_post = post_of(actor, transfer.agency_id)
    transfer.save()
    record("documents.transfer_approved", actor=actor, subject=transfer, data={"number": transfer.act_number})
    return transfer


@act
def confirm_reception(*, actor: Employee, transfer: Transfer, number: str, received_on: date) -> Transfer:
    """Note that the archive received the files; those of which nothing was kept back are transferred from now on.

    Contents stay until the agency has them deleted by an act of its own.

    Raises:
        PermissionDenied: the actor does not keep the agency's plans.
        ValidationError: ``transfer-moved-on``, ``number-missing``, ``received-on-wrong`` (before the approval, or
            ahead).
    """
    require(policies.may_keep_plans(actor, transfer.agency_id))
    transfer = _locked(transfer, TransferState.APPROVED)
    if not number.strip():
        raise ValidationError({"number": ValidationError(_("Name the archive's act."), code="number-missing")})
    if transfer.approved_on is None or not transfer.approved_on <= received_on <= clock.today():
        message = _("The archive received the files between the approval and today.")
        raise ValidationError({"received_on": ValidationError(message, code="received-on-wrong")})
    transfer.state = TransferState.CONFIRMED
    transfer.received_number, transfer.received_on = number.strip()[:40], received_on
    transfer.save()
    kept = transfer.lines.filter(decision=TransferDecision.KEEP).values("file")
    files = FileIndex.objects.select_for_update(of=("self",)).filter(
        inventory_item__inventory=transfer.inventory_id, state=FileState.CLOSED
    )
    moved = list(files.exclude(pk__in=kept).order_by("pk"))
    for file in moved:
        file.state = FileState.ARCHIVED
        file.save()
    record(
        "documents.transfer_confirmed",
        actor=actor,
        subject=transfer,
        about=moved,
        data={"number": transfer.received_number, "count": len(moved)},
    )
    return transfer


@act
def give_transfer_up(*, actor: Employee, transfer: Transfer, reason: str) -> Transfer:
    """Give a transfer up before the archive confirmed it; the act keeps its number, the inventory may go anew.

    Raises:
        PermissionDenied: the actor does not keep the agency's plans.
        ValidationError: ``reason-missing``, ``transfer-moved-on``.
    """
    require(policies.may_keep_plans(actor, transfer.agency_id))
    said = reason_of(reason)
    transfer = _locked(transfer, *OPEN_TRANSFERS)
    transfer.state, transfer.cancel_reason = TransferState.CANCELLED, said
    transfer.save()
    record("documents.transfer_given_up", actor=actor, subject=transfer, data={"reason": said})
    return transfer


@act
def take_package(*, actor: Employee, transfer: Transfer) -> None:
    """Note that somebody takes the package of a transfer, with the contents of all its papers.

    Raises:
        PermissionDenied: the actor does not keep the agency's plans, or does not see a paper in it.
        ValidationError: ``transfer-moved-on``: no act was drawn up yet, or it was given up.
    """
    require(policies.may_keep_plans(actor, transfer.agency_id))
    require(not plan_selectors.unseen_of(actor, transfer).exists())
    if transfer.state not in (TransferState.DRAWN, TransferState.APPROVED, TransferState.CONFIRMED):
        raise _moved_on(transfer)
    record("documents.transfer_package_taken", actor=actor, subject=transfer, data={"number": transfer.act_number})


def _locked(transfer: Transfer, *states: str) -> Transfer:
    found = Transfer.objects.select_for_update(of=("self",)).get(pk=transfer.pk)
    if found.state not in states:
        raise _moved_on(found)
    return found


def _moved_on(transfer: Transfer) -> ValidationError:
    return ValidationError(
        _("This transfer has moved on: %(state)s.") % {"state": transfer.get_state_display()}, code="transfer-moved-on"
    )
