"""What an agency designs itself, in versions: designs, their versions, and what cases keep of them.

A case runs on one version of a design and keeps to it until it is moved. What a kind of design holds is read by
`workflows.designs`; here are only its rows.
"""

from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies import rules
from agencies.bilingual import in_words
from agencies.models import Agency, Employee
from citizens.models import Case
from history.models import TrackedModel


class DesignQuerySet(models.QuerySet["Design"]):
    """Designs as questions."""

    def visible_to(self, employee: Employee) -> "DesignQuerySet":
        """Those of agencies that the person administers."""
        return self.filter(agency__in=rules.agencies_with(employee, rules.Power.ADMINISTER))

    def with_force(self) -> "DesignQuerySet":
        """With the number of the version in force, as ``force``; None where nothing was published yet."""
        published = DesignVersion.objects.published().filter(design=OuterRef("pk")).order_by("-number")
        return self.annotate(force=Subquery(published.values("number")[:1]))


class Design(TrackedModel):
    """Something that an agency designs, known by its code for ever; what it holds stands in its versions."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    kind = models.CharField(_("kind"), max_length=30)
    code = models.SlugField(_("code"), max_length=40)
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)

    objects = DesignQuerySet.as_manager()

    class Meta:
        verbose_name = _("design")
        ordering: ClassVar[list[str]] = ["kind", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "kind", "code"],
                name="design_code_once",
                violation_error_code="design-code-taken",
                violation_error_message=_("The agency has another design with this code."),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class DesignState(models.TextChoices):
    """Where a version of a design stands."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")


class DesignVersionQuerySet(models.QuerySet["DesignVersion"]):
    """Versions of designs as questions."""

    def published(self) -> "DesignVersionQuerySet":
        """Those that were published."""
        return self.filter(state=DesignState.PUBLISHED)

    def in_force(self) -> "DesignVersionQuerySet":
        """The versions in force of designs that are not retired."""
        later = DesignVersion.objects.published().filter(design=OuterRef("design"), number__gt=OuterRef("number"))
        return self.published().filter(~Exists(later), design__retired_at__isnull=True)


class DesignVersion(TrackedModel):
    """What a design holds, held or will hold. Once published it never changes.

    ``saves`` counts how often a draft was saved, so that of two who change it at once the second one is told.
    """

    design = models.ForeignKey(Design, models.PROTECT, related_name="versions", verbose_name=_("design"))
    number = models.PositiveIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=20, choices=DesignState.choices, default=DesignState.DRAFT)
    content = models.JSONField(_("content"), default=dict)
    note = models.CharField(_("note"), max_length=300, blank=True)
    saves = models.PositiveIntegerField(default=0, editable=False)
    made_by = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("written by"))
    made_at = models.DateTimeField(_("written at"))
    published_by = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("published by")
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    objects = DesignVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a design")
        ordering: ClassVar[list[str]] = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["design", "number"], name="design_version_once"),
            models.UniqueConstraint(
                fields=["design"],
                condition=Q(state="draft"),
                name="one_draft_a_design",
                violation_error_code="draft-open",
                violation_error_message=_("The design has a draft already."),
            ),
            models.CheckConstraint(
                condition=Q(state="draft", published_at__isnull=True, published_by__isnull=True)
                | Q(state="published", published_at__isnull=False, published_by__isnull=False),
                name="published_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.design_id}/{self.number}"

    @property
    def label(self) -> str:
        """What it is called in the language of the page; the code of the design where it has no name."""
        named = [self.content.get(one) for one in ("name", "name_en")]
        return in_words(*(one if isinstance(one, str) else "" for one in named)) or self.design.code

    def clean(self) -> None:
        """Refuse any change of what was published.

        Raises:
            ValidationError: ``version-published``.
        """
        if self.__dict__.get("_loaded", {}).get("state") == DesignState.PUBLISHED:
            raise ValidationError(_("A published version never changes: begin a draft."), code="version-published")


class DesignedValue(TrackedModel):
    """What was filled in a field that the agency added to its cases, with the field's names of that day."""

    PERSONAL = frozenset({"value"})
    PART_OF: ClassVar[dict[str, str]] = {"case_id": "citizens.case"}

    case = models.ForeignKey(Case, models.PROTECT, related_name="designed_values", verbose_name=_("case"))
    code = models.CharField(_("code"), max_length=40)
    kind = models.CharField(_("kind"), max_length=20)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    value = models.TextField(_("value"), blank=True)
    filled_by = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("filled by"))
    filled_at = models.DateTimeField(_("filled at"))

    class Meta:
        verbose_name = _("value of an added field")
        ordering: ClassVar[list[str]] = ["id"]
        constraints = [models.UniqueConstraint(fields=["case", "code"], name="value_once_a_field")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name of the field in the language of the page."""
        return in_words(self.name, self.name_en)

    @property
    def shown(self) -> str:
        """The value as a page writes it."""
        if self.kind == "date":
            return f"{date.fromisoformat(self.value):%d.%m.%Y}"
        if self.kind == "yes_no":
            return _yes_or_no(self.value == "yes")
        return self.value


def _yes_or_no(is_so: bool) -> str:
    return gettext("yes") if is_so else gettext("no")


class MoveOutcome(models.TextChoices):
    """What became of a case that was to be moved to another version."""

    MOVED = "moved", _("moved")
    KEPT = "kept", _("stays on its version")


class CaseMove(TrackedModel):
    """That a case was moved to a version, or why it was not, by the last try."""

    PART_OF: ClassVar[dict[str, str]] = {"case_id": "citizens.case"}

    version = models.ForeignKey(DesignVersion, models.PROTECT, related_name="moves", verbose_name=_("version"))
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name=_("case"))
    before = models.PositiveIntegerField(_("version before"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=MoveOutcome.choices)
    reason = models.CharField(_("reason"), max_length=40, blank=True)
    at = models.DateTimeField(_("moment"))
    by = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("moved by"))

    class Meta:
        verbose_name = _("move of a case to another version")
        ordering: ClassVar[list[Any]] = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "case"], name="moved_once_a_version"),
            models.CheckConstraint(condition=~Q(outcome="kept", reason=""), name="kept_for_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.before} → {self.version_id}, {self.outcome}"
