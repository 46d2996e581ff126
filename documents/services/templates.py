"""Templates of letters as their keeper writes them: drafts, versions in force, older ones taken back, retirement."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Agency, Employee
from agencies.policies import require
from documents import policies
from documents.models import LetterTemplate, TemplateVersion, VersionState
from documents.services.template_texts import (
    TemplateText,
    draft_of,
    keep_first,
    next_number,
    put_in_force,
    require_own_name,
    write,
)
from history.acts import act, record


@act
def make_template(
    *, actor: Employee, agency: Agency, purpose: str, name: str, text: TemplateText, name_en: str = ""
) -> LetterTemplate:
    """Make a template; its text is a draft, in force only when it is published.

    Raises:
        PermissionDenied: the actor keeps no templates of this agency.
        ValidationError: ``purpose-unknown``, ``name-taken``, what `documents.letters.check` refuses.
    """
    require(policies.may_keep_templates(actor, agency))
    if purpose not in LetterTemplate.Purpose.values:
        raise ValidationError({"purpose": ValidationError(_("Choose a purpose."), code="purpose-unknown")})
    template = LetterTemplate(agency=agency, purpose=purpose, name=name.strip(), name_en=name_en.strip(), version=0)
    require_own_name(template)
    template.full_clean()
    template.save()
    write(template, actor, text, 1)
    record("documents.template_made", actor=actor, subject=template, about=[agency])
    return template


@act
def write_template_draft(
    *,
    actor: Employee,
    template: LetterTemplate,
    name: str,
    text: TemplateText,
    name_en: str | None = None,
    seen: str | None = None,
) -> TemplateVersion:
    """Write the draft of the next version, and rename the template. What is in force does not change.

    Without ``name_en`` the English name stays as it is. ``seen`` is the `digest_of` the text that the writer began
    with.

    Raises:
        PermissionDenied: the actor keeps no templates of this agency.
        ValidationError: ``changed-meanwhile``, ``name-taken``, what `documents.letters.check` refuses.
    """
    template = _kept(actor, template)
    if seen is not None and seen != digest_of(template):
        raise ValidationError(
            _("Somebody else changed this template meanwhile: open it anew and put your change in again."),
            code="changed-meanwhile",
        )
    template.name = name.strip()
    if name_en is not None:
        template.name_en = name_en.strip()
    require_own_name(template)
    keep_first(template)
    draft = draft_of(template)
    written = write(template, actor, text, next_number(template), draft)
    template.full_clean()
    template.save()
    record("documents.template_drafted", actor=actor, subject=template, data={"number": written.number})
    return written


@act
def publish_template(*, actor: Employee, template: LetterTemplate) -> LetterTemplate:
    """Put the draft in force. Letters drafted before stay as they are, and on their version.

    Raises:
        PermissionDenied: the actor keeps no templates of this agency.
        ValidationError: ``no-draft``, what `documents.letters.check` refuses.
    """
    template = _kept(actor, template)
    draft = _draft(template)
    put_in_force(template, draft)
    record("documents.template_published", actor=actor, subject=template, data={"number": draft.number})
    return template


@act
def drop_template_draft(*, actor: Employee, template: LetterTemplate) -> None:
    """Give up the draft; the history keeps what it said.

    Raises:
        PermissionDenied: the actor keeps no templates of this agency.
        ValidationError: ``no-draft``; ``only-draft`` where nothing else of the template is there.
    """
    template = _kept(actor, template)
    draft = _draft(template)
    if template.version == 0:
        raise ValidationError(_("Nothing else is there of this template: retire it instead."), code="only-draft")
    record("documents.template_draft_dropped", actor=actor, subject=template, data={"number": draft.number})
    draft.delete()


@act
def take_template_back(*, actor: Employee, template: LetterTemplate, number: int) -> TemplateVersion:
    """Make an earlier version the draft of the next one, to be looked at and published.

    Raises:
        PermissionDenied: the actor keeps no templates of this agency.
        ValidationError: ``version-unknown``, ``draft-open`` where another draft would be lost.
    """
    template = _kept(actor, template)
    keep_first(template)
    older = template.versions.filter(number=number, state=VersionState.SUPERSEDED).first()
    if older is None:
        raise ValidationError(_("There is no such earlier version."), code="version-unknown")
    if draft_of(template) is not None:
        raise ValidationError(_("There is a draft already: publish or drop it first."), code="draft-open")
    text = TemplateText(older.subject, older.body, older.docx)
    written = write(template, actor, text, next_number(template))
    record("documents.template_drafted", actor=actor, subject=template, data={"number": written.number})
    return written


@act
def retire_template(*, actor: Employee, template: LetterTemplate) -> LetterTemplate:
    """Offer a template for no new letter. Its versions and the letters made of it stay.

    Raises:
        PermissionDenied: the actor keeps no templates of this agency.
        ValidationError: ``template-retired``.
    """
    return _set_retired(actor, template, is_retired=True)


@act
def revive_template(*, actor: Employee, template: LetterTemplate) -> LetterTemplate:
    """Offer a retired template again.

    Raises:
        PermissionDenied: the actor keeps no templates of this agency.
        ValidationError: ``template-in-use``.
    """
    return _set_retired(actor, template, is_retired=False)


def digest_of(template: LetterTemplate) -> str:
    """What the text that an editor begins with is told by: the number of its version and how often it was changed."""
    draft = draft_of(template)
    return f"{draft.pk}:{draft.history.count()}" if draft else f"0:{template.version}"


def _set_retired(actor: Employee, template: LetterTemplate, *, is_retired: bool) -> LetterTemplate:
    template = _kept(actor, template)
    if template.is_retired == is_retired:
        if is_retired:
            raise ValidationError(_("This template is retired already."), code="template-retired")
        raise ValidationError(_("This template is in use."), code="template-in-use")
    template.is_retired = is_retired
    template.save()
    verb = "documents.template_retired" if is_retired else "documents.template_revived"
    record(verb, actor=actor, subject=template)
    return template


def _kept(actor: Employee, template: LetterTemplate) -> LetterTemplate:
    """The template, locked: two keepers write one after the other."""
    require(policies.may_keep_templates(actor, template.agency_id))
    return LetterTemplate.objects.select_for_update(of=("self",)).select_related("agency").get(pk=template.pk)


def _draft(template: LetterTemplate) -> TemplateVersion:
    draft = draft_of(template)
    if draft is None:
        raise ValidationError(_("There is no draft of this template."), code="no-draft")
    return draft
