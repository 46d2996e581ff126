"""The terms on the card of a case: each date with its words and history, and what the reader may do to it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies import calendars, services, terms
from agencies import selectors as running
from agencies.models import Employee, Term, TermChange, TermEvent, TermKind, TermState
from citizens.models import DONE, Case, Stage
from history import clock
from history.acts import type_name
from workflows import policies
from workflows.forms import terms as forms
from workflows.models import Resolution
from workflows.services import terms as acts
from workflows.undoing import Reopening

Do = Callable[[Employee, Case, dict[str, Any]], object]
CO_EXECUTORS = "co-executors-input"
IN_WORK = (Stage.IN_WORK, Stage.WAITING)


@dataclass(frozen=True)
class TermAction:
    """One thing that can be done to the terms of a case. ``preview`` gives the new date before it is saved."""

    name: str
    label: Any
    done: Any
    form: type[forms.TermForm]
    do: Do
    rule: Any = ""
    preview: Callable[[Term, dict[str, Any]], terms.Reckoning] | None = None

    @property
    def has_preview(self) -> bool:
        """Whether the new date can be shown before it is saved."""
        return self.preview is not None


@dataclass(frozen=True)
class Section:
    """What the card shows. ``resumed`` is the date if a suspended term were resumed today, ``half_on`` the end of the
    first half, in which co-executors deliver. ``is_provisional``: the calendar of its year may still change.
    ``days_left`` are working days, from the first reminder of the kind on.
    """

    term: Term
    of_assignments: list[tuple[Resolution, Term]]
    resumed: terms.Reckoning | None
    half: terms.Reckoning | None
    is_notice_late: bool
    is_provisional: bool
    told: str
    days_left: int | None

    @property
    def is_notice_due(self) -> bool:
        """Whether the sender has still to be told."""
        return self.term.notice_due_on is not None and self.term.notified_on is None


def _extended(term: Term, data: dict[str, Any]) -> terms.Reckoning:
    services.check_extension(term, data["days"])
    return terms.extended(term, data["days"])


def _resumed(term: Term, data: dict[str, Any]) -> terms.Reckoning:
    services.check_resumption(term, data["on"])
    return terms.resumed(term, data["on"])


EXTEND = TermAction(
    "extend",
    _("Extend the term"),
    _("The term is extended."),
    forms.ExtensionForm,
    lambda actor, case, data: acts.extend(actor=actor, case=case, days=data["days"], reason=data["reason"]),
    _("The head extends, once where the law says so, before the term has ended; the sender is told."),
    _extended,
)
ASK = TermAction(
    "ask",
    _("Ask for a longer term"),
    _("Asked: the head decides."),
    forms.ExtensionForm,
    lambda actor, case, data: acts.ask_extension(actor=actor, case=case, days=data["days"], reason=data["reason"]),
    _("The executor asks, the head extends; until then the term is as it was."),
    _extended,
)
SUSPEND = TermAction(
    "suspend",
    _("Suspend the term"),
    _("The term is suspended; its legal date stays on the card."),
    forms.DayOfTermForm,
    lambda actor, case, data: acts.suspend(actor=actor, case=case, on=data["on"], reason=data["reason"]),
    _("Only where the kind of term allows it; at the resumption the days that it really stood are added."),
)
RESUME = TermAction(
    "resume",
    _("Resume the term"),
    _("The term runs again."),
    forms.DayOfTermForm,
    lambda actor, case, data: acts.resume(actor=actor, case=case, on=data["on"], reason=data["reason"]),
    _("The days that the term really stood are added."),
    _resumed,
)
NOTIFY = TermAction(
    "notify",
    _("Note that the sender was told"),
    _("Noted."),
    forms.NoticeForm,
    lambda actor, case, data: acts.note_notice(
        actor=actor, case=case, notified_on=data["notified_on"], whom=data["whom"]
    ),
    _("An extension is told to whoever wrote."),
)
CHANGE = TermAction(
    "change",
    _("Change the term of an assignment"),
    _("The term of the assignment is changed."),
    forms.AssignmentTermForm,
    lambda actor, _case, data: acts.change_assignment(
        actor=actor, resolution=data["resolution"], due_on=data["due_on"], reason=data["reason"]
    ),
    _("Only its issuer changes it; an assignment does not outlast the term of the case."),
)


def section(case: Case, resolutions: list[Resolution], again: Reopening | None) -> Section:
    """The terms of a case as its card shows them; ``again``, how it was taken up again last. At most five queries."""
    found = running.terms_on(case)
    of_case = type_name(case)
    term = next((one for one in found if one.subject_type == of_case), None) or unsaved(case)
    by_resolution = {one.subject_key: one for one in found if one.subject_type == type_name(Resolution())}
    today = clock.today()
    days = calendars.calendar_for(case.agency)
    is_open = term.is_open and case.stage in (Stage.REGISTERED, Stage.PAPERS, Stage.DECIDED, *IN_WORK)
    half = TermKind.objects.filter(code=CO_EXECUTORS).first() if is_open else None
    # The term of a case that was taken up again is a new one, though its row tells of the first day still.
    starts_on = timezone.localtime(again.at).date() if again else term.starts_on
    return Section(
        term=term,
        of_assignments=[(one, by_resolution[one.pk]) for one in resolutions if one.pk in by_resolution],
        resumed=terms.resumed(term, today) if term.suspended_on else None,
        half=terms.first_part(half, starts_on, term.due_on, days) if half else None,
        is_notice_late=term.notice_due_on is not None and term.notified_on is None and term.notice_due_on < today,
        is_provisional=term.is_open and not days.is_final(term.due_on.year),
        told=_last_told(term),
        days_left=_days_left(term, days),
    )


def actions_of(case: Case, section: Section, reader: Employee) -> list[TermAction]:
    """What the reader may do to the terms of the case now; what the services would refuse is not offered."""
    term = section.term
    if not term.is_open or case.stage in DONE:
        return []
    offered = []
    decides = policies.may_decide_term(reader, case)
    runs = term.state == TermState.RUNNING
    if runs and term.due_on >= clock.today() and _may_be_longer(term):
        if decides:
            offered.append(EXTEND)
        elif policies.may_execute(reader, case) and case.stage in IN_WORK and not _is_asked(term):
            offered.append(ASK)
    if decides and runs and case.term_kind.may_be_suspended and not case.is_appeal:
        offered.append(SUSPEND)
    if decides and not runs:
        offered.append(RESUME)
    if section.is_notice_due and policies.may_tell_sender(reader, case):
        offered.append(NOTIFY)
    if any(policies.may_change_assignment(reader, one) for one, _term in section.of_assignments):
        offered.append(CHANGE)
    return offered


def unsaved(case: Case) -> Term:
    """The term of a case that an earlier version of the program registered, as its card has it."""
    return Term(
        agency=case.agency,
        kind=case.term_kind,
        starts_on=case.registered_on,
        due_on=case.due_on,
        basis=case.term_basis,
    )


def _may_be_longer(term: Term) -> bool:
    kind = term.kind
    if kind is None:
        return False
    return sum(one.event == TermEvent.EXTENDED for one in _changes(term)) < kind.extensions_at_most


def _is_asked(term: Term) -> bool:
    events = [one.event for one in _changes(term)]
    return bool(events) and events[-1] == TermEvent.ASKED


def _days_left(term: Term, days: calendars.WorkingCalendar) -> int | None:
    today = clock.today()
    if term.kind is None or not term.kind.remind_before or term.state != TermState.RUNNING or today > term.due_on:
        return None
    left = days.working_days_between(today, term.due_on)
    return left if left <= max(term.kind.remind_before) else None


def _last_told(term: Term) -> str:
    told = [one.reason for one in _changes(term) if one.event == TermEvent.NOTIFIED]
    return told[-1] if told else ""


def _changes(term: Term) -> list[TermChange]:
    return list(term.changes.all()) if term.pk else []
