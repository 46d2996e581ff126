"""Month sheets: each day of each person from the calendar, the absences and the corrections; or as it was closed."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from agencies.calendars import COUNTRY, year_of
from agencies.models import (
    Absence,
    AbsenceKind,
    DayCode,
    DayMark,
    Employee,
    MonthSheet,
    Post,
    SheetLine,
    Unit,
)
from agencies.rules import MAY, SEES, Power, Scope
from agencies.worktime import WorkingTime, working_time_of

HALF = 15
NO_TIME = timedelta()
CODE_OF: dict[str, DayCode] = {
    AbsenceKind.LEAVE: DayCode.LEAVE,
    AbsenceKind.ILLNESS: DayCode.SICK,
    AbsenceKind.TRIP: DayCode.TRIP,
}


@dataclass(frozen=True)
class Day:
    """A day of a person; no code where they did not hold the post. ``reason`` is that of a correction."""

    day: date
    code: DayCode | None = None
    worked: timedelta = NO_TIME
    reason: str = ""


@dataclass(frozen=True)
class Line:
    """The month of a person in a post."""

    post: Post
    employee: Employee
    name: str
    title: str
    days: list[Day]

    def attended(self, days: Sequence[Day] | None = None) -> int:
        """How many days of the month, or of these, the person was at work."""
        return sum(one.code is not None and one.code.is_at_work for one in (self.days if days is None else days))

    def worked(self, days: Sequence[Day] | None = None) -> timedelta:
        """How many hours of the month, or of these days, the person was at work."""
        return sum((one.worked for one in (self.days if days is None else days)), NO_TIME)

    @property
    def halves(self) -> tuple[list[Day], list[Day]]:
        """The days from the 1st to the 15th, and those after, as the form has them."""
        return self.days[:HALF], self.days[HALF:]

    @property
    def missed(self) -> dict[str, int]:
        """How many days of each other code there were, by its letter; days off are not told."""
        found: dict[str, int] = {}
        for one in self.days:
            if one.code is not None and not one.code.is_at_work and one.code is not DayCode.OFF:
                found[one.code.letter] = found.get(one.code.letter, 0) + 1
        return found


@dataclass(frozen=True)
class Sheet:
    """The month sheet of a unit; ``closed`` is its closing, if its head has closed it."""

    unit: Unit
    first_day: date
    lines: list[Line]
    closed: MonthSheet | None = None
    work: WorkingTime | None = field(default=None, repr=False)

    @property
    def last_day(self) -> date:
        """The last day of the month."""
        return last_of(self.first_day)

    @property
    def days(self) -> list[date]:
        """Every day of the month."""
        return [self.first_day + timedelta(days=count) for count in range(self.last_day.day)]


def units_kept_by(employee: Employee) -> QuerySet[Unit]:
    """Units whose month sheets the person keeps."""
    kept = Q(pk__in=[])
    for post in employee.current_posts if employee.is_active else ():
        if Power.WATCH_LOAD not in MAY[post.role]:
            continue
        if SEES[post.role] is Scope.AGENCY:
            kept |= Q(agency=post.unit.agency_id)
        elif SEES[post.role] is Scope.SUBTREE:
            kept |= Q(path__startswith=post.unit.path)
    return Unit.objects.filter(kept).select_related("agency").order_by("agency", "code", "pk")


def last_of(first: date) -> date:
    """The last day of a month."""
    return first.replace(day=monthrange(first.year, first.month)[1])


def sheet_of(unit: Unit, first_day: date) -> Sheet:
    """The sheet of a unit for a month: of a closed one as it was closed, else as it stands now.

    A person has a line a post that they hold there on some day of the month. A constant number of queries.
    """
    closed = MonthSheet.objects.filter(unit=unit, first_day=first_day).select_related("closed_by", "unit").first()
    if closed is not None:
        lines = SheetLine.objects.filter(sheet=closed).select_related("post", "employee").order_by("ordinal")
        return Sheet(unit, first_day, [_kept(line, first_day) for line in lines], closed)
    last = last_of(first_day)
    posts = list(
        Post.objects.filter(unit=unit, starts_on__lte=last)
        .not_ended(first_day)
        .select_related("employee")
        .order_by("employee__last_name", "employee__first_name", "employee", "-is_main", "pk")
    )
    people = {post.employee_id for post in posts}
    away: dict[int, list[Absence]] = {}
    for absence in Absence.objects.filter(employee__in=people).touching(first_day, last):
        away.setdefault(absence.employee_id, []).append(absence)
    marks = {
        (one.post_id, one.day): one for one in DayMark.objects.filter(post__in=posts, day__range=(first_day, last))
    }
    work = working_time_of(unit.agency)
    sheet = Sheet(unit, first_day, [], None, work)
    sheet.lines.extend(
        Line(
            post=post,
            employee=post.employee,
            name=post.employee.full_name,
            title=post.title,
            days=[
                _day(post, day, away.get(post.employee_id, []), marks.get((post.pk, day)), work) for day in sheet.days
            ],
        )
        for post in posts
    )
    return sheet


def as_computed(post: Post, day: date, absences: Sequence[Absence], work: WorkingTime) -> Day:
    """What a day is by the calendar and the absences alone.

    Holidays of the country are no days of a leave (Labour Code art. 120); other days off within it are. An illness
    lasts through all days, a business trip takes days that are worked.
    """
    if day < post.starts_on or (post.ends_on is not None and day > post.ends_on):
        return Day(day)
    is_working = work.days.is_working(day)
    absence = next((one for one in absences if one.starts_on <= day <= one.ends_on), None)
    if absence is not None:
        code = CODE_OF[absence.kind]
        is_holiday = not is_working and day in year_of(day.year, COUNTRY).holidays
        if not (code is DayCode.LEAVE and is_holiday) and (code is not DayCode.TRIP or is_working):
            return Day(day, code)
    return Day(day, DayCode.PRESENT, hours_of(post, day, work)) if is_working else Day(day, DayCode.OFF)


def hours_of(post: Post, day: date, work: WorkingTime) -> timedelta:
    """The hours of a post on a day, by its share of a full one, in whole minutes."""
    return timedelta(minutes=round(work.of_day(day) / timedelta(minutes=1) * post.share / 100))


def _day(post: Post, day: date, absences: Sequence[Absence], mark: DayMark | None, work: WorkingTime) -> Day:
    if mark is None:
        return as_computed(post, day, absences, work)
    return Day(day, DayCode(mark.code), timedelta(minutes=mark.minutes), mark.reason)


def _kept(line: SheetLine, first_day: date) -> Line:
    days = [
        Day(
            first_day + timedelta(days=count),
            DayCode(code) if code else None,
            timedelta(minutes=minutes),
            reason,
        )
        for count, (code, minutes, reason) in enumerate(line.days)
    ]
    return Line(line.post, line.employee, line.name, line.title, days)
