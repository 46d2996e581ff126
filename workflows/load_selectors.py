"""Load of people: the hours that their open work is estimated at, against their capacity in the working days ahead."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count

from agencies.models import Absence, Agency, Post
from agencies.selectors.attendance import hours_of
from agencies.worktime import NO_TIME, WorkingTime, working_time_of
from history import clock
from history.models import Act
from workflows.models import NEWS, UNFINISHED, WorkItem, WorkState
from workflows.norms import WorkNorm

# The first and the last day of an absence.
Days = tuple[date, date]
# Capacity is that of so many working days, today among them.
AHEAD = 10
CHANGES_SHOWN = 20
# What waits for somebody else takes no hours now.
AT_WORK = (WorkState.OPEN, WorkState.TAKEN)


@dataclass(frozen=True)
class Load:
    """What lies with a person: pieces of open work, the hours of those with a norm, and the capacity ahead.

    ``without_norm`` of the pieces have no norm: their hours are not known. ``is_present`` says that they are not away
    today.
    """

    open: int
    without_norm: int
    hours: timedelta
    capacity: timedelta
    is_present: bool

    @property
    def weight(self) -> tuple[float, int]:
        """The lighter, the less loaded: hours against capacity, then pieces of work."""
        return (self.hours / self.capacity if self.capacity else float("inf") if self.hours else 1.0, self.open)


def norms_of(agency: Agency) -> dict[str, timedelta]:
    """The norms that the agency has set, by kind of work."""
    return {one.kind: one.span for one in WorkNorm.objects.filter(agency=agency)}


def changes_of_norms(agency: Agency) -> list[Act]:
    """Who set which norms, the latest first."""
    return list(Act.objects.filter(agency_key=agency.pk, verb="workflows.norms_set").order_by("-id")[:CHANGES_SHOWN])


def loads_of(agency: Agency, people: Iterable[int]) -> dict[int, Load]:
    """The load of each of these people in an agency, by their number. Six queries, however many people."""
    keys, norms, work = set(people), norms_of(agency), working_time_of(agency)
    days = days_ahead(work)
    posts: dict[int, list[Post]] = {}
    held = Post.objects.filter(employee__in=keys, unit__agency=agency, starts_on__lte=days[-1]).not_ended(days[0])
    for post in held:
        posts.setdefault(post.employee_id, []).append(post)
    away: dict[int, list[Days]] = {}
    absences = Absence.objects.filter(employee__in=keys).touching(clock.today(), days[-1])
    # Why somebody is away is not asked for.
    for key, first, last in absences.values_list("employee", "starts_on", "ends_on"):
        away.setdefault(key, []).append((first, last))
    unfinished = WorkItem.objects.filter(assignee__in=keys, agency=agency, state__among=UNFINISHED)
    lying = unfinished.filter(state__in=AT_WORK).exclude(kind__in=NEWS)
    pieces: dict[int, dict[str, int]] = {}
    for key, kind, count in lying.order_by().values_list("assignee", "kind").annotate(Count("pk")):
        if key is not None:
            pieces.setdefault(key, {})[kind] = count
    return {key: _load(pieces.get(key, {}), norms, posts.get(key, []), away.get(key, []), days, work) for key in keys}


def least_loaded(loads: dict[int, Load], *, without: int | None = None) -> int | None:
    """Who of them is least loaded and present; nobody where all are away."""
    able = [key for key, load in loads.items() if load.is_present and load.capacity and key != without]
    return min(able, key=lambda key: (loads[key].weight, key), default=None)


def days_ahead(work: WorkingTime) -> list[date]:
    """The next working days, today among them where it is one."""
    days = [work.days.next_working(clock.today())]
    while len(days) < AHEAD:
        days.append(work.days.add_working_days(days[-1], 1))
    return days


def _load(
    pieces: dict[str, int],
    norms: dict[str, timedelta],
    posts: list[Post],
    away: list[Days],
    days: list[date],
    work: WorkingTime,
) -> Load:
    capacity = NO_TIME
    for day in days:
        if _is_away(away, day):
            continue
        held = [post for post in posts if post.starts_on <= day and (post.ends_on is None or day <= post.ends_on)]
        capacity += min(sum((hours_of(post, day, work) for post in held), NO_TIME), work.of_day(day))
    return Load(
        open=sum(pieces.values()),
        without_norm=sum(count for kind, count in pieces.items() if kind not in norms),
        hours=sum((norms[kind] * count for kind, count in pieces.items() if kind in norms), NO_TIME),
        capacity=capacity,
        is_present=not _is_away(away, clock.today()),
    )


def _is_away(away: list[Days], day: date) -> bool:
    return any(first <= day <= last for first, last in away)
