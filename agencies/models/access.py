"""Access marks of papers, and who has to know a marked one."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models.people import Employee
from agencies.models.units import Agency
from history.models import TrackedModel


class AccessMark(models.TextChoices):
    """How far a paper is kept from others; a paper without a mark has none of them."""

    OFFICIAL = "official", _("for official use only")


class NeedSource(models.TextChoices):
    """Why a person has to know a marked paper, beside their part in it."""

    NAMED = "named", _("named")
    WORK = "work", _("work laid with the person")


class NeedToKnowQuerySet(models.QuerySet["NeedToKnow"]):
    """Needs to know as questions."""

    def in_force(self) -> "NeedToKnowQuerySet":
        """Those that were not ended."""
        return self.filter(ended_at__isnull=True)


class NeedToKnow(TrackedModel):
    """A person has to know one marked paper: a case with all that belongs to it, or a document without a case.

    The paper is named by its type and number, as a term names its subject. A row that ended tells who knew until when.
    """

    PERSONAL = frozenset({"reason", "end_reason"})

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    subject_type = models.CharField(_("kind of object"), max_length=100)
    subject_key = models.BigIntegerField(_("number of the object"))
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("employee"))
    source = models.CharField(_("by what"), max_length=10, choices=NeedSource.choices)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    by_name = models.CharField(_("by whom"), max_length=300)
    began_at = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=300, blank=True)

    objects = NeedToKnowQuerySet.as_manager()

    class Meta:
        verbose_name = _("need to know")
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_key", "employee"],
                condition=Q(ended_at__isnull=True),
                name="need_once_a_paper",
                violation_error_code="already-named",
                violation_error_message=_("This person is named already."),
            )
        ]
        indexes = [models.Index(fields=["employee", "subject_type", "subject_key"], name="needs_of_person")]

    def __str__(self) -> str:
        return f"{self.employee_id} {self.subject_type} {self.subject_key}"

    def shown_as(self) -> tuple[str, int]:
        """The paper whose card it stands on."""
        return self.subject_type, int(self.subject_key)


def type_and_key(paper: Any) -> dict[str, Any]:
    """How a need names its paper."""
    return {"subject_type": paper._meta.label_lower, "subject_key": paper.pk}
