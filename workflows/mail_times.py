"""When a notice is due by mail: at once or with the next digest, not in quiet hours, on working days if so wanted."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from agencies.calendars import calendar_for
from workflows.noticing import NoticeSettings, Rhythm

DAYS_AHEAD = 366  # no calendar has so many days off in a row


def mail_at(settings: NoticeSettings, now: datetime) -> datetime:
    """The first moment from ``now`` on at which the person wants what is new now by mail."""
    moment = timezone.localtime(now)
    return awake_at(settings, moment if settings.rhythm == Rhythm.AT_ONCE else _next_digest(settings, moment))


def awake_at(settings: NoticeSettings, now: datetime) -> datetime:
    """The first moment from ``now`` on outside of quiet hours and, if so wanted, on a working day of their agency."""
    post = settings.employee.main_post
    days = calendar_for(post.unit.agency) if post is not None and settings.is_working_days_only else None
    moment = timezone.localtime(now)
    for _day in range(DAYS_AHEAD):
        if days is not None and not days.is_working(moment.date()):
            moment = _at(moment + timedelta(days=1), 0 if settings.rhythm == Rhythm.AT_ONCE else settings.hour)
            continue
        quiet_until = _quiet_until(settings, moment)
        if quiet_until is None:
            break
        moment = quiet_until
    return moment


def _next_digest(settings: NoticeSettings, moment: datetime) -> datetime:
    """The next full hour of the digest, of a week's on its day."""
    due = _at(moment, settings.hour)
    if settings.rhythm == Rhythm.WEEKLY:
        due += timedelta(days=(settings.weekday - due.weekday()) % 7)
    if due <= moment:
        due += timedelta(days=7 if settings.rhythm == Rhythm.WEEKLY else 1)
    return due


def _quiet_until(settings: NoticeSettings, moment: datetime) -> datetime | None:
    """When the quiet hours end in which this moment lies; None outside of them."""
    first, last = settings.quiet_from, settings.quiet_until
    if first is None or last is None or first == last:
        return None
    is_over_midnight = first > last
    is_quiet = moment.hour >= first or moment.hour < last if is_over_midnight else first <= moment.hour < last
    if not is_quiet:
        return None
    ends = _at(moment, last)
    return ends + timedelta(days=1) if is_over_midnight and moment.hour >= first else ends


def _at(moment: datetime, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(moment.date(), time(hour)))
