"""Who may register, draft, sign and file; who may mark papers and keep their copies."""

from agencies.models import Agency, Employee
from agencies.rules import Power, holds
from citizens.models import Case
from citizens.policies import may_execute, may_lead
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


def may_file(actor: Employee, case: Case) -> bool:
    """Whether the person files cases of the agency."""
    return holds(actor, Power.FILE, case.agency_id)


def may_mark(actor: Employee, paper: Case | Document) -> bool:
    """Whether the person sets the access mark: who sees the paper and registers, resolves or executes it."""
    return sees(actor, paper) and (
        any(holds(actor, power, paper.agency_id) for power in (Power.REGISTER, Power.RESOLVE)) or _wrote(actor, paper)
    )


def may_lift_mark(actor: Employee, paper: Case | Document) -> bool:
    """Whether the person takes the access mark off: heads of the agency and of the records office who see the paper."""
    return sees(actor, paper) and (
        holds(actor, Power.RESOLVE, paper.agency_id) or holds(actor, Power.KEEP_JOURNALS, paper.agency_id)
    )


def may_name(actor: Employee, paper: Case | Document) -> bool:
    """Whether the person says who has to know a marked paper: its author or responsible executor, a chief of theirs,
    the heads of the agency and of the records office, if they see it.
    """
    return sees(actor, paper) and (may_lift_mark(actor, paper) or _wrote(actor, paper) or _leads(actor, paper))


def may_keep_copies(actor: Employee, document: Document) -> bool:
    """Whether the person keeps the register of paper copies: who registers and sees the document."""
    return holds(actor, Power.REGISTER, document.agency_id) and sees(actor, document)


def sees(actor: Employee, paper: Case | Document) -> bool:
    """Whether the paper is there for the person at all."""
    model = type(paper)
    return bool(model.objects.visible_to(actor).filter(pk=paper.pk).exists())


def _wrote(actor: Employee, paper: Case | Document) -> bool:
    if isinstance(paper, Case):
        return may_execute(actor, paper)
    return actor.pk in (paper.author_id, paper.registrar_id)


def _leads(actor: Employee, paper: Case | Document) -> bool:
    return may_lead(actor, paper.executor_id if isinstance(paper, Case) else paper.registrar_id)
