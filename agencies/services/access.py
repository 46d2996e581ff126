"""Who has to know a paper with an access mark. Who may say so is asked by the act of the room whose paper it is."""

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from agencies import rules
from agencies.models import Agency, Employee, NeedSource, NeedToKnow
from agencies.models.access import type_and_key
from history import clock
from history.actors import Actor
from history.acts import act, record

LONGEST = 300


@act
def note_need(
    *, actor: Actor, agency: Agency, paper: Model, employee: Employee, reason: str, source: str = NeedSource.NAMED
) -> NeedToKnow:
    """Name a person as having to know a paper, from now on.

    Raises:
        ValidationError: ``reason-missing``, ``person-not-in-agency``, ``already-named``.
    """
    errors = {}
    if source == NeedSource.NAMED and not reason.strip():
        errors["reason"] = ValidationError(_("Name the reason."), code="reason-missing")
    if agency.pk not in rules.may_take_part(employee):
        errors["employee"] = ValidationError(
            _("This person holds no post in the agency that opens papers."), code="person-not-in-agency"
        )
    if errors:
        raise ValidationError(errors)
    need = NeedToKnow(
        agency=agency,
        **type_and_key(paper),
        employee=employee,
        source=source,
        reason=reason.strip()[:LONGEST],
        by_name=actor.actor_name[:LONGEST],
        began_at=clock.now(),
    )
    need.full_clean()
    need.save()
    record(
        "agencies.need_noted",
        actor=actor,
        subject=paper,
        data={"person": employee.short_name, "reason": need.reason},
    )
    return need


@act
def end_need(*, actor: Actor, paper: Model, need: NeedToKnow, reason: str) -> NeedToKnow:
    """Say that a person no longer has to know a paper; the row stays.

    Raises:
        ValidationError: ``reason-missing``, ``need-ended``.
    """
    if not reason.strip():
        raise ValidationError({"reason": ValidationError(_("Name the reason."), code="reason-missing")})
    need = NeedToKnow.objects.select_for_update(of=("self",)).select_related("employee").get(pk=need.pk)
    if need.ended_at is not None:
        raise ValidationError(_("This person was struck off the list already."), code="need-ended")
    need.ended_at, need.end_reason = clock.now(), reason.strip()[:LONGEST]
    need.save()
    record(
        "agencies.need_ended",
        actor=actor,
        subject=paper,
        data={"person": need.employee.short_name, "reason": need.end_reason},
    )
    return need


def note_work(*, actor: Actor, agency: Agency, paper: Model, people: list[Employee]) -> None:
    """Name those with whom work on a marked paper is laid, where they are not named yet."""
    known = set(NeedToKnow.objects.in_force().filter(**type_and_key(paper)).values_list("employee", flat=True))
    for employee in people:
        if employee.pk not in known and agency.pk in rules.may_take_part(employee):
            note_need(actor=actor, agency=agency, paper=paper, employee=employee, reason="", source=NeedSource.WORK)
