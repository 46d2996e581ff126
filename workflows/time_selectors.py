"""Questions of a person about their own time: what was counted on which day, and to which work time may be added."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import F, Q
from django.utils import timezone

from agencies.models import Agency, Employee
from history import clock
from workflows.models import UNFINISHED, Effort, WorkItem, WorkItemQuerySet, WorkState
from workflows.timekeeping import ClosedMonth, EffortRule, month_of

NO_TIME = timedelta()
# Time is added to what the person did lately; older work is corrected by its controller's word, not by memory.
LATELY = timedelta(days=62)


@dataclass(frozen=True)
class Day:
    """A day with the stretches that touch it, and their time within it."""

    day: date
    efforts: list[Effort]
    is_closed: bool

    @property
    def total(self) -> timedelta:
        """The time of the day: what of a stretch lies in another day counts there."""
        begins = midnight(self.day)
        return sum((within(one, begins, begins + timedelta(days=1)) for one in self.efforts), NO_TIME)


def days_of(employee: Employee, first: date, last: date) -> list[Day]:
    """One's own days from the first to the last, each with its stretches; two queries."""
    since, until = midnight(first), midnight(last) + timedelta(days=1)
    found = (
        Effort.objects.filter(employee=employee, starts_at__lt=until)
        .filter(Q(ends_at__gt=since) | Q(seen_at__gt=since) | Q(starts_at__gte=since))
        .select_related("item", "case")
        .order_by("starts_at", "id")
    )
    efforts = list(found)
    closed = set(
        ClosedMonth.objects.filter(
            agency__in={post.unit.agency_id for post in employee.current_posts},
            first_day__range=(month_of(first), last),
        ).values_list("first_day", flat=True)
    )
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [Day(day, [one for one in efforts if _touches(one, day)], month_of(day) in closed) for day in days]


def work_for_time(employee: Employee) -> WorkItemQuerySet:
    """Work to which the person may add time by hand: what lies with them in work, and what they did lately."""
    taken = Q(assignee=employee, state__among=UNFINISHED, taken_at__isnull=False)
    done = Q(done_by=employee, state=WorkState.DONE, done_at__gte=clock.now() - LATELY)
    return (
        WorkItem.objects.visible_to(employee)
        .filter(taken | done)
        .order_by(F("done_at").desc(nulls_first=True), "due_on", "id")
    )


def idle_minutes(agency: Agency) -> int:
    """After how many minutes without activity counting stops in the agency."""
    rule = EffortRule.objects.filter(agency=agency).first()
    return rule.idle_minutes if rule else EffortRule.USUAL_MINUTES


def closed_months(agency: Agency) -> list[ClosedMonth]:
    """The months of the agency that are closed, the latest first."""
    return list(ClosedMonth.objects.filter(agency=agency).select_related("closed_by").order_by("-first_day")[:24])


def within(effort: Effort, since: datetime, until: datetime) -> timedelta:
    """What of a stretch lies between two moments."""
    return max(min(effort.last_seen, until) - max(effort.starts_at, since), NO_TIME)


def midnight(day: date) -> datetime:
    """The moment at which a day begins in the installation's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _touches(effort: Effort, day: date) -> bool:
    begins = timezone.localtime(effort.starts_at).date()
    # what ends at midnight does not reach the next day
    ends = timezone.localtime(max(effort.last_seen - timedelta(microseconds=1), effort.starts_at)).date()
    return begins <= day <= ends
