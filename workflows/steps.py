"""The next step of a case: what, who, by when, by which rule. Exactly one is the primary one."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import Employee
from agencies.rules import Power, holds
from workflows import actions, passing, policies, selectors
from workflows.execution_actions import REPORT
from workflows.models import OWN_STEPS, WorkItem, WorkKind, WorkState

LETTER_ROAD = (WorkKind.REVISE, WorkKind.APPROVE, WorkKind.SIGN, WorkKind.REGISTER_LETTER, WorkKind.DISPATCH)
# A trouble first, then what a letter needs: the case itself goes on when its letter has.
ORDER: tuple[str, ...] = (
    WorkKind.DELIVERY_PROBLEM,
    WorkKind.REGISTER,
    *LETTER_ROAD,
    WorkKind.REVISE_ORDER,
    WorkKind.REGISTER_ORDER,
    WorkKind.STEP_FIRST,
    WorkKind.RESOLVE,
    WorkKind.CHECK_PAPERS,
    WorkKind.CONSIDER,
    WorkKind.MAKE_KNOWN,
    WorkKind.EXTEND,
    WorkKind.EXECUTE,
    WorkKind.APPROVE_ASSIGNMENT,
    WorkKind.DISPUTE,
    WorkKind.LONGER,
    WorkKind.ACCEPT,
    WorkKind.DELIVER,
    WorkKind.DO,
    WorkKind.CHECK,
    WorkKind.STEP_REPORTED,
    WorkKind.CONFIRM,
    WorkKind.CONTROL,
    WorkKind.STEP_OFF_CONTROL,
    WorkKind.FILE,
    WorkKind.READ,
    WorkKind.FILE_DOCUMENT,
    WorkKind.AWAIT_REPLY,
    WorkKind.EXECUTOR_AWAY,
    WorkKind.CHECK_IN_FORCED,
    WorkKind.MENTIONED,
    WorkKind.UNDELIVERED,
    WorkKind.REDRAFT,
)


@dataclass(frozen=True)
class Step:
    """One thing to be done. ``address`` is where the reader does it, empty when it lies with somebody else."""

    what: str
    who: str
    due_on: date | None
    rule: str
    title: str
    address: str = ""
    is_mine: bool = False


def steps_of(items: list[WorkItem], reader: Employee) -> list[Step]:
    """The open work of one case as its reader sees it, the primary next step first."""
    ordered = sorted(items, key=lambda item: (ORDER.index(item.kind), item.pk))
    found = [_of(item, items, reader) for item in ordered]
    return [step for step in found if step is not None]


def instead_of_form(item: WorkItem, items: list[WorkItem], reader: Employee) -> Step | None:
    """What comes before the forms of this item: a draft or a returned letter of the executor, or a letter that is
    with somebody else; None when a form of the item is the next step.
    """
    if item.kind != WorkKind.EXECUTE or item.state == WorkState.OPEN:
        return _in_the_way(item, items, reader)
    own = _unsubmitted(item, reader) or (None if _returned(item, items, reader) else _unforwarded(item, reader))
    return own or _in_the_way(item, items, reader)


def _of(item: WorkItem, items: list[WorkItem], reader: Employee) -> Step | None:
    own = _unsubmitted(item, reader) or (None if _returned(item, items, reader) else _unforwarded(item, reader))
    if own is not None:
        return own
    # Where another open item stands in the way, that item is listed and this one waits for it.
    return None if _in_the_way(item, items, reader) else _step(item, reader)


def _in_the_way(item: WorkItem, items: list[WorkItem], reader: Employee) -> Step | None:
    if item.kind == WorkKind.CONTROL:
        return _letter_under_way(items, reader)
    if item.kind != WorkKind.EXECUTE or item.state == WorkState.OPEN:
        return None
    return _returned(item, items, reader) or _held(item, items, reader)


def _step(item: WorkItem, reader: Employee) -> Step:
    first = actions.primary_of(item)
    is_mine = policies.may_work(reader, item)
    # Nobody has to give up waiting, nor to grant what is asked: the page offers that, the case does not need it.
    is_told_by_kind = first is None or item.kind in (WorkKind.AWAIT_REPLY, WorkKind.EXTEND, *OWN_STEPS)
    return Step(
        what=_with_capital(item.get_kind_display()) if is_told_by_kind or first is None else str(first.label),
        who=who(item),
        due_on=item.due_on,
        rule=str(first.rule) if first else _("An incoming paper is registered on the day of receipt or the next."),
        title=item.title,
        address=reverse("workflows:item", args=[item.pk]) if is_mine else "",
        is_mine=is_mine,
    )


def _with_capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def who(item: WorkItem) -> str:
    """With whom an item lies: a person, or the posts of a unit."""
    if item.assignee is not None:
        return item.assignee.short_name
    return f"{item.get_queue_role_display()}, {item.queue_unit.name}"


def _unsubmitted(item: WorkItem, reader: Employee) -> Step | None:
    case, assignee = item.case, item.assignee
    if item.kind != WorkKind.EXECUTE or case is None or assignee is None:
        return None
    # A substitute goes on with a draft of their own; the executor's waits for the executor.
    author = reader if policies.may_execute(reader, case) else assignee
    draft = selectors.drafts(case, author).first()
    if draft is None:
        return None
    is_mine = reader.pk == author.pk and holds(reader, Power.EXECUTE, item.agency_id)
    return Step(
        what=_("Submit the draft for approval"),
        who=author.short_name,
        due_on=item.due_on,
        rule=_("Rules of record keeping: a letter is signed after the visa of the head of the unit."),
        title=draft.subject,
        address=reverse("workflows:draft", args=[draft.pk]) if is_mine else "",
        is_mine=is_mine,
    )


def _unforwarded(item: WorkItem, reader: Employee) -> Step | None:
    """A question has the outcome “forwarded”, and no letter forwards it."""
    case = item.case
    is_begun = item.kind == WorkKind.EXECUTE and item.state != WorkState.OPEN
    if case is None or not is_begun or not selectors.is_forwarding_owed(case):
        return None
    is_mine = policies.may_work(reader, item)
    address = reverse("workflows:case-pass-on", args=[case.pk])
    return Step(
        what=_("Forward by competence"),
        who=who(item),
        due_on=passing.last_day_of_forwarding(case),
        rule=_("%(within)s, and the applicant is told.")
        % {"within": _with_capital(str(passing.law_of_forwarding(case).within))},
        title=item.title,
        address=f"{address}?act={passing.PassAct.FORWARD.value}" if is_mine else "",
        is_mine=is_mine,
    )


def _returned(item: WorkItem, items: list[WorkItem], reader: Employee) -> Step | None:
    for one in items:
        if one.kind == WorkKind.REVISE and one.assignee_id == item.assignee_id:
            return _step(one, reader)
    return None


def _held(item: WorkItem, items: list[WorkItem], reader: Employee) -> Step | None:
    first: Any = actions.actions_of(item)[0]
    return _letter_under_way(items, reader) if first is REPORT else None


def _letter_under_way(items: list[WorkItem], reader: Employee) -> Step | None:
    for one in items:
        if one.kind in LETTER_ROAD:
            return _step(one, reader)
    return None
