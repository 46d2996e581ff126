"""Keeping of month sheets: a day corrected with a reason, a sheet closed by the head and opened again."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from agencies.models import DayCode, DayMark, Employee, MonthSheet, Post, SheetLine, Unit
from agencies.policies import may_close_sheet, may_keep_sheet, require
from agencies.selectors.attendance import hours_of, last_of, sheet_of
from agencies.services.shared import refused, require_believable
from agencies.worktime import working_time_of
from history import clock
from history.acts import act, record

MINUTES_AT_MOST = 24 * 60
NO_TIME = timedelta()


@act
def correct_day(
    *, actor: Employee, post: Post, day: date, code: str, reason: str, worked: timedelta | None = None
) -> DayMark | None:
    """Say what a day of a post was; without a code it is again as the calendar and the absences say.

    ``worked`` are the hours of a day at work, those of the calendar if none are named; other days have none.

    Raises:
        PermissionDenied: the actor does not keep the sheet of the unit.
        ValidationError: ``reason-missing``, ``sheet-closed``, ``code-unknown``, ``hours-too-many``, ``hours-missing``,
            ``post-not-held``, ``nothing-corrected``.
    """
    require(may_keep_sheet(actor, post.unit))
    # The closing follows in turn: nothing is corrected while the lines are kept.
    unit = Unit.objects.select_for_update(of=("self",)).select_related("agency").get(pk=post.unit_id)
    said = _given(reason)
    require_believable(day, "day")
    _require_open(unit, day)
    if day < post.starts_on or (post.ends_on is not None and day > post.ends_on):
        raise refused("post-not-held", _("The post was not held on that day."), "day")
    mark = DayMark.objects.filter(post=post, day=day).first()
    if not code:
        if mark is None:
            raise refused("nothing-corrected", _("This day was not corrected."), "code")
        mark.delete()
        mark = None
    else:
        mark = mark or DayMark(post=post, employee_id=post.employee_id, day=day)
        mark.code, mark.reason = _known(code), said
        mark.minutes = _minutes(post, day, DayCode(code), worked)
        mark.full_clean()
        mark.save()
    # The code and the reason are personal data: the row's versions keep them, the act does not tell them.
    data = {"day": f"{day:%d.%m.%Y}"}
    record("agencies.sheet_corrected", actor=actor, subject=post.employee, about=[unit], data=data)
    return mark


@act
def close_sheet(*, actor: Employee, unit: Unit, month: date) -> MonthSheet:
    """Close the sheet of a unit for a month: its lines are kept as they are now, whatever becomes known later.

    Raises:
        PermissionDenied: the actor does not head the unit.
        ValidationError: ``sheet-not-over``: the last working day of the month has not come; ``sheet-closed``,
            ``sheet-empty``.
    """
    require(may_close_sheet(actor, unit))
    unit = Unit.objects.select_for_update(of=("self",)).select_related("agency").get(pk=unit.pk)
    first = month.replace(day=1)
    if clock.today() < working_time_of(unit.agency).days.previous_working(last_of(first)):
        raise refused("sheet-not-over", _("A sheet is closed on the last working day of its month or later."), "month")
    _require_open(unit, first)
    sheet = sheet_of(unit, first)
    if not sheet.lines:
        raise refused("sheet-empty", _("Nobody held a post in the unit in that month."), "month")
    post = actor.main_post
    closed = MonthSheet(unit=unit, first_day=first, closed_by=actor, closed_post=post.title if post else "")
    closed.full_clean()
    closed.save()
    for ordinal, line in enumerate(sheet.lines, 1):
        SheetLine.objects.create(
            sheet=closed,
            ordinal=ordinal,
            post=line.post,
            employee=line.employee,
            name=line.name,
            title=line.title,
            days=[[one.code or "", int(one.worked.total_seconds()) // 60, one.reason] for one in line.days],
        )
    record("agencies.sheet_closed", actor=actor, subject=closed, about=[unit], data={"month": f"{first:%m.%Y}"})
    return closed


@act
def open_sheet(*, actor: Employee, sheet: MonthSheet, reason: str) -> None:
    """Open a closed sheet again, with a reason; its lines follow from calendar, absences and corrections again.

    Raises:
        PermissionDenied: the actor does not head the unit.
        ValidationError: ``reason-missing``.
    """
    require(may_close_sheet(actor, sheet.unit))
    said = _given(reason)
    data = {"month": f"{sheet.first_day:%m.%Y}", "reason": said}
    record("agencies.sheet_opened", actor=actor, subject=sheet, about=[sheet.unit], data=data)
    for line in SheetLine.objects.filter(sheet=sheet):
        line.delete()
    sheet.delete()


def _require_open(unit: Unit, day: date) -> None:
    if MonthSheet.objects.filter(unit=unit, first_day=day.replace(day=1)).exists():
        raise refused("sheet-closed", _("The month sheet is closed: its head opens it again with a reason."))


def _given(reason: str) -> str:
    if not reason.strip():
        raise refused("reason-missing", _("Name the reason."), "reason")
    return reason.strip()[:300]


def _known(code: str) -> str:
    if code not in DayCode.values:
        raise refused("code-unknown", _("The form knows no such code."), "code")
    return code


def _minutes(post: Post, day: date, code: DayCode, worked: timedelta | None) -> int:
    if not code.is_at_work:
        return 0
    span = hours_of(post, day, working_time_of(post.unit.agency)) if worked is None else worked
    minutes = int(span.total_seconds()) // 60
    if minutes > MINUTES_AT_MOST:
        raise refused("hours-too-many", _("A day has 24 hours."), "hours")
    if minutes <= 0:
        raise refused("hours-missing", _("Name the hours of this day."), "hours")
    return minutes
