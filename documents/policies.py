"""Who may register, draft, sign and file."""

from agencies.models import Agency, Employee
from agencies.rules import Power, holds
from citizens.models import Case
from citizens.policies import may_execute
from documents.models import Document


def may_register(actor: Employee, agency: Agency | int) -> bool:
    """Whether the person keeps the journals of this agency."""
    return holds(actor, Power.REGISTER, agency)


def may_keep_journals(actor: Employee, agency: Agency | int) -> bool:
    """Whether the person sets journals up, reserves numbers and cancels them: the head of the records office."""
    return holds(actor, Power.KEEP_JOURNALS, agency)


def may_keep_templates(actor: Employee, agency: Agency | int) -> bool:
    """Whether the person writes and publishes templates of letters: the head of the records office."""
    return holds(actor, Power.KEEP_TEMPLATES, agency)


def may_draft(actor: Employee, case: Case) -> bool:
    """Whether the person drafts letters in this case: its responsible executor does, or who stands in for them."""
    return may_execute(actor, case)


def may_make_form(actor: Employee, document: Document) -> bool:
    """Whether the person makes the working form of this letter: its author, while they execute in the agency."""
    return document.author_id == actor.pk and holds(actor, Power.EXECUTE, document.agency_id)


def may_sign(actor: Employee, document: Document) -> bool:
    """Whether the person signs this letter: its named signer, while a post of theirs allows signing."""
    return document.signer_id == actor.pk and holds(actor, Power.SIGN, document.agency_id)


def may_file(actor: Employee, case: Case) -> bool:
    """Whether the person files cases of the agency."""
    return holds(actor, Power.FILE, case.agency_id)
