"""Designs of an agency: drafted, published as a version, taken back to an earlier one, retired."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from agencies.models import Agency, Employee
from agencies.policies import require
from agencies.services.shared import refused
from history import clock
from history.acts import act, record
from workflows import policies
from workflows.designed import Design, DesignState, DesignVersion
from workflows.designs import Content, kinds, objections_to


@act
def begin_design(*, actor: Employee, agency: Agency, kind: str, code: str, content: Content) -> DesignVersion:
    """Begin a new design with its first draft.

    Raises:
        PermissionDenied: the actor does not administer the agency.
        ValidationError: ``design-kind-unknown``, ``design-code-taken``, or the code is no code.
    """
    require(policies.may_design(actor, agency))
    if kind not in [one.code for one in kinds()]:
        raise refused("design-kind-unknown", _("There is no such kind of design."))
    design = Design(agency=agency, kind=kind, code=code)
    design.full_clean()
    design.save()
    return _draft(actor, design, content)


@act
def begin_draft(*, actor: Employee, design: Design) -> DesignVersion:
    """Begin a draft with what is in force.

    Raises:
        ValidationError: ``draft-open``, ``design-retired``.
    """
    design = _locked(actor, design)
    _require_no_draft(design)
    newest = in_force(design)
    return _draft(actor, design, newest.content if newest else {})


@act
def save_draft(*, actor: Employee, version: DesignVersion, content: Content, seen: int) -> DesignVersion:
    """Write the draft anew. It may still be unfinished: what stands in the way of publishing is asked then.

    Raises:
        ValidationError: ``changed-meanwhile``: ``seen`` is not how often the draft was saved; ``version-published``.
    """
    draft = _open_draft(actor, version, seen)
    draft.content = dict(content)
    draft.saves += 1
    draft.made_by, draft.made_at = actor, clock.now()
    draft.full_clean()
    draft.save()
    record("workflows.design_drafted", actor=actor, subject=draft.design, data=_told(draft))
    return draft


@act
def discard_draft(*, actor: Employee, version: DesignVersion, seen: int) -> None:
    """Give the draft up; of a design that was never published nothing is left but its code.

    Raises:
        ValidationError: ``changed-meanwhile``, ``version-published``.
    """
    draft = _open_draft(actor, version, seen)
    told, design = _told(draft), draft.design
    draft.delete()
    record("workflows.design_discarded", actor=actor, subject=design, data=told)


@act
def publish(*, actor: Employee, version: DesignVersion, note: str, seen: int) -> DesignVersion:
    """Put the draft in force: new work runs on it from now on, work that runs stays on its version.

    Raises:
        ValidationError: ``changed-meanwhile``, ``version-published``, ``note-missing``, ``version-same``, what the kind
            objects to.
    """
    draft = _open_draft(actor, version, seen)
    design = draft.design
    objections = objections_to(design.kind, draft.content, design.agency)
    if objections:
        raise ValidationError({field: list(found) for field, found in objections.items()})
    before = in_force(design)
    if before is not None and before.content == draft.content:
        raise refused("version-same", _("Nothing differs from the version in force."))
    return _put_in_force(actor, draft, note)


@act
def go_back(*, actor: Employee, version: DesignVersion, note: str) -> DesignVersion:
    """Put what an earlier version held in force again, as a version of its own: so is a publication undone.

    Raises:
        PermissionDenied: the actor does not administer the agency.
        ValidationError: ``draft-open``, ``design-retired``, ``version-same``, ``note-missing``, what the kind objects
            to today.
    """
    design = _locked(actor, version.design)
    _require_no_draft(design)
    earlier, newest = design.versions.published().get(pk=version.pk), in_force(design)
    if newest is None or newest.content == earlier.content:
        raise refused("version-same", _("Nothing differs from the version in force."))
    objections = objections_to(design.kind, earlier.content, design.agency)
    if objections:
        raise ValidationError([error for found in objections.values() for error in found])
    return _put_in_force(actor, _draft(actor, design, earlier.content), note, back_to=earlier.number)


@act
def retire(*, actor: Employee, design: Design) -> Design:
    """Offer the design no more; what runs on its versions goes on to its end.

    Raises:
        ValidationError: ``design-retired``, ``draft-open``.
    """
    design = _locked(actor, design)
    _require_no_draft(design)
    design.retired_at = clock.now()
    design.save()
    record("workflows.design_retired", actor=actor, subject=design, data={"kind": design.kind, "code": design.code})
    return design


@act
def offer_again(*, actor: Employee, design: Design) -> Design:
    """Offer a retired design again.

    Raises:
        ValidationError: ``design-offered``.
    """
    design = _locked(actor, design, is_retired=True)
    design.retired_at = None
    design.save()
    record("workflows.design_offered", actor=actor, subject=design, data={"kind": design.kind, "code": design.code})
    return design


def in_force(design: Design) -> DesignVersion | None:
    """The version that new work runs on; None before the first was published."""
    found: DesignVersion | None = design.versions.published().order_by("-number").first()
    return found


def _locked(actor: Employee, design: Design, *, is_retired: bool = False) -> Design:
    """The design, locked: acts on one follow each other."""
    design = Design.objects.select_for_update(of=("self",)).select_related("agency").get(pk=design.pk)
    require(policies.may_design(actor, design.agency))
    if is_retired and design.retired_at is None:
        raise refused("design-offered", _("The design is offered already."))
    if not is_retired and design.retired_at is not None:
        raise refused("design-retired", _("The design is retired: offer it again first."))
    return design


def _require_no_draft(design: Design) -> None:
    if design.versions.filter(state=DesignState.DRAFT).exists():
        raise refused("draft-open", _("The design has a draft already: publish or discard it first."))


def _open_draft(actor: Employee, version: DesignVersion, seen: int) -> DesignVersion:
    design = _locked(actor, version.design)
    draft = DesignVersion.objects.filter(pk=version.pk).first()
    if draft is None:
        raise refused("changed-meanwhile", _("Somebody else discarded this draft meanwhile."))
    if draft.state != DesignState.DRAFT:
        raise refused("version-published", _("A published version never changes: begin a draft."))
    draft.design = design
    if draft.saves != seen:
        raise refused(
            "changed-meanwhile",
            _("%(person)s saved this draft meanwhile, at %(time)s. What you typed stands below; save again to replace.")
            % {"person": draft.made_by.short_name, "time": f"{localtime(draft.made_at):%H:%M}"},
        )
    return draft


def _draft(actor: Employee, design: Design, content: Content) -> DesignVersion:
    newest = design.versions.order_by("-number").first()
    draft = DesignVersion(
        design=design,
        number=newest.number + 1 if newest else 1,
        content=dict(content),
        made_by=actor,
        made_at=clock.now(),
    )
    draft.full_clean()
    draft.save()
    record("workflows.design_drafted", actor=actor, subject=design, data=_told(draft))
    return draft


def _put_in_force(actor: Employee, draft: DesignVersion, note: str, **more: int) -> DesignVersion:
    if not note.strip():
        raise refused("note-missing", _("Say what was changed, and why."), "note")
    draft.state, draft.note = DesignState.PUBLISHED, note.strip()
    draft.published_by, draft.published_at = actor, clock.now()
    draft.full_clean()
    draft.save()
    record("workflows.design_published", actor=actor, subject=draft.design, data={**_told(draft), **more})
    return draft


def _told(version: DesignVersion) -> dict[str, Any]:
    return {"kind": version.design.kind, "code": version.design.code, "number": version.number}
