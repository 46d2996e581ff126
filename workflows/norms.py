"""Norms of hours: how long one piece of work of a kind takes, as an agency says. Without a row nothing is said."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from history.models import TrackedModel

HOURS_AT_MOST = 1000


class WorkNorm(TrackedModel):
    """How many minutes of work one piece of a kind takes; its earlier values are its versions."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    kind = models.CharField(_("kind of work"), max_length=20)
    minutes = models.PositiveIntegerField(_("minutes"))

    class Meta:
        verbose_name = _("norm of hours")
        constraints = [
            models.UniqueConstraint(fields=["agency", "kind"], name="norm_once_a_kind"),
            models.CheckConstraint(
                condition=models.Q(minutes__gte=1, minutes__lte=HOURS_AT_MOST * 60),
                name="norm_in_range",
                violation_error_code="norm-out-of-range",
                violation_error_message=_("Name more than nothing and at most 1000 hours."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.minutes}"

    @property
    def span(self) -> timedelta:
        """The norm as a length of time."""
        return timedelta(minutes=self.minutes)
