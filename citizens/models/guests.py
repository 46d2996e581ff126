"""Guests who have no account: a link that opens one case, for a time, to whoever knows its code as well."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Employee
from citizens.models.cases import Case
from history import clock
from history.models import TrackedModel


class GuestLinkQuerySet(models.QuerySet["GuestLink"]):
    """Links of guests as questions."""

    def in_force(self) -> "GuestLinkQuerySet":
        """Those that were not ended, whose last day has not passed, and whose case got no access mark since."""
        return self.filter(ended_at__isnull=True, ends_on__gte=clock.today(), case__access="")


class GuestLink(TrackedModel):
    """A link that opens one case to a named guest until a day, and the code that is asked beside it.

    Neither is kept: of the link there is the SHA-256 of its 256 bits of chance, of the code a slow salted hash.
    """

    PERSONAL = frozenset({"guest_name", "guest_from", "reason", "end_reason"})
    SECRET = frozenset({"token_hash", "code_hash"})
    VOLATILE: ClassVar[dict[str, str]] = {
        "failures": "wrong codes in a row; each is an act",
        "failures_in_all": "wrong codes; each is an act",
        "locked_until": "until when no code is taken; the wrong codes that led to it are acts",
    }
    PART_OF: ClassVar[dict[str, str]] = {"case_id": "citizens.case"}

    case = models.ForeignKey(Case, models.PROTECT, related_name="guest_links", verbose_name=_("case"))
    guest_name = models.CharField(_("name of the guest"), max_length=200)
    guest_from = models.CharField(_("whence the guest is"), max_length=200)
    may_remark = models.BooleanField(_("takes part in the discussion"), default=False)
    reason = models.CharField(_("reason"), max_length=300)
    ends_on = models.DateField(_("last day"))
    token_hash = models.CharField(_("hash of the link"), max_length=64, unique=True, editable=False)
    code_hash = models.CharField(_("hash of the code"), max_length=200, editable=False)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("made by"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=300, blank=True)
    failures = models.PositiveSmallIntegerField(default=0, editable=False)
    failures_in_all = models.PositiveSmallIntegerField(default=0, editable=False)
    locked_until = models.DateTimeField(null=True, blank=True, editable=False)

    objects = GuestLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link of a guest")
        constraints = [
            models.CheckConstraint(
                condition=~Q(guest_name="") & ~Q(guest_from=""),
                name="guest_has_a_name",
                violation_error_code="guest-unnamed",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.pk}"

    @property
    def is_in_force(self) -> bool:
        """Whether it opens the case today; its case must have been loaded."""
        return self.ended_at is None and self.ends_on >= clock.today() and not self.case.access
