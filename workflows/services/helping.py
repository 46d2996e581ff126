"""Taking the text of an earlier answer over into a draft."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Employee
from agencies.policies import require
from documents import letters as texts
from documents.models import Document, LetterTemplate, State
from history.acts import act, record


@act
def reuse_answer(*, actor: Employee, document: Document, earlier: Document, text: str) -> Document:
    """Put the text of an earlier answer of the agency at the end of a draft of the actor's own.

    ``text`` is what the actor saw and may have changed; personal data of the earlier applicant in it are refused.

    Raises:
        PermissionDenied: the draft is another one's, or the actor does not see the earlier answer.
        ValidationError: ``not-a-draft``, ``answer-foreign`` (another agency's, or none that was dispatched),
            ``text-missing``, ``applicant-named`` (of the earlier applicant).
    """
    document = Document.objects.select_for_update(of=("self",)).select_related("case").get(pk=document.pk)
    require(document.author_id == actor.pk)
    require(Document.objects.visible_to(actor).filter(pk=earlier.pk).exists())
    if document.state != State.DRAFT:
        raise ValidationError(_("Only a draft can be changed."), code="not-a-draft")
    is_answer = earlier.purpose == LetterTemplate.Purpose.ANSWER and earlier.state == State.DISPATCHED
    if earlier.agency_id != document.agency_id or not is_answer or earlier.pk == document.pk:
        raise ValidationError(_("Only a dispatched answer of the agency is reused."), code="answer-foreign")
    said = text.strip()
    if not said:
        raise ValidationError({"text": ValidationError(_("Write the text of the letter."), code="text-missing")})
    case = earlier.case
    is_same = case is not None and document.case is not None and case.applicant_id == document.case.applicant_id
    if case is not None and not is_same and texts.tells_of_applicant(case, said):
        refusal = ValidationError(
            _("The text still tells of the earlier applicant: take the names, addresses and numbers out."),
            code="applicant-named",
        )
        raise ValidationError({"text": refusal})
    document.body = f"{document.body.rstrip()}\n\n{said}".strip()
    document.full_clean()
    document.save()
    about = [document.case, document.case.applicant if document.case else None]
    record("workflows.answer_reused", actor=actor, subject=document, about=about, data={"number": earlier.number})
    return document
