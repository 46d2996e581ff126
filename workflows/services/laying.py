"""Laying work on desks: when a step begins, when a package or trouble comes, when somebody has to be told."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies import rules, terms
from agencies.calendars import calendar_for
from agencies.models import Agency, Employee, Role, TermKind, Unit
from citizens.models import Case
from documents.models import Document, LetterTemplate
from exchange.models import Correspondent, InboxMessage
from history import clock
from history.prepared import Given, Prepared
from workflows import passing
from workflows.drafted import ResolutionDraft
from workflows.models import WorkItem, WorkKind, WorkState
from workflows.services import marks, rule_calls
from workflows.serving import answer_due

OF_FORWARDING = (LetterTemplate.Purpose.FORWARDING, LetterTemplate.Purpose.NOTICE)


def lay_resolve(activation: Any) -> None:
    """A registered case awaits the head: on the desk of the agency's leaders, within the term of a resolution."""
    case: Case = activation.process.case
    within = terms.compute_for(case.agency, TermKind.objects.get(code="resolution"), clock.now()).due_on
    due_on = min(case.due_on, within)
    leader = rules.holders(case.agency, rules.Power.RESOLVE)[0]
    lay_of_case(
        activation, WorkKind.RESOLVE, case=case, unit=leader.unit, role=leader.role, due_on=max(due_on, clock.today())
    )


def lay_execute(activation: Any, due_on: date | None = None) -> None:
    """The case lies with its responsible executor, by its term or a day before; back from a wait or a return it lies
    there in work.
    """
    case = activation.process.case
    due_on = min(case.due_on, due_on) if due_on is not None else case.due_on
    back: dict[str, Any] = {"state": WorkState.TAKEN, "taken_at": clock.now()} if _has_worked_on(case) else {}
    lay_of_case(activation, WorkKind.EXECUTE, case=case, assignee=case.executor, unit=case.unit, due_on=due_on, **back)


def lay_await_reply(activation: Any) -> None:
    """The executor waits, and may go on without waiting."""
    case = activation.process.case
    item = lay_of_case(
        activation, WorkKind.AWAIT_REPLY, case=case, assignee=case.executor, unit=case.unit, due_on=case.due_on
    )
    item.state = WorkState.WAITING
    item.save()


def lay_control(activation: Any) -> None:
    """The report awaits the agency's controllers."""
    case = activation.process.case
    controller = rules.holders(case.agency, rules.Power.CONTROL)[0]
    lay_of_case(activation, WorkKind.CONTROL, case=case, unit=controller.unit, role=controller.role, due_on=case.due_on)


def lay_file(activation: Any) -> None:
    """The case off control awaits the records office."""
    case = activation.process.case
    due_on = max(case.due_on, calendar_for(case.agency).add_working_days(clock.today(), 1))
    lay_of_case(
        activation, WorkKind.FILE, case=case, unit=rules.records_office(case.agency), role=Role.CLERK, due_on=due_on
    )


def lay_filing(case: Case) -> WorkItem:
    """A case that was taken back out of a file awaits the records office again, by the next working day."""
    return WorkItem.objects.create(
        agency=case.agency,
        kind=WorkKind.FILE,
        queue_unit=rules.records_office(case.agency),
        queue_role=Role.CLERK,
        case=case,
        number=case.number,
        title=case.summary,
        from_whom=case.from_whom,
        due_on=calendar_for(case.agency).add_working_days(clock.today(), 1),
        created_at=clock.now(),
    )


def lay_approve(activation: Any) -> None:
    """The letter awaits the visa of its approver; of letters that were submitted before approvals had routes."""
    letter = activation.process.letter
    _lay_letter(activation, WorkKind.APPROVE, assignee=letter.approver, unit=unit_of(letter.approver, letter.agency))


def lay_revise(activation: Any) -> None:
    """The returned letter lies with its author."""
    letter = activation.process.letter
    _lay_letter(activation, WorkKind.REVISE, assignee=letter.author, unit=letter.unit)


def lay_sign(activation: Any) -> None:
    """The agreed letter or order awaits its signer."""
    letter = activation.process.document
    _lay_letter(activation, WorkKind.SIGN, assignee=letter.signer, unit=unit_of(letter.signer, letter.agency))


def lay_register_letter(activation: Any) -> None:
    """The signed letter awaits its number from the records office."""
    unit = rules.records_office(activation.process.letter.agency)
    _lay_letter(activation, WorkKind.REGISTER_LETTER, unit=unit, role=Role.CLERK)


def lay_dispatch(activation: Any) -> None:
    """The registered letter awaits its dispatch by the records office."""
    unit = rules.records_office(activation.process.letter.agency)
    _lay_letter(activation, WorkKind.DISPATCH, unit=unit, role=Role.CLERK)


def lay_package(message: InboxMessage, document: Document) -> WorkItem:
    """A received package awaits its registration on the day of receipt or the next working day."""
    agency = document.agency
    return laid(
        agency=agency,
        kind=WorkKind.REGISTER,
        queue_unit=document.unit,  # it came to the records office
        queue_role=Role.CLERK,
        document=document,
        case=document.case,
        message=message,
        number=document.their_number,
        title=document.subject,
        from_whom=document.whom,
        due_on=calendar_for(agency).add_working_days(clock.today(), 1),
        created_at=clock.now(),
    )


def lay_delivery_problem(document: Document, note: str) -> WorkItem:
    """A package of ours did not arrive or was refused: the records office is told what happened."""
    agency = document.agency
    return laid(
        agency=agency,
        kind=WorkKind.DELIVERY_PROBLEM,
        queue_unit=rules.records_office(agency),
        queue_role=Role.CLERK,
        document=document,
        case=document.case,
        number=document.number,
        title=document.subject,
        from_whom=document.whom,
        note=note[:500],
        due_on=calendar_for(agency).add_working_days(clock.today(), 1),
        created_at=clock.now(),
    )


def lay_redraft(draft: ResolutionDraft) -> WorkItem:
    """The aide of a returned resolution is told what the head wants otherwise."""
    case = draft.case
    return laid(
        agency=draft.agency,
        kind=WorkKind.REDRAFT,
        assignee=draft.drafted_by,
        queue_unit=unit_of(draft.drafted_by, draft.agency),
        case=case,
        number=case.number,
        title=case.summary,
        from_whom=draft.head.short_name,
        note=draft.remark[:500],
        due_on=clock.today(),
        created_at=clock.now(),
    )


def lay_undelivered(document: Document, note: str) -> WorkItem | None:
    """The author of a letter that was not delivered in time is told; nobody is where it has none."""
    author = document.author
    if author is None:
        return None
    return laid(
        agency=document.agency,
        kind=WorkKind.UNDELIVERED,
        assignee=author,
        queue_unit=document.unit,
        document=document,
        case=document.case,
        number=document.number,
        title=document.subject,
        from_whom=document.whom,
        note=note[:500],
        due_on=clock.today(),
        created_at=clock.now(),
    )


def lay_exchange_trouble(correspondent: Correspondent, note: str) -> WorkItem:
    """Something about a correspondent needs the operators of the exchange, by the next working day."""
    agency = correspondent.agency
    return laid(
        agency=agency,
        kind=WorkKind.DELIVERY_PROBLEM,
        queue_unit=rules.records_office(agency),
        queue_role=Role.CLERK,
        title=correspondent.name,
        from_whom=correspondent.name,
        note=note[:500],
        due_on=calendar_for(agency).add_working_days(clock.today(), 1),
        created_at=clock.now(),
    )


def lay_extension(case: Case, asker: Employee, reason: str) -> WorkItem:
    """A longer term was asked for: on the desk of the agency's leaders by the next working day, or the term's end."""
    leader = rules.holders(case.agency, rules.Power.RESOLVE)[0]
    return laid(
        agency=case.agency,
        kind=WorkKind.EXTEND,
        queue_unit=leader.unit,
        queue_role=leader.role,
        case=case,
        number=case.number,
        title=case.summary,
        from_whom=asker.short_name,
        note=reason[:500],
        due_on=min(case.due_on, calendar_for(case.agency).add_working_days(clock.today(), 1)),
        created_at=clock.now(),
    )


def laid(**fields: Any) -> WorkItem:
    """Lay an item. Work on a paper with an access mark is named as the reason why its people have to know the paper."""
    case, document = fields.get("case"), fields.get("document")
    paper = case or document
    item = WorkItem.objects.create(**fields, is_restricted=bool(paper is not None and paper.access))
    if item.is_restricted:
        marks.let_know(item)
    rule_calls.step_laid(item)
    return item


def lay_of_case(
    activation: Any,
    kind: str,
    *,
    case: Case,
    unit: Unit,
    due_on: date,
    role: str = "",
    assignee: Employee | None = None,
    **more: Any,
) -> WorkItem:
    """A case awaits a step of its process."""
    return laid(
        agency=case.agency,
        kind=kind,
        assignee=assignee,
        queue_unit=unit,
        queue_role=role,
        task=activation.task,
        case=case,
        number=case.number,
        title=case.summary,
        from_whom=case.from_whom,
        due_on=due_on,
        created_at=clock.now(),
        **more,
    )


def _has_worked_on(case: Case) -> bool:
    """Whether the executor of the case has had it in work before."""
    return _TAKEN_BEFORE.exists(case=case, executor=case.executor)


_TAKEN_BEFORE = Prepared(
    lambda: WorkItem.objects.filter(
        case=Given("case"), kind=WorkKind.EXECUTE, assignee=Given("executor"), taken_at__isnull=False
    ).values_list("pk")[:1]
)


def _lay_letter(
    activation: Any, kind: str, *, unit: Unit, role: str = "", assignee: Employee | None = None
) -> WorkItem:
    letter: Document = activation.process.document
    letter.refresh_from_db()
    due_on = due_of_letter(letter)
    return lay_on_document(letter, kind, task=activation.task, unit=unit, role=role, assignee=assignee, due_on=due_on)


def due_of_letter(letter: Document) -> date | None:
    """By when a letter leaves: by the term of its case; letters of a forwarding by its last day, an answer to a
    complaint about a service by the day after the decision. None of a letter without a case.
    """
    if letter.case is None:
        return None
    if letter.purpose in OF_FORWARDING:
        return min(letter.case.due_on, passing.last_day_of_forwarding(letter.case) or letter.case.due_on)
    answer = answer_due(letter.case) if letter.purpose == LetterTemplate.Purpose.ANSWER else None
    return min(letter.case.due_on, answer.due_on) if answer is not None else letter.case.due_on


def lay_on_document(
    document: Document,
    kind: str,
    *,
    task: Any,
    unit: Unit,
    due_on: date | None,
    role: str = "",
    assignee: Employee | None = None,
    note: str = "",
) -> WorkItem:
    """A document of ours awaits a step of its process."""
    case = document.case
    return laid(
        agency=document.agency,
        kind=kind,
        assignee=assignee,
        queue_unit=unit,
        queue_role=role,
        task=task,
        case=case,
        document=document,
        number=document.number or (case.number if case else ""),
        title=document.subject,
        from_whom=document.whom or (case.from_whom if case else ""),
        note=note,
        due_on=due_on,
        created_at=clock.now(),
    )


def unit_of(employee: Employee | None, agency: Agency) -> Unit:
    """The unit in whose name a person works in the agency.

    Raises:
        ValidationError: ``no-post``.
    """
    for post in employee.current_posts if employee else ():
        if post.unit.agency_id == agency.pk:
            return post.unit
    raise ValidationError(_("The chosen person holds no post in the agency today."), code="no-post")
