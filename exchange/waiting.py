"""Why a message of ours is where it is, in words; and since when messages without a receipt are late."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.calendars import CLOSES_AT, WorkingCalendar, calendar_for
from agencies.models import Agency, OfficeHours
from exchange.models import Correspondent, MessageKind, OutboxMessage, OutboxState
from history import clock

OPENS_AT = time(9, 0)
# Further back than any long holiday.
DAYS_LOOKED_BACK = 30


def why(message: OutboxMessage) -> str:
    """What a message waits for, or how it ended, as a person reads it. No query where its correspondent is loaded."""
    if message.state == OutboxState.PARKED:
        by = message.parked_by.short_name if message.parked_by else ""
        told = {"by": by, "reason": message.reason}
        return (_("parked by %(by)s: %(reason)s") if by else _("parked: %(reason)s")) % told
    if message.state == OutboxState.EXPIRED:
        return _("not delivered in time; the last try: %(error)s") % {"error": message.last_error or "—"}
    if message.state == OutboxState.REFUSED:
        return message.reason or message.last_error
    if message.state == OutboxState.ACCEPTED:
        return _decision(message)
    if message.state == OutboxState.SENT:
        return _("laid in the watched folder; the receipt has not come yet")
    return _waits(message, clock.now())


def _decision(message: OutboxMessage) -> str:
    if message.kind != MessageKind.DOCUMENT or message.decision or message.decision_due_on is None:
        return ""
    day = {"day": f"{message.decision_due_on:%d.%m.%Y}"}
    if message.decision_due_on < clock.today():
        return _("delivered; the decision was due by %(day)s") % day
    return _("delivered; the decision is due by %(day)s") % day


def _waits(message: OutboxMessage, now: datetime) -> str:
    correspondent = message.correspondent
    if correspondent.is_closed:
        return _("the correspondent's entry is closed: %(reason)s") % {"reason": correspondent.closed_because}
    if correspondent.channel not in Correspondent.EXCHANGED:
        return _("there is no exchange with this correspondent")
    if message.document is not None and message.document.access and message.kind == MessageKind.DOCUMENT:
        return _("the paper has got an access mark and leaves by a closed channel only")
    if message.leased_until and message.leased_until > now:
        return _("is being sent now")
    if correspondent.closed_until and correspondent.closed_until > now:
        words = ngettext(
            "the correspondent was not reached %(count)s time in a row: all its messages wait until %(moment)s",
            "the correspondent was not reached %(count)s times in a row: all its messages wait until %(moment)s",
            correspondent.failures,
        )
        return words % {"count": correspondent.failures, "moment": _moment(correspondent.closed_until)}
    if message.due_at > now:
        told = {"moment": _moment(message.due_at), "error": message.last_error or "—"}
        return _("tried again at %(moment)s; the last try: %(error)s") % told
    return _("due: the worker takes it next")


def unreceipted(agencies: list[Agency]) -> Q:
    """The condition "has no transport receipt after the working hours that the settings allow"."""
    condition = Q(pk__in=[])
    for agency in agencies:
        condition |= Q(agency=agency, created_at__lte=hours_ago(agency, settings.EXCHANGE_RECEIPT_HOURS))
    return condition & Q(state__in=[OutboxState.NEW, OutboxState.SENT, OutboxState.PARKED])


def undecided() -> Q:
    """The condition "was delivered, and its decision is later than agreed"."""
    return Q(state=OutboxState.ACCEPTED, decision="", kind=MessageKind.DOCUMENT, decision_due_on__lt=clock.today())


def hours_ago(agency: Agency, hours: int) -> datetime:
    """The moment from which so many hours of the agency's office have passed until now. At most two queries."""
    calendar = calendar_for(agency)
    office = {one.weekday: one for one in OfficeHours.objects.filter(agency=agency)}
    left, now = timedelta(hours=hours), timezone.localtime(clock.now())
    for back in range(DAYS_LOOKED_BACK):
        day = now - timedelta(days=back)
        for begins, ends in reversed(_stretches(calendar, office.get(day.weekday()) or office.get(0), day)):
            end = min(ends, now)
            if end <= begins:
                continue
            if end - begins >= left:
                return end - left
            left -= end - begins
    return now - timedelta(days=DAYS_LOOKED_BACK)


def _stretches(calendar: WorkingCalendar, office: OfficeHours | None, day: datetime) -> list[tuple[datetime, datetime]]:
    """When the office is open that day: before and after its break."""
    date = day.date()
    if not calendar.is_working(date):
        return []
    opens, closes = (office.opens_at, office.closes_at) if office else (OPENS_AT, CLOSES_AT)
    ends = _at(day, closes) - timedelta(hours=1 if calendar.is_short(date) else 0)
    if office is None or office.break_from >= office.break_until:
        return [(_at(day, opens), ends)]
    return [(_at(day, opens), _at(day, office.break_from)), (_at(day, office.break_until), ends)]


def _at(day: datetime, hour: time) -> datetime:
    return day.replace(hour=hour.hour, minute=hour.minute, second=0, microsecond=0)


def _moment(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d.%m.%Y %H:%M}"
