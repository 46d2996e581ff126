"""The working form of a letter: a docx made from its template's form, to be printed or edited outside.

It is never shown to a signer and never signed: the paper is the PDF that is made of the letter's text.
"""

from io import BytesIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Employee
from agencies.policies import require
from documents import docx, files, letters, policies, selectors
from documents.letters.fields import BY_NAME, OF_FORM
from documents.models import Document, DocumentFile, State
from documents.services.attaching import attach
from history.acts import act, record

OF_NO_USE = (State.DISCARDED, State.CANCELLED)


def make_working_form(*, actor: Employee, document: Document) -> DocumentFile:
    """Fill the form of the letter's template with the letter as it is now; the form made before is superseded.

    It is filled before the transaction begins: another process does it, and it takes a second.

    Raises:
        PermissionDenied: the actor did not write the letter.
        ValidationError: ``no-form`` (its template has none, or the letter is of no use any more), and what
            `documents.docx.filled` refuses.
    """
    require(policies.may_make_form(actor, document))
    form = selectors.form_of(document)
    if form is None or document.state in OF_NO_USE:
        raise ValidationError(_("The template of this letter has no form."), code="no-form")
    with files.open_stored(form) as source:
        values = letters.values({*BY_NAME, *OF_FORM}, letters.facts_of_letter(document))
        made = docx.filled(source.read(), values)
    return _keep(actor=actor, document=document, made=made)


@act
def _keep(*, actor: Employee, document: Document, made: bytes) -> DocumentFile:
    """Keep a filled form as the next one of the letter."""
    document = Document.objects.select_for_update(of=("self",)).select_related("case__applicant").get(pk=document.pk)
    before = document.files.filter(role=DocumentFile.FileRole.WORKING_FORM)
    newest = before.order_by("-version").first()
    for old in before.filter(is_current=True):
        old.is_current = False
        old.save()
    stored = files.store(BytesIO(made), docx.MEDIA_TYPE)
    version = newest.version + 1 if newest else 1
    kept = attach(document, "Рабочая форма.docx", stored, DocumentFile.FileRole.WORKING_FORM, version)
    case = document.case
    record(
        "documents.working_form_made",
        actor=actor,
        subject=document,
        about=[case, case.applicant if case else None],
        data={"number": str(version)},
    )
    return kept
