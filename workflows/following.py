"""Cases that people follow: they chose to see what becomes of them, and nothing lies with them for it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Employee
from citizens.models import Case
from history.models import TrackedModel


class Following(TrackedModel):
    """A person follows a case; what they see of it is what they saw before."""

    PART_OF: ClassVar[dict[str, str]] = {"case_id": "citizens.case"}

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("employee"))
    case = models.ForeignKey(Case, models.PROTECT, related_name="followers", verbose_name=_("case"))
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("followed case")
        constraints = [models.UniqueConstraint(fields=["employee", "case"], name="case_followed_once")]

    def __str__(self) -> str:
        return f"{self.employee_id} {self.case_id}"
