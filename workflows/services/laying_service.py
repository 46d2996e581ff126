"""Laying the steps of a request for a service, and of a complaint about one, on desks."""

from typing import Any

from agencies import rules, terms
from agencies.calendars import calendar_for
from agencies.models import Post, Role, TermKind
from citizens.complaining import has_decided_on_request
from citizens.models import Case, CaseRole
from history import clock
from workflows.models import WorkKind
from workflows.services import laying
from workflows.serving import answer_due


def lay_papers(activation: Any) -> None:
    """The papers of a registered request await their check by the records office, by the next working day."""
    case: Case = activation.process.case
    due_on = min(case.due_on, calendar_for(case.agency).add_working_days(clock.today(), 1))
    _lay(activation, WorkKind.CHECK_PAPERS, rules.records_office(case.agency), Role.CLERK, due_on)


def lay_confirm(activation: Any) -> None:
    """The prepared decision awaits the leaders of the agency, by the next working day and not behind the term."""
    case: Case = activation.process.case
    leader = _leader(case)
    due_on = min(case.due_on, calendar_for(case.agency).add_working_days(clock.today(), 1))
    _lay(activation, WorkKind.CONFIRM, leader.unit, leader.role, due_on)


def lay_resolve(activation: Any) -> None:
    """A registered complaint awaits the leaders of the agency, within the term of a resolution: who considers it?"""
    case: Case = activation.process.case
    within = terms.compute_for(case.agency, TermKind.objects.get(code="resolution"), clock.now()).due_on
    leader = _leader(case)
    _lay(activation, WorkKind.RESOLVE, leader.unit, leader.role, min(case.due_on, within))


def lay_answer(activation: Any) -> None:
    """The decision on a complaint was confirmed: the executor answers by the day after it, whatever the term says."""
    case: Case = activation.process.case
    answer = answer_due(case)
    laying.lay_execute(activation, due_on=answer.due_on if answer is not None else None)


def _leader(case: Case) -> Post:
    """The first head of the agency who may decide on the case."""
    heads = rules.holders(case.agency, rules.Power.RESOLVE)
    able = (post for post in heads if not has_decided_on_request(case, post.employee, CaseRole.AUTHOR))
    return next(able, heads[0])


def _lay(activation: Any, kind: str, unit: Any, role: str, due_on: Any) -> None:
    laying.lay_of_case(
        activation, kind, case=activation.process.case, unit=unit, role=role, due_on=max(due_on, clock.today())
    )
