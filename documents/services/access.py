"""Access marks of papers: set, lifted, and who has to know a marked one."""

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from agencies import services as agencies
from agencies.models import AccessMark, Employee, NeedToKnow
from agencies.models.access import type_and_key
from agencies.policies import require
from citizens import services as citizens
from citizens.models import Case
from documents import policies
from documents.models import Document, State
from history.actors import Actor
from history.acts import act, record

Paper = Case | Document
# A received package is registered or refused first: until then nobody but the records office has it.
UNMARKED = (State.RECEIVED, State.REFUSED, State.DISCARDED)


@act
def mark_paper(*, actor: Employee, paper: Paper, reason: str) -> Paper:
    """Set the mark «for official use only» on a paper, from now on; of a case on everything that belongs to it.

    Whoever sets it is named as having to know the paper, unless they see it anyway. Numbers that were given stay as
    they are.

    Raises:
        PermissionDenied: the actor does not see the paper, or neither registers, resolves nor executes it.
        ValidationError: ``reason-missing``, ``already-marked``, ``not-registered`` (a received package is registered
            first).
    """
    paper = whole(paper)
    require(policies.may_mark(actor, paper))
    said = _reason(reason)
    paper = _locked(paper)
    if paper.access:
        raise ValidationError(_("The paper has this mark already."), code="already-marked")
    if isinstance(paper, Document) and paper.state in UNMARKED:
        raise ValidationError(_("Register the document first."), code="not-registered")
    spread(actor, paper, AccessMark.OFFICIAL)
    if not policies.sees(actor, paper):
        agencies.note_need(actor=actor, agency=paper.agency, paper=paper, employee=actor, reason=said)
    record("documents.access_marked", actor=actor, subject=paper, about=_about(paper), data={"reason": said})
    return paper


@act
def lift_mark(*, actor: Employee, paper: Paper, reason: str) -> Paper:
    """Take the mark off a paper, of a case off everything that belongs to it; the list of those who had to know ends.

    Raises:
        PermissionDenied: the actor does not see the paper, or heads neither the agency nor its records office.
        ValidationError: ``reason-missing``, ``not-marked``.
    """
    paper = whole(paper)
    require(policies.may_lift_mark(actor, paper))
    said = _reason(reason)
    paper = _locked(paper)
    _require_marked(paper)
    for need in NeedToKnow.objects.in_force().filter(**type_and_key(paper)):
        agencies.end_need(actor=actor, paper=paper, need=need, reason=said)
    spread(actor, paper, "")
    record("documents.access_lifted", actor=actor, subject=paper, about=_about(paper), data={"reason": said})
    return paper


@act
def name_person(*, actor: Employee, paper: Paper, employee: Employee, reason: str) -> NeedToKnow:
    """Put a person on the list of those who have to know a marked paper.

    Raises:
        PermissionDenied: the actor does not see the paper, or neither wrote, executes nor heads it.
        ValidationError: ``not-marked``, ``official-complained-of`` (59-ФЗ art. 8 p. 6), ``reason-missing``,
            ``person-not-in-agency``, ``already-named``.
    """
    paper = whole(paper)
    require(policies.may_name(actor, paper))
    paper = _locked(paper)
    _require_marked(paper)
    if isinstance(paper, Case) and paper.complained_of_id == employee.pk:
        raise ValidationError(
            {
                "employee": ValidationError(
                    _("The appeal complains of this person: 59-FZ art. 8 p. 6 forbids any role in it."),
                    code="official-complained-of",
                )
            }
        )
    return agencies.note_need(actor=actor, agency=paper.agency, paper=paper, employee=employee, reason=reason)


@act
def strike_person(*, actor: Employee, paper: Paper, need: NeedToKnow, reason: str) -> NeedToKnow:
    """Strike a person off the list; a part in the case goes on opening it.

    Raises:
        PermissionDenied: the actor does not see the paper, or neither wrote, executes nor heads it.
        ValidationError: ``reason-missing``, ``need-ended``, ``need-elsewhere`` (it is of another paper).
    """
    paper = whole(paper)
    require(policies.may_name(actor, paper))
    if {"subject_type": need.subject_type, "subject_key": need.subject_key} != type_and_key(paper):
        raise ValidationError(_("This entry is of another paper."), code="need-elsewhere")
    return agencies.end_need(actor=actor, paper=paper, need=need, reason=reason)


def whole(paper: Paper) -> Paper:
    """What carries the mark: the case of a document that has one, else the document itself."""
    return paper.case if isinstance(paper, Document) and paper.case is not None else paper


def spread(actor: Actor, paper: Paper, access: str) -> None:
    """Give a paper, and all documents of a case, this mark."""
    if isinstance(paper, Case):
        citizens.set_access(actor=actor, case=paper, access=access)
    documents = paper.documents.all() if isinstance(paper, Case) else [paper]
    for document in documents:
        document.access = access
        document.save()


def _locked(paper: Paper) -> Paper:
    model = type(paper)
    related = ("agency",) if isinstance(paper, Document) else ("agency", "applicant")
    fresh: Paper = model.objects.select_for_update(of=("self",)).select_related(*related).get(pk=paper.pk)
    return fresh


def _require_marked(paper: Paper) -> None:
    if not paper.access:
        raise ValidationError(_("The paper has no access mark."), code="not-marked")


def _reason(text: str) -> str:
    if not text.strip():
        raise ValidationError({"reason": ValidationError(_("Name the reason."), code="reason-missing")})
    return text.strip()[:300]


def _about(paper: Paper) -> list[Model | None]:
    return [paper.applicant] if isinstance(paper, Case) else []
