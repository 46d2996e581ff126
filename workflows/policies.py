"""Who may do which work."""

from agencies.models import Agency, Employee, Post, Unit
from agencies.rules import (
    CHIEFS,
    Power,
    agencies_seen,
    agencies_with,
    holders,
    holds,
    may_take_part,
    stands_in,
    subtrees_seen,
)
from citizens.models import Case, CaseRole
from citizens.policies import is_kept_out, may_execute, may_lead, may_read_remarks
from documents.models import ORDERS, OWN_FLOWS, Document, State
from documents.policies import may_draft_orders, sees
from history.prepared import Given, Prepared
from workflows.approving import Approval
from workflows.assigned import AT_WORK, Assignment, AssignmentState
from workflows.considering import has_road
from workflows.incidents import Incident
from workflows.models import ANY_POWER_OF, NEWS, UNFINISHED, Resolution, WorkItem, WorkKind


def may_work(actor: Employee, item: WorkItem) -> bool:
    """Whether their posts allow such work, and the open item lies with the person, with whom they stand in for, or in a
    queue of theirs. Work on a paper with an access mark is done by those who see the paper.
    """
    if item.kind == WorkKind.MENTIONED:
        is_mine = item.is_open and item.assignee_id == actor.pk
        return is_mine and item.case is not None and may_read_remarks(actor, item.case)
    if item.kind in NEWS:
        return item.is_open and item.assignee_id == actor.pk and item.agency_id in may_take_part(actor)
    if not item.is_open or not any(holds(actor, power, item.agency_id) for power in ANY_POWER_OF[item.kind]):
        return False
    if item.is_restricted and not WorkItem.objects.visible_to(actor).filter(pk=item.pk).exists():
        return False
    if item.assignee_id is not None:
        return _works_for(actor, item)
    return any(post.unit_id == item.queue_unit_id and post.role == item.queue_role for post in actor.current_posts)


def is_still_open(item: WorkItem) -> bool:
    """Whether the stored item is open, asked anew under the lock of its process."""
    return any(state in UNFINISHED for (state,) in _STATE.values(key=item.pk))


_STATE = Prepared(lambda: WorkItem.objects.filter(pk=Given("key")).values_list("state"))


def is_in_substitution(actor: Employee, item: WorkItem) -> bool:
    """Whether the person does the item for another one."""
    return item.assignee_id not in (None, actor.pk)


def may_decide_term(actor: Employee, case: Case) -> bool:
    """Whether the person extends, suspends and resumes the term of this case: the head (59-ФЗ art. 12 p. 2), but not
    one of whom the appeal complains.
    """
    return holds(actor, Power.RESOLVE, case.agency_id) and case.complained_of_id != actor.pk


def may_reopen_case(actor: Employee, case: Case) -> bool:
    """Whether the person takes an ended case up again: the head or a controller who sees it, but not one of whom the
    appeal complains.
    """
    decides = holds(actor, Power.RESOLVE, case.agency_id) or holds(actor, Power.CONTROL, case.agency_id)
    return decides and case.complained_of_id != actor.pk and sees(actor, case)


def may_cancel_case(actor: Employee, case: Case) -> bool:
    """Whether the person cancels the registration of a case, and restores it: who cancels numbers, or the head, if they
    see it and it does not complain of them.
    """
    decides = holds(actor, Power.KEEP_JOURNALS, case.agency_id) or holds(actor, Power.RESOLVE, case.agency_id)
    return decides and case.complained_of_id != actor.pk and sees(actor, case)


def may_tell_sender(actor: Employee, case: Case) -> bool:
    """Whether the person notes that the sender was told of an extension."""
    return may_execute(actor, case) or may_decide_term(actor, case) or holds(actor, Power.REGISTER, case.agency_id)


def may_change_assignment(actor: Employee, resolution: Resolution) -> bool:
    """Whether the person changes the term of an assignment: its issuer alone does."""
    agency = resolution.case.agency_id
    resolves = holds(actor, Power.RESOLVE, agency) or holds(actor, Power.EXECUTE, agency)
    return resolution.author_id == actor.pk and resolves


def may_route(actor: Employee, document: Document) -> bool:
    """Whether the person draws the route of a paper of ours now: the author of a letter that is a draft or returned;
    the author of another own paper, or who registered it, while nobody is asked about it.
    """
    if document.purpose:
        is_open = document.state in (State.DRAFT, State.RETURNED)
        is_order = document.flow in ORDERS
        drafts = may_draft_orders(actor, document.agency_id) if is_order else _executes(actor, document)
        return is_open and document.author_id == actor.pk and drafts
    if document.flow not in OWN_FLOWS or document.state != State.REGISTERED:
        return False
    approval = Approval.objects.filter(document=document).first()
    is_free = approval is None or approval.is_open_to_change
    return is_free and actor.pk in (document.author_id, document.registrar_id) and sees(actor, document)


def _executes(actor: Employee, document: Document) -> bool:
    return holds(actor, Power.EXECUTE, document.agency_id)


def may_see_orders_under_way(actor: Employee) -> bool:
    """Whether the person has a list of orders without a number: who drafts, agrees, signs or registers them."""
    powers = (Power.EXECUTE, Power.REGISTER, Power.APPROVE, Power.SIGN)
    return any(holds(actor, power) for power in powers)


def may_take_back_order(actor: Employee, document: Document) -> bool:
    """Whether the person takes an order back from its approvers or its signer: its author."""
    is_away = document.state in (State.ON_APPROVAL, State.TO_SIGN)
    is_order = document.flow in ORDERS and bool(document.purpose)
    return is_order and is_away and document.author_id == actor.pk and may_draft_orders(actor, document.agency_id)


def may_recall(actor: Employee, approval: Approval | None) -> bool:
    """Whether the person takes a document back from its approvers, and answers their remarks: who submitted it."""
    return approval is not None and approval.author_id == actor.pk and actor.is_active


def may_keep_routes(actor: Employee, agency: Agency | int) -> bool:
    """Whether the person keeps favourite routes: who drafts letters, or registers papers of ours."""
    return holds(actor, Power.EXECUTE, agency) or holds(actor, Power.REGISTER, agency)


def may_set_approval_rules(actor: Employee, agency: Agency | int) -> bool:
    """Whether the person sets the rules of approval: the head of the records office, or an administrator."""
    return holds(actor, Power.KEEP_TEMPLATES, agency) or holds(actor, Power.ADMINISTER, agency)


def may_issue(actor: Employee, paper: Case | Document) -> bool:
    """Whether the person issues assignments on a paper that they see: who resolves; the responsible executor of a case
    or a chief of theirs; the addressee of a document without a case or the head of its unit.
    """
    case = paper if isinstance(paper, Case) else paper.case
    if case is not None and case.complained_of_id == actor.pk:
        return False
    resolves = holds(actor, Power.RESOLVE, paper.agency_id)
    if not (resolves or holds(actor, Power.EXECUTE, paper.agency_id)) or not sees(actor, paper):
        return False
    if resolves:
        return True
    if case is not None:
        return may_execute(actor, case) or may_lead(actor, case.executor_id)
    assert isinstance(paper, Document)
    heads = any(paper.unit.path.startswith(path) for path in subtrees_seen(actor))
    return paper.addressee_id == actor.pk or heads


def may_consider_anew(actor: Employee, document: Document) -> bool:
    """Whether the person takes back what was decided on a document without a case: of an incoming one who resolves, of
    an order who registers.
    """
    if not has_road(document):
        return False
    power = Power.REGISTER if document.flow in ORDERS else Power.RESOLVE
    return holds(actor, power, document.agency_id) and sees(actor, document)


def may_draft_assignment(actor: Employee, paper: Case | Document) -> bool:
    """Whether the person drafts assignments on a paper for the head: who registers and sees it."""
    return holds(actor, Power.REGISTER, paper.agency_id) and sees(actor, paper)


def may_test_processes(actor: Employee, agency: Agency | int) -> bool:
    """Whether the person writes and runs tests of the processes of an agency: its administrators and controllers."""
    return holds(actor, Power.TEST_PROCESSES, agency)


def may_keep_favourites(actor: Employee) -> bool:
    """Whether the person keeps favourite texts and executors: who issues resolutions."""
    return holds(actor, Power.RESOLVE)


def may_see_drafted(actor: Employee) -> bool:
    """Whether the person has a list of drafted resolutions: who issues resolutions, and who drafts them."""
    return holds(actor, Power.RESOLVE) or holds(actor, Power.REGISTER)


def may_resolve_further(actor: Employee, case: Case) -> bool:
    """Whether the person heads people of the agency to whom they resolve a case that they execute."""
    heads = any(post.role in CHIEFS and post.unit.agency_id == case.agency_id for post in actor.current_posts)
    return heads and may_execute(actor, case)


def resolved_to(head: Employee, agency: Agency | None = None) -> list[Post]:
    """Posts to whose holders a head resolves: all who execute, and other heads, who resolve further."""
    where = agency or head.agency
    found = [*holders(where, Power.EXECUTE), *holders(where, Power.RESOLVE)]
    return [post for post in found if post.employee_id != head.pk]


def may_direct(actor: Employee, assignment: Assignment) -> bool:
    """Whether the person changes an assignment, cancels it and opens it again: its issuer, or who stands in for them in
    execution; for a head who holds no post any more, whoever resolves now.
    """
    agency, case = assignment.agency_id, assignment.case
    if case is not None and case.complained_of_id == actor.pk:
        return False
    if assignment.issuer_id == actor.pk:
        return holds(actor, Power.RESOLVE, agency) or holds(actor, Power.EXECUTE, agency)
    issuer = assignment.issuer
    if not any(holds(issuer, power, agency) for power in (Power.RESOLVE, Power.EXECUTE)):
        return holds(actor, Power.RESOLVE, agency) and sees(actor, assignment.paper)
    return holds(issuer, Power.EXECUTE, agency) and stands_in(actor, issuer.pk, Power.EXECUTE, agency)


def may_do(actor: Employee, assignment: Assignment) -> bool:
    """Whether the person executes this assignment: its executor, or who stands in for them today."""
    case = assignment.case
    if case is not None and is_kept_out(case, actor, CaseRole.CO_EXECUTOR):
        return False
    return stands_in(actor, assignment.executor_id, Power.EXECUTE, assignment.agency_id)


def may_pass_on(actor: Employee, assignment: Assignment) -> bool:
    """Whether the person issues lower assignments: who executes it, once it was accepted."""
    return assignment.state in AT_WORK and may_do(actor, assignment)


def may_reopen(actor: Employee, assignment: Assignment) -> bool:
    """Whether the person opens an ended assignment again: who directs it, or its controller."""
    if assignment.state not in (AssignmentState.DONE, AssignmentState.CANCELLED):
        return False
    is_controller = assignment.controller_id == actor.pk and holds(actor, Power.CONTROL, assignment.agency_id)
    return is_controller or may_direct(actor, assignment)


def may_watch_control(actor: Employee) -> bool:
    """Whether the person opens the control desk: who watches the load of others, controllers among them."""
    return holds(actor, Power.WATCH_LOAD)


def may_keep_signing_folder(actor: Employee) -> bool:
    """Whether the person has a folder of letters to sign: whoever signs, an acting head in a post of their own too."""
    return holds(actor, Power.SIGN)


def may_see_moved_terms(actor: Employee, agency: Agency | int) -> bool:
    """Whether the person sees which terms of the agency a changed calendar would move."""
    return may_recompute(actor, agency) or holds(actor, Power.ADMINISTER, agency)


def may_recompute(actor: Employee, agency: Agency | int) -> bool:
    """Whether the person computes terms of the agency anew: who sets the calendar does not move terms by it."""
    return holds(actor, Power.CONTROL, agency)


def may_follow(actor: Employee, case: Case) -> bool:
    """Whether the person may keep an eye on a case: whoever sees it, save an auditor, who only reads."""
    return holds(actor, Power.DISCUSS) and Case.objects.visible_to(actor).filter(pk=case.pk).exists()


def may_hand_over(actor: Employee, item: WorkItem) -> bool:
    """Whether the person gives work to another one: with whom it lies, their chief, or who resolves in the agency; work
    of a queue that nobody has taken, whoever distributes it. Whether this work moves at all tells `handing.objection`.
    """
    if item.case is not None and item.case.complained_of_id == actor.pk:
        return False
    if item.is_restricted and not _sees_paper(actor, item):
        return False
    if item.assignee_id is None:
        return may_distribute(actor, item.queue_unit)
    is_theirs = item.assignee_id == actor.pk and item.agency_id in may_take_part(actor)
    return is_theirs or may_lead(actor, item.assignee_id) or holds(actor, Power.RESOLVE, item.agency_id)


def may_hand_over_all(actor: Employee, person: Employee) -> bool:
    """Whether the person gives all work of somebody to another one: their own, that of people whom they lead, and, when
    they resolve in the agency, that of everybody who holds or held a post there.
    """
    resolves = agencies_with(actor, Power.RESOLVE)
    return (
        (actor.pk == person.pk and bool(may_take_part(actor)))
        or may_lead(actor, person.pk)
        or person.posts.filter(unit__agency__in=resolves).exists()
    )


def may_distribute(actor: Employee, unit: Unit) -> bool:
    """Whether the person distributes the queues of this unit among its people: who watches the load there."""
    sees_it = unit.agency_id in agencies_seen(actor) or any(unit.path.startswith(path) for path in subtrees_seen(actor))
    return sees_it and holds(actor, Power.WATCH_LOAD, unit.agency_id)


def may_set_norms(actor: Employee, agency: Agency | int) -> bool:
    """Whether the person says how long work of each kind takes in the agency: its administrator."""
    return holds(actor, Power.ADMINISTER, agency)


def may_design(actor: Employee, agency: Agency | int) -> bool:
    """Whether the person designs types of cases and moves cases to their versions: an administrator of the agency. They
    see numbers of cases and nothing else of them.
    """
    return holds(actor, Power.ADMINISTER, agency)


def may_keep_time(actor: Employee, agency: Agency | int) -> bool:
    """Whether the person says how the agency keeps effort and closes its months: who controls there."""
    return holds(actor, Power.CONTROL, agency)


def may_see_to(actor: Employee, incident: Incident) -> bool:
    """Whether the person tries a failed step again or dismisses it: of the agency its administrators and controllers,
    of the node any administrator.
    """
    if incident.agency_id is None:
        return holds(actor, Power.ADMINISTER)
    return any(holds(actor, power, incident.agency_id) for power in (Power.ADMINISTER, Power.CONTROL))


def may_see_incidents(actor: Employee) -> bool:
    """Whether incidents concern the person at all."""
    return holds(actor, Power.ADMINISTER) or holds(actor, Power.CONTROL)


def _sees_paper(actor: Employee, item: WorkItem) -> bool:
    if item.case_id is not None:
        return Case.objects.visible_to(actor).filter(pk=item.case_id).exists()
    paper = item.document
    return paper is not None and Document.objects.visible_to(actor).filter(pk=paper.pk).exists()


def _works_for(actor: Employee, item: WorkItem) -> bool:
    if not any(stands_in(actor, item.assignee_id, power, item.agency_id) for power in ANY_POWER_OF[item.kind]):
        return False
    case = item.case
    return item.assignee_id == actor.pk or case is None or not is_kept_out(case, actor, CaseRole.RESPONSIBLE)


__all__ = [
    "is_in_substitution",
    "is_still_open",
    "may_change_assignment",
    "may_consider_anew",
    "may_decide_term",
    "may_direct",
    "may_distribute",
    "may_do",
    "may_draft_assignment",
    "may_execute",
    "may_follow",
    "may_hand_over",
    "may_hand_over_all",
    "may_issue",
    "may_keep_routes",
    "may_keep_time",
    "may_pass_on",
    "may_recall",
    "may_recompute",
    "may_reopen",
    "may_route",
    "may_see_moved_terms",
    "may_set_approval_rules",
    "may_set_norms",
    "may_tell_sender",
    "may_watch_control",
    "may_work",
]
