"""Days and hours of an agency's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.calendars import calendar_for
from agencies.models import Agency, DayKind, Employee, OfficeHours, OwnDay
from agencies.policies import may_set_calendar, require
from history.acts import act, record


@dataclass(frozen=True)
class Hours:
    """The hours of one day of the week; Monday is 0."""

    weekday: int
    opens_at: time
    closes_at: time
    break_from: time
    break_until: time


@act
def name_day(*, actor: Employee, agency: Agency, day: date, kind: str, reason: str) -> OwnDay:
    """Make a day of the agency's own of a day; a day named before is named anew. No term moves by it.

    Raises:
        PermissionDenied: the actor does not set the agency's calendar.
        ValidationError: ``reason-missing``, ``day-as-it-was``: it is such a day already.
    """
    require(may_set_calendar(actor, agency))
    check_day(agency, day, kind)
    if not reason.strip():
        raise ValidationError({"reason": ValidationError(_("Name the reason."), code="reason-missing")})
    found = OwnDay.objects.select_for_update().filter(agency=agency, day=day).first() or OwnDay(agency=agency, day=day)
    found.kind, found.reason = kind, reason.strip()
    found.full_clean()
    found.save()
    record(
        "agencies.day_named",
        actor=actor,
        subject=found,
        about=[agency],
        data={"day": day.isoformat(), "kind": kind, "reason": found.reason},
    )
    return found


def check_day(agency: Agency, day: date, kind: str) -> None:
    """Refuse a day that is such a day already.

    Raises:
        ValidationError: ``day-as-it-was``.
    """
    days = calendar_for(agency)
    now = DayKind.OFF if not days.is_working(day) else DayKind.SHORT if days.is_short(day) else DayKind.WORKING
    if now == kind:
        raise ValidationError(
            {
                "day": ValidationError(
                    _("%(day)s is such a day already.") % {"day": f"{day:%d.%m.%Y}"}, code="day-as-it-was"
                )
            }
        )


@act
def forget_day(*, actor: Employee, agency: Agency, day: OwnDay, reason: str) -> None:
    """Let a day be again what it is in the calendar of the country. No term moves by it.

    Raises:
        ValidationError: ``reason-missing``.
    """
    require(may_set_calendar(actor, agency) and day.agency_id == agency.pk)
    if not reason.strip():
        raise ValidationError({"reason": ValidationError(_("Name the reason."), code="reason-missing")})
    record(
        "agencies.day_forgotten",
        actor=actor,
        subject=day,
        about=[agency],
        data={"day": day.day.isoformat(), "kind": day.kind, "reason": reason.strip()},
    )
    day.delete()


@act
def set_hours(*, actor: Employee, agency: Agency, hours: Sequence[Hours]) -> list[OfficeHours]:
    """Set the hours of the days of the week that are named.

    Raises:
        PermissionDenied: the actor does not set the agency's calendar.
        ValidationError: ``closes-before-opening``, ``break-outside-hours``.
    """
    require(may_set_calendar(actor, agency))
    known = {one.weekday: one for one in OfficeHours.objects.select_for_update().filter(agency=agency)}
    changed = []
    for given in hours:
        found = known.get(given.weekday) or OfficeHours(agency=agency, weekday=given.weekday)
        found.opens_at, found.closes_at = given.opens_at, given.closes_at
        found.break_from, found.break_until = given.break_from, given.break_until
        found.full_clean()
        found.save()
        changed.append(found)
    record("agencies.hours_set", actor=actor, subject=agency, data={"hours": [str(one) for one in changed]})
    return changed
