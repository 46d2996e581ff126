"""Who may register, draft, sign, file, mark papers, keep their copies and the file plan, and approve what follows."""

from agencies.models import Agency, Employee
from agencies.rules import Power, agencies_seen, holds, may_take_part, stands_in, subtrees_seen
from citizens.models import Case
from citizens.policies import may_execute, may_lead
from documents.models import Document, DocumentFile, Flow, LetterTemplate, SavedFilter, ScanBatch, Sharing, State

FileRole = DocumentFile.FileRole
# A paper that came to nothing takes no files.
ENDED = frozenset({State.REFUSED, State.DISCARDED, State.CANCELLED})
NUMBERED = frozenset({State.REGISTERED, State.DISPATCHED})


def may_register(actor: Employee, agency: Agency | int) -> bool:
    """Whether the person keeps the journals of this agency."""
    return holds(actor, Power.REGISTER, agency)


def may_keep_journals(actor: Employee, agency: Agency | int) -> bool:
    """Whether the person sets journals up, reserves numbers and cancels them: the head of the records office."""
    return holds(actor, Power.KEEP_JOURNALS, agency)


def may_keep_templates(actor: Employee, agency: Agency | int) -> bool:
    """Whether the person writes and publishes templates of letters: the head of the records office."""
    return holds(actor, Power.KEEP_TEMPLATES, agency)


def may_bring_templates(actor: Employee, agency: Agency | int) -> bool:
    """Whether the person takes templates and filters of a set of designs for the agency: who keeps its templates, and
    the administrator, who sets it up and sees no paper by that.
    """
    return may_keep_templates(actor, agency) or holds(actor, Power.ADMINISTER, agency)


def may_draft(actor: Employee, case: Case) -> bool:
    """Whether the person drafts letters in this case: its responsible executor does, or who stands in for them."""
    return may_execute(actor, case)


def may_draft_orders(actor: Employee, agency: Agency | int) -> bool:
    """Whether the person drafts orders of the agency: who executes papers there, and the records office."""
    return holds(actor, Power.EXECUTE, agency) or holds(actor, Power.REGISTER, agency)


def may_write_order(actor: Employee, document: Document) -> bool:
    """Whether the person writes this order: its author, or who stands in for them in execution."""
    if document.author_id == actor.pk:
        return may_draft_orders(actor, document.agency_id)
    return document.author_id is not None and stands_in(actor, document.author_id, Power.EXECUTE, document.agency_id)


def may_make_form(actor: Employee, document: Document) -> bool:
    """Whether the person makes the working form of this letter: its author, while they execute in the agency."""
    return document.author_id == actor.pk and holds(actor, Power.EXECUTE, document.agency_id)


def may_sign(actor: Employee, document: Document) -> bool:
    """Whether the person signs this letter: its named signer, while a post of theirs allows signing."""
    return document.signer_id == actor.pk and holds(actor, Power.SIGN, document.agency_id)


def is_drafted(document: Document) -> bool:
    """Whether the paper is written here, agreed and signed: a letter, or an order that did not come on paper."""
    return document.flow == Flow.OUTGOING or document.purpose == LetterTemplate.Purpose.ORDER


def may_add_file(actor: Employee, document: Document, role: str = FileRole.WORKING) -> bool:
    """Whether the person adds files of a role to a paper, and versions of them.

    Attachments of a letter of ours: its author, or who executes the case. Attachments of what came: who registers.
    Working material: all of these. Scans of the paper: who registers.
    """
    case, agency = document.case, document.agency_id
    is_author = document.author_id == actor.pk and (
        may_draft_orders(actor, agency) if is_drafted(document) else holds(actor, Power.EXECUTE, agency)
    )
    if role == FileRole.SCAN:
        return may_register(actor, agency)
    works_on_it = is_author or (case is not None and may_execute(actor, case))
    if role == FileRole.WORKING:
        return works_on_it or may_register(actor, agency)
    return works_on_it if is_drafted(document) else may_register(actor, agency)


def may_work_on_batch(actor: Employee, batch: ScanBatch) -> bool:
    """Whether the person decides upon pages of a batch: who sent it and registers, or the records office's head."""
    return may_keep_journals(actor, batch.agency_id) or (
        batch.sent_by_id == actor.pk and may_register(actor, batch.agency_id)
    )


def may_force_check_in(actor: Employee, document: Document) -> bool:
    """Whether the person ends another one's check-out: the head of the records office, or a head above the paper."""
    if may_keep_journals(actor, document.agency_id):
        return True
    return any(document.unit.path.startswith(path) for path in subtrees_seen(actor))


def objection_to_file(document: Document, role: str, *, is_new: bool) -> str:
    """The code of the rule by which a file of this role is not added (``is_new``) or replaced now; empty if it is.

    What came, was shown for agreement, or was signed stays as it is: the text, its visual copy and the signed container
    always, attachments of a letter once it left its author, those of an incoming paper from the beginning. Working
    material is no part of the paper and changes until the case is filed. A registered paper takes scans of itself,
    unless it came as a signed package; they are not replaced.
    """
    is_over = document.case is not None and document.case.is_over
    if document.state in ENDED or is_over:
        return "paper-closed"
    if role == FileRole.WORKING:
        return ""
    if role == FileRole.SCAN:
        takes_scans = document.state in NUMBERED and not (document.is_by_exchange and document.flow == Flow.INCOMING)
        return "" if is_new and takes_scans else "file-fixed"
    if role != FileRole.ATTACHMENT:
        return "file-fixed"
    if is_drafted(document):
        return "" if document.state in (State.DRAFT, State.RETURNED) else "file-fixed"
    # A scan that is made later joins a paper that was registered; a package is what its officials signed.
    takes_more = is_new and document.state == State.REGISTERED and not document.is_by_exchange
    return "" if takes_more else "file-fixed"


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


def may_save_filters(actor: Employee) -> bool:
    """Whether the person searches at all: whoever may take part in papers does."""
    return actor.main_post is not None and bool(may_take_part(actor))


def may_change_filter(actor: Employee, saved: SavedFilter) -> bool:
    """Whether the person renames, shares and deletes a saved filter: its owner does, while they see it; one for the
    whole agency also who keeps its templates, since its owner may have left or be the administrator who took a set.
    """
    if saved.agency_id not in may_take_part(actor):
        return False
    return saved.owner_id == actor.pk or (
        saved.sharing == Sharing.AGENCY and may_keep_templates(actor, saved.agency_id)
    )


def may_file_in(actor: Employee, agency: Agency | int) -> bool:
    """Whether the person files papers in this agency and keeps its volumes: the records office and its head."""
    return holds(actor, Power.FILE, agency) or may_keep_plans(actor, agency)


def may_ask_proof(actor: Employee, document: Document) -> bool:
    """Whether the person has the proof of a document's signatures made lasting: the records office, of what it sees."""
    agency = document.agency_id
    is_office = holds(actor, Power.REGISTER, agency) or may_file_in(actor, agency)
    return is_office and Document.objects.visible_to(actor).filter(pk=document.pk).exists()


def may_keep_plans(actor: Employee, agency: Agency | int) -> bool:
    """Whether the person keeps the file plan and everything that follows from it: the head of the records office."""
    return holds(actor, Power.KEEP_JOURNALS, agency)


def may_approve_plans(actor: Employee, agency: Agency | int) -> bool:
    """Whether the person approves file plans, inventories and destruction acts: the head, who signs for the agency."""
    return holds(actor, Power.SIGN, agency)


def may_take_up(actor: Employee, document: Document) -> bool:
    """Whether the person has a paper from outside answered as a case: who registers or resolves, and sees it."""
    agency = document.agency_id
    return (holds(actor, Power.REGISTER, agency) or holds(actor, Power.RESOLVE, agency)) and sees(actor, document)


def may_see_plans(actor: Employee, agency: Agency | int) -> bool:
    """Whether the person looks at the file plan: who sees every paper of the agency."""
    key = agency.pk if isinstance(agency, Agency) else agency
    return key in agencies_seen(actor)


def may_file_alone(actor: Employee, document: Document) -> bool:
    """Whether the person files this document by itself: a numbered one that goes with no case."""
    return bool(document.number) and document.case_id is None and may_file_in(actor, document.agency_id)
