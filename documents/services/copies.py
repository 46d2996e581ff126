"""The register of paper copies of documents with an access mark: each copy has a number, and somebody who has it."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Employee
from agencies.policies import require
from documents import policies
from documents.models import CopyMove, CopyState, Document, PaperCopy
from history import clock
from history.acts import act, record

AT_ONCE = 50
LONGEST = 300


@act
def make_copies(*, actor: Employee, document: Document, count: int, note: str = "") -> list[PaperCopy]:
    """Enter that many new copies under the next numbers; they lie with the records office.

    Raises:
        PermissionDenied: the actor does not keep the copies of this document.
        ValidationError: ``not-marked``, ``copies-too-many`` (none, or more than 50 at once).
    """
    require(policies.may_keep_copies(actor, document))
    document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if not document.access:
        raise ValidationError(_("The paper has no access mark."), code="not-marked")
    if not 1 <= count <= AT_ONCE:
        raise ValidationError(
            {
                "count": ValidationError(
                    _("From 1 to %(most)s copies are entered at once.") % {"most": AT_ONCE}, code="copies-too-many"
                )
            }
        )
    last = document.paper_copies.order_by("-number").values_list("number", flat=True).first() or 0
    made = []
    for number in range(last + 1, last + 1 + count):
        copy = PaperCopy(document=document, number=number)
        copy.full_clean()
        copy.save()
        _moved(actor, copy, CopyMove.Kind.MADE, clock.today(), note=note)
        made.append(copy)
    told = f"{made[0].number}–{made[-1].number}" if count > 1 else str(made[0].number)
    record("documents.copies_made", actor=actor, subject=document, about=[document.case], data={"copies": told})
    return made


@act
def hand_copy(
    *,
    actor: Employee,
    copy: PaperCopy,
    on: date,
    holder: Employee | None = None,
    holder_name: str = "",
    note: str = "",
) -> PaperCopy:
    """Hand a copy to a colleague who has to know the document, or send it to a body outside.

    Raises:
        PermissionDenied: the actor does not keep the copies of this document.
        ValidationError: ``copy-not-here``, ``holder-missing`` (neither, or both), ``holder-without-need`` (the
            colleague may not see the document), ``day-in-future``.
    """
    copy = _kept(actor, copy, on)
    name = holder_name.strip()
    if bool(holder) == bool(name):
        raise ValidationError(
            {"holder": ValidationError(_("Name a colleague or somebody outside."), code="holder-missing")}
        )
    if holder is not None and not policies.sees(holder, copy.document):
        raise ValidationError(
            {
                "holder": ValidationError(
                    _("%(person)s does not have to know this document: put them on the list first.")
                    % {"person": holder.short_name},
                    code="holder-without-need",
                )
            }
        )
    copy.state, copy.holder, copy.holder_name = CopyState.HANDED, holder, name[:LONGEST]
    copy.save()
    _moved(actor, copy, CopyMove.Kind.HANDED, on, to_name=copy.whose, note=note)
    _told("documents.copy_handed", actor, copy, person=copy.whose)
    return copy


@act
def take_copy_back(*, actor: Employee, copy: PaperCopy, on: date, note: str = "") -> PaperCopy:
    """Note that a copy that was handed out lies with the records office again.

    Raises:
        PermissionDenied: the actor does not keep the copies of this document.
        ValidationError: ``copy-not-out``, ``day-in-future``.
    """
    copy = _locked(actor, copy, on)
    if copy.state != CopyState.HANDED:
        raise ValidationError(_("This copy is not handed out."), code="copy-not-out")
    had = copy.whose
    copy.state, copy.holder, copy.holder_name = CopyState.KEPT, None, ""
    copy.save()
    _moved(actor, copy, CopyMove.Kind.RETURNED, on, to_name=had, note=note)
    _told("documents.copy_returned", actor, copy, person=had)
    return copy


@act
def destroy_copy(*, actor: Employee, copy: PaperCopy, on: date, note: str) -> PaperCopy:
    """Note that a copy was destroyed, by which act.

    Raises:
        PermissionDenied: the actor does not keep the copies of this document.
        ValidationError: ``copy-not-here``, ``act-missing``, ``day-in-future``.
    """
    copy = _kept(actor, copy, on)
    if not note.strip():
        raise ValidationError({"note": ValidationError(_("Name the act of destruction."), code="act-missing")})
    copy.state = CopyState.DESTROYED
    copy.save()
    _moved(actor, copy, CopyMove.Kind.DESTROYED, on, note=note)
    _told("documents.copy_destroyed", actor, copy, note=note.strip()[:200])
    return copy


def _locked(actor: Employee, copy: PaperCopy, on: date) -> PaperCopy:
    fresh = PaperCopy.objects.select_for_update(of=("self",)).select_related("document__case", "holder").get(pk=copy.pk)
    require(policies.may_keep_copies(actor, fresh.document))
    if on > clock.today():
        raise ValidationError({"on": ValidationError(_("The day lies in the future."), code="day-in-future")})
    return fresh


def _kept(actor: Employee, copy: PaperCopy, on: date) -> PaperCopy:
    fresh = _locked(actor, copy, on)
    if fresh.state != CopyState.KEPT:
        raise ValidationError(_("This copy does not lie with the records office."), code="copy-not-here")
    return fresh


def _moved(actor: Employee, copy: PaperCopy, kind: str, on: date, *, to_name: str = "", note: str = "") -> None:
    move = CopyMove(
        document_id=copy.document_id,
        copy=copy,
        kind=kind,
        on=on,
        to_name=to_name,
        note=note.strip()[:200],
        by_name=actor.actor_name[:LONGEST],
        at=clock.now(),
    )
    move.full_clean()
    move.save()


def _told(verb: str, actor: Employee, copy: PaperCopy, **data: str) -> None:
    document = copy.document
    record(verb, actor=actor, subject=document, about=[document.case], data={"copies": str(copy.number), **data})
