"""Laying the steps of a request for a service on desks."""

from typing import Any

from agencies import rules
from agencies.calendars import calendar_for
from agencies.models import Role
from citizens.models import Case
from history import clock
from workflows.models import WorkKind
from workflows.services import laying


def lay_papers(activation: Any) -> None:
    """The papers of a registered request await their check by the records office, by the next working day."""
    case: Case = activation.process.case
    due_on = min(case.due_on, calendar_for(case.agency).add_working_days(clock.today(), 1))
    _lay(activation, WorkKind.CHECK_PAPERS, rules.records_office(case.agency), Role.CLERK, due_on)


def lay_confirm(activation: Any) -> None:
    """The prepared decision awaits the leaders of the agency, by the next working day and not behind the term."""
    case: Case = activation.process.case
    leader = rules.holders(case.agency, rules.Power.RESOLVE)[0]
    due_on = min(case.due_on, calendar_for(case.agency).add_working_days(clock.today(), 1))
    _lay(activation, WorkKind.CONFIRM, leader.unit, leader.role, due_on)


def _lay(activation: Any, kind: str, unit: Any, role: str, due_on: Any) -> None:
    laying.lay_of_case(
        activation, kind, case=activation.process.case, unit=unit, role=role, due_on=max(due_on, clock.today())
    )
