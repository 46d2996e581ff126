"""Templates of letters and their versions."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.bilingual import in_words
from agencies.models import Agency, Employee
from history.models import TrackedModel


class LetterTemplate(TrackedModel):
    """A template of a letter or an order with ``{fields}`` that `documents.letters` fills from the case, if any.

    The row holds what is in force: the text of the published ``version``, 0 before the first is published. Drafts and
    earlier texts are `TemplateVersion`; a template that was never edited has no rows there.
    """

    class Purpose(models.TextChoices):
        """What the letter is for."""

        INQUIRY = "inquiry", _("inter-agency inquiry")
        ANSWER = "answer", _("answer to the applicant")
        REPLY = "reply", _("reply to an inquiry")
        FORWARDING = "forwarding", _("forwarding of an appeal by competence")
        NOTICE = "notice", _("notice to the applicant of a forwarding")
        INTERIM = "interim", _("interim reply to the applicant")
        ORDER = "order", _("order of the agency")

    # Addressed to the applicant; and those that speak of the applicant, a forwarding among them.
    TO_APPLICANT: ClassVar[frozenset[str]] = frozenset({Purpose.ANSWER, Purpose.NOTICE, Purpose.INTERIM})
    OF_APPLICANT: ClassVar[frozenset[str]] = TO_APPLICANT | {Purpose.FORWARDING}

    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name=_("agency"))
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose.choices)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    body = models.TextField(_("text"), blank=True)
    docx = models.ForeignKey(
        "documents.StoredFile", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("form, docx")
    )
    version = models.PositiveSmallIntegerField(_("version in force"), default=1)
    is_retired = models.BooleanField(_("retired"), default=False)

    class Meta:
        verbose_name = _("letter template")

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """Its name in the language of the page."""
        return in_words(self.name, self.name_en)


class VersionState(models.TextChoices):
    """Where a version of a template stands."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("in force")
    SUPERSEDED = "superseded", _("replaced by a later version")


class TemplateVersion(TrackedModel):
    """A text that a template has, had or will have. Once published it never changes."""

    PART_OF: ClassVar[dict[str, str]] = {"template_id": "documents.lettertemplate"}

    template = models.ForeignKey(
        LetterTemplate, models.PROTECT, related_name="versions", verbose_name=_("letter template")
    )
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=20, choices=VersionState.choices, default=VersionState.DRAFT)
    subject = models.CharField(_("subject"), max_length=300)
    body = models.TextField(_("text"))
    docx = models.ForeignKey(
        "documents.StoredFile", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("form, docx")
    )
    made_by = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("written by")
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    class Meta:
        verbose_name = _("version of a template")
        ordering: ClassVar[list[str]] = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["template", "number"], name="template_version_once"),
            models.UniqueConstraint(
                fields=["template"], condition=models.Q(state="draft"), name="one_draft_a_template"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template_id}/{self.number}"
