"""Who may register, draft, sign, file, keep the file plan and approve what follows from it."""

from agencies.models import Agency, Employee
from agencies.rules import Power, agencies_seen, holds
from citizens.models import Case
from citizens.policies import may_execute
from documents.models import Document


def may_register(actor: Employee, agency: Agency | int) -> bool:
    """Whether the person keeps the journals of this agency."""
    return holds(actor, Power.REGISTER, agency)


def may_keep_journals(actor: Employee, agency: Agency | int) -> bool:
    """Whether the person sets journals up, reserves numbers and cancels them: the head of the records office."""
    return holds(actor, Power.KEEP_JOURNALS, agency)


def may_draft(actor: Employee, case: Case) -> bool:
    """Whether the person drafts letters in this case: its responsible executor does, or who stands in for them."""
    return may_execute(actor, case)


def may_sign(actor: Employee, document: Document) -> bool:
    """Whether the person signs this letter: its named signer, while a post of theirs allows signing."""
    return document.signer_id == actor.pk and holds(actor, Power.SIGN, document.agency_id)


def may_file_in(actor: Employee, agency: Agency | int) -> bool:
    """Whether the person files papers in this agency and keeps its volumes: the records office and its head."""
    return holds(actor, Power.FILE, agency) or may_keep_plans(actor, agency)


def may_keep_plans(actor: Employee, agency: Agency | int) -> bool:
    """Whether the person keeps the file plan and everything that follows from it: the head of the records office."""
    return holds(actor, Power.KEEP_JOURNALS, agency)


def may_approve_plans(actor: Employee, agency: Agency | int) -> bool:
    """Whether the person approves file plans, inventories and destruction acts: the head, who signs for the agency."""
    return holds(actor, Power.SIGN, agency)


def may_see_plans(actor: Employee, agency: Agency | int) -> bool:
    """Whether the person looks at the file plan: who sees every paper of the agency."""
    key = agency.pk if isinstance(agency, Agency) else agency
    return key in agencies_seen(actor)


def may_file_alone(actor: Employee, document: Document) -> bool:
    """Whether the person files this document by itself: a numbered one that goes with no case."""
    return bool(document.number) and document.case_id is None and may_file_in(actor, document.agency_id)
