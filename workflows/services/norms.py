"""Norms of hours per kind of work, set by the administrator."""

from collections.abc import Mapping
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Agency, Employee
from agencies.policies import require
from agencies.services.shared import refused
from history.acts import act, record
from workflows import policies
from workflows.models import NEWS, WorkKind
from workflows.norms import HOURS_AT_MOST, WorkNorm

MINUTE = timedelta(minutes=1)


@act
def set_norms(*, actor: Employee, agency: Agency, norms: Mapping[str, timedelta | None]) -> int:
    """Say how long work of these kinds takes, None where nothing is to be said; how many norms were changed.

    Raises:
        PermissionDenied: the actor does not administer the agency.
        ValidationError: ``kind-unknown``, ``norm-out-of-range``, ``nothing-changed``.
    """
    require(policies.may_set_norms(actor, agency))
    errors: dict[str, ValidationError] = {}
    for kind, span in norms.items():
        if kind not in WorkKind.values or kind in NEWS:
            raise refused("kind-unknown", _("There is no such kind of work."))
        if span is not None and not MINUTE <= span <= timedelta(hours=HOURS_AT_MOST):
            errors[kind] = ValidationError(
                _("Name more than nothing and at most 1000 hours."), code="norm-out-of-range"
            )
    if errors:
        raise ValidationError(errors)
    # Two at a time would write one norm twice.
    Agency.objects.select_for_update().get(pk=agency.pk)
    known = {one.kind: one for one in WorkNorm.objects.filter(agency=agency)}
    changes = []
    for kind, span in norms.items():
        norm, minutes = known.get(kind), None if span is None else span // MINUTE
        before = norm.minutes if norm else None
        if before == minutes:
            continue
        changes.append({"kind": kind, "before": before, "after": minutes})
        if minutes is None:
            if norm is not None:
                norm.delete()
            continue
        norm = norm or WorkNorm(agency=agency, kind=kind)
        norm.minutes = minutes
        norm.full_clean()
        norm.save()
    if not changes:
        raise refused("nothing-changed", _("Nothing was changed."))
    record("workflows.norms_set", actor=actor, subject=agency, data={"changes": changes})
    return len(changes)
