"""What every act upon a template of letters does to its versions; who may, the acts themselves ask."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Employee
from documents import letters
from documents.models import LetterTemplate, StoredFile, TemplateVersion, VersionState
from history import clock


@dataclass(frozen=True)
class TemplateText:
    """What a version of a template says; ``docx`` is a form that was checked before it was stored."""

    subject: str
    body: str
    docx: StoredFile | None = None


def draft_of(template: LetterTemplate) -> TemplateVersion | None:
    """The draft of the next version, if there is one."""
    return template.versions.filter(state=VersionState.DRAFT).select_related("docx").first()


def keep_first(template: LetterTemplate) -> None:
    """A template that was never edited keeps the text that is in force as a version before anything changes."""
    if template.version and not template.versions.filter(number=template.version).exists():
        TemplateVersion.objects.create(
            template=template,
            number=template.version,
            state=VersionState.PUBLISHED,
            subject=template.subject,
            body=template.body,
            docx=template.docx,
        )


def next_number(template: LetterTemplate) -> int:
    """The number of the version after the newest."""
    newest = template.versions.order_by("-number").first()
    return newest.number + 1 if newest else 1


def write(
    template: LetterTemplate,
    actor: Employee,
    text: TemplateText,
    number: int,
    draft: TemplateVersion | None = None,
) -> TemplateVersion:
    """Write the draft with this text, or begin one with this number.

    Raises:
        ValidationError: what `documents.letters.check` refuses.
    """
    letters.check(template.purpose, text.subject, text.body)
    written = draft or TemplateVersion(template=template, number=number)
    written.subject, written.body = text.subject.strip(), text.body.strip()
    written.docx, written.made_by = text.docx, actor
    written.full_clean()
    written.save()
    return written


def put_in_force(template: LetterTemplate, draft: TemplateVersion) -> None:
    """Put a draft in force in place of the version that was.

    Raises:
        ValidationError: what `documents.letters.check` refuses.
    """
    letters.check(template.purpose, draft.subject, draft.body)
    for before in template.versions.filter(state=VersionState.PUBLISHED):
        before.state = VersionState.SUPERSEDED
        before.save()
    draft.state, draft.published_at = VersionState.PUBLISHED, clock.now()
    draft.save()
    template.subject, template.body, template.docx = draft.subject, draft.body, draft.docx
    template.version = draft.number
    template.full_clean()
    template.save()


def require_own_name(template: LetterTemplate) -> None:
    """Refuse a name that another template of the purpose has.

    Raises:
        ValidationError: ``name-taken``.
    """
    others = LetterTemplate.objects.filter(agency=template.agency_id, purpose=template.purpose, name=template.name)
    if others.exclude(pk=template.pk).exists():
        raise ValidationError(
            {"name": ValidationError(_("Another template of this purpose has this name."), code="name-taken")}
        )
