"""What a run of a script holds while it lasts: the agency, its own clock, its one case."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.calendars import calendar_for
from agencies.models import Agency
from citizens.models import Case
from history import clock
from workflows.trials.cast import Cast
from workflows.trials.language import day_of, span_of
from workflows.trials.statements import Span

BEGINS_AT = time(11)
A_STEP = timedelta(minutes=1)
NO_WORK, FORBIDDEN = "no-work", "forbidden"


class Otherwise(Exception):
    """A line went otherwise than the script says; the words tell what was found instead."""


@dataclass
class Rehearsal:
    """The state of a run. ``now`` is its own clock: it begins at eleven on the next working day, when everything that
    is in force by now still is, and moves on by a minute a line.
    """

    agency: Agency
    now: datetime = field(init=False)
    kept_case: Case | None = None
    kept_cast: tuple[date, Cast] | None = None

    def __post_init__(self) -> None:
        first = calendar_for(self.agency).add_working_days(clock.today(), 1)
        self.now = datetime.combine(first, BEGINS_AT, tzinfo=timezone.get_default_timezone())

    @property
    def case(self) -> Case:
        """The case of the script, as it stands.

        Raises:
            Otherwise: the appeal was not registered.
        """
        if self.kept_case is None:
            raise Otherwise(_("There is no case: the appeal was not registered."))
        return Case.objects.select_related("agency", "applicant").get(pk=self.kept_case.pk)

    @property
    def today(self) -> date:
        """The day of its clock."""
        return timezone.localtime(self.now).date()

    def keep(self, case: Case) -> None:
        """Go on with this case."""
        self.kept_case = case

    def next_day(self) -> None:
        """Move the clock on by a day."""
        self.now += timedelta(days=1)

    def cast(self) -> Cast:
        """The people of the agency on the day of the clock; the same objects as long as that day lasts."""
        if self.kept_cast is None or self.kept_cast[0] != self.today:
            self.kept_cast = (self.today, Cast(self.agency))
        return self.kept_cast[1]

    def day(self, said: str) -> date:
        """The day that a script means: of the calendar, or so many days after today."""
        span = span_of(said)
        if span is not None:
            return self.after(span)
        named = day_of(said)
        assert named is not None  # the language read it
        return named

    def after(self, span: Span) -> date:
        """The day that lies so far ahead; one that is counted in working days is worked."""
        today = clock.today()
        if span.is_working:
            return calendar_for(self.agency).add_working_days(today, span.days)
        return today + timedelta(days=span.days)


def codes_of(error: ValidationError | PermissionDenied) -> list[str]:
    """The codes of a refusal."""
    if isinstance(error, PermissionDenied):
        return [FORBIDDEN]
    nested = [one for some in error.error_dict.values() for one in some] if hasattr(error, "error_dict") else [error]
    return [str(one.code or "") for some in nested for one in some.error_list]


def words_of(error: ValidationError | PermissionDenied) -> str:
    """A refusal in words, with its codes."""
    said = _("not allowed") if isinstance(error, PermissionDenied) else " ".join(error.messages)
    return f"{said} ({', '.join(code for code in codes_of(error) if code)})"
