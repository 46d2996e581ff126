"""Questions about automation rules: which are in force, which cases they match, what they did.

A rule by time starts from the terms that are due then, or from the open work of cases, both by an index; conditions
are asked of those cases alone. So a look grows with what is open, never with all that was ever registered.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from agencies.calendars import WorkingCalendar, calendar_for
from agencies.models import Agency, Term, TermChange, TermEvent, TermState, Unit
from citizens.models import Case
from history import clock
from history.acts import type_name
from history.prepared import Given, Prepared
from workflows.designed import Design, DesignVersion
from workflows.designs import RULE
from workflows.designs.rule_shapes import STEPS, Mark, Rule, When, read
from workflows.models import CaseProcess, WorkItem
from workflows.ruled import RuleFiring

COUNTED_AT_MOST = 100


@dataclass(frozen=True)
class Occasion:
    """A case that a rule by time matches now, and what of it: the work item it stands at, the day it is due."""

    case: int
    key: int
    on: date


@dataclass(frozen=True)
class Preview:
    """Cases that a rule would match now: how many, at most `COUNTED_AT_MOST`, and whether there are more.

    Of a case with an access mark there is no number: ``hidden`` counts those.
    """

    count: int
    is_more: bool
    numbers: list[str]
    hidden: int


def listening(agency: int) -> list[DesignVersion]:
    """The versions in force of the rules of an agency that are not retired. One query."""
    return _OFFERED.all(agency=agency)


def by_time() -> list[DesignVersion]:
    """The versions in force of all rules by time, of every agency."""
    found = (
        DesignVersion.objects.in_force()
        .filter(design__kind=RULE)
        .select_related("design__agency")
        .order_by("design__agency", "pk")
    )
    return [version for version in found if read(version.content).is_by_time]


_OFFERED = Prepared(lambda: DesignVersion.objects.in_force().filter(design__kind=RULE, design__agency=Given("agency")))


def occasions(rule: Rule, agency: Agency, design: Design | None, *, limit: int, case: int = 0) -> list[Occasion]:
    """Cases that a rule by time matches now, oldest first; not those for which this design has fired already."""
    if rule.when == When.STANDING:
        items = _standing(rule, agency)
        items = items.filter(case=case) if case else items
        fired = RuleFiring.objects.filter(design=design, occasion=rule.when, case=OuterRef("case"), key=OuterRef("pk"))
        items = items.filter(~Exists(fired)) if design is not None else items
        found = items.order_by("created_at", "pk").values_list("case", "pk", "created_at")[:limit]
        return [Occasion(key, item, timezone.localtime(since).date()) for key, item, since in found]
    terms = _due(rule, agency)
    terms = terms.filter(subject_key=case) if case else terms
    fired = RuleFiring.objects.filter(
        design=design, occasion=rule.when, case=OuterRef("subject_key"), happens_on=OuterRef("due_on")
    )
    terms = terms.filter(~Exists(fired)) if design is not None else terms
    due = terms.order_by("due_on", "pk").values_list("subject_key", "due_on")[:limit]
    return [Occasion(key, 0, due_on) for key, due_on in due]


def matches(rule: Rule, agency: Agency, case: int) -> bool:
    """Whether a case meets the conditions, and stands where a rule by time wants it."""
    if rule.is_by_time:
        return bool(occasions(rule, agency, None, limit=1, case=case))
    return Case.objects.filter(_conditions(rule, agency), pk=case).exists()


def preview(rule: Rule, agency: Agency, design: Design) -> Preview | None:
    """What would match now: of a rule by time the cases for which it would fire, of any other the open cases for which
    it would, if its event happened. None while it does not say when it fires.
    """
    if not rule.is_countable:
        return None
    limit = COUNTED_AT_MOST + 1
    if rule.is_by_time:
        keys = [one.case for one in occasions(rule, agency, design, limit=limit)]
    else:
        meets = Exists(Case.objects.filter(_conditions(rule, agency), pk=OuterRef("case")))
        items = _open_work(agency).filter(meets)
        if rule.steps:
            items = items.filter(kind__in=rule.steps)
        keys = list(items.order_by("case").values_list("case", flat=True).distinct()[:limit])
    shown = list(dict.fromkeys(keys))[:COUNTED_AT_MOST]
    # Numbers alone, as everywhere that an administrator looks; a marked paper is known to those who need to know it.
    named = Case.objects.filter(pk__in=shown, access="").order_by("pk").values_list("number", flat=True)
    numbers = list(named)
    return Preview(len(shown), len(keys) > COUNTED_AT_MOST, numbers, len(shown) - len(numbers))


def firings(design: Design) -> "QuerySet[RuleFiring]":
    """What a rule has to do and did, the newest first."""
    return RuleFiring.objects.filter(design=design).select_related("case", "version").order_by("-pk")


def _open_work(agency: Agency) -> "QuerySet[WorkItem]":
    """The open work on cases, each at one of the steps of their road."""
    return WorkItem.objects.filter(
        agency=agency, case__isnull=False, done_at__isnull=True, kind__in=[step.value for step in STEPS]
    )


def _standing(rule: Rule, agency: Agency) -> "QuerySet[WorkItem]":
    last = _days_back(calendar_for(agency), clock.today(), rule.days)
    until = timezone.make_aware(datetime.combine(last + timedelta(days=1), time()))
    items = _open_work(agency).filter(created_at__lt=until)
    if rule.steps:
        items = items.filter(kind__in=rule.steps)
    return items.filter(Exists(Case.objects.filter(_conditions(rule, agency), pk=OuterRef("case"))))


def _due(rule: Rule, agency: Agency) -> "QuerySet[Term]":
    days, today = calendar_for(agency), clock.today()
    running = Term.objects.filter(agency=agency, state=TermState.RUNNING, subject_type=type_name(Case()))
    if rule.when == When.BEFORE_DUE:
        running = running.filter(due_on__gte=today, due_on__lte=days.add_working_days(today, rule.days))
    else:
        running = running.filter(due_on__lte=_days_back(days, today, rule.days))
    return running.filter(Exists(Case.objects.filter(_conditions(rule, agency), pk=OuterRef("subject_key"))))


def _days_back(days: WorkingCalendar, today: date, count: int) -> date:
    """The last day after which so many working days have begun by today."""
    day = today
    for _ in range(count):
        day = days.previous_working(day) - timedelta(days=1)
    return day


def _conditions(rule: Rule, agency: Agency) -> Q:
    """The conditions of a rule, as one of a case of the agency."""
    asked = Q(agency=agency)
    if rule.topics:
        asked &= Q(topic__code__in=rule.topics)
    if rule.kinds:
        asked &= Q(kind__in=rule.kinds)
    if rule.channels:
        asked &= Q(channel__in=rule.channels)
    if rule.types:
        of_type = CaseProcess.objects.filter(design__design__agency=agency, design__design__code__in=rule.types)
        asked &= Q(Exists(of_type.filter(case=OuterRef("pk"))))
    if rule.units:
        asked &= _below(agency, rule.units)
    for mark in rule.marks:
        asked &= _of_mark(mark)
    if rule.days_left is not None:
        asked &= Q(due_on__lte=calendar_for(agency).add_working_days(clock.today(), rule.days_left))
    return asked


def _below(agency: Agency, codes: tuple[str, ...]) -> Q:
    """Executed in one of these units, or in one below."""
    units = Unit.objects.filter(agency=agency, ends_on__isnull=True, code__in=codes)
    found = Q(pk__in=[])
    for path in units.values_list("path", flat=True):
        found |= Q(unit__path__startswith=path)
    return found


def _of_mark(mark: str) -> Q:
    extended = TermChange.objects.filter(
        event=TermEvent.EXTENDED, term__subject_type=type_name(Case()), term__subject_key=OuterRef("pk")
    )
    earlier = Case.objects.filter(
        applicant__isnull=False, applicant=OuterRef("applicant"), agency=OuterRef("agency"), pk__lt=OuterRef("pk")
    )
    of_marks: dict[str, Any] = {
        Mark.REPEATED: Exists(earlier),
        Mark.COLLECTIVE: Q(co_applicants__gt=0),
        Mark.COMPLAINT: Q(complained_of__isnull=False),
        Mark.UNASSIGNED: Q(executor__isnull=True),
        Mark.PROLONGED: Exists(extended),
        Mark.RESTRICTED: ~Q(access=""),
        Mark.UNRESTRICTED: Q(access=""),
    }
    return Q(of_marks.get(mark, Q(pk__in=[])))
