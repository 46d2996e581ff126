"""The discussion of a case: remarks, replies to them, and whom they mention."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies import rules
from agencies.models import Employee
from citizens.models.cases import Case, Participation
from citizens.models.guests import GuestLink
from history import clock
from history.models import TrackedModel


class RemarkQuerySet(models.QuerySet["Remark"]):
    """Remarks as questions."""

    def visible_to(self, employee: Employee) -> "RemarkQuerySet":
        """Those of cases that the person sees in an agency of theirs, or in which a role from outside lets them take
        part in the discussion; not of an appeal that complains of them (59-ФЗ art. 8 p. 6).
        """
        from citizens.roles import CaseRight, roles_with  # noqa: PLC0415  # the table names roles of these models

        asked = Participation.objects.inviting(employee).filter(role__in=roles_with(CaseRight.DISCUSS))
        discussed = Case.objects.visible_to(employee).filter(
            Q(agency__in=rules.may_take_part(employee)) | Q(pk__in=asked.values("case"))
        )
        is_against = Q(case__complained_of__isnull=False) & Q(case__complained_of=employee)
        return self.filter(case__in=discussed.values("pk")).exclude(is_against)

    def standing(self) -> "RemarkQuerySet":
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class Remark(TrackedModel):
    """What somebody says of a case to all who discuss it. Its mark of access is that of the case.

    It is of a colleague, or of a guest who came by a link; the name stands as it was then. A withdrawn one keeps its
    place and its history, and shows its text to nobody.
    """

    PERSONAL = frozenset({"author_name", "text"})
    PART_OF: ClassVar[dict[str, str]] = {"case_id": "citizens.case"}

    case = models.ForeignKey(Case, models.PROTECT, related_name="remarks", verbose_name=_("case"))
    author = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("author")
    )
    guest = models.ForeignKey(
        GuestLink, models.PROTECT, null=True, blank=True, related_name="remarks", verbose_name=_("guest")
    )
    author_name = models.CharField(_("name and post of the author"), max_length=500)
    in_reply_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replies", verbose_name=_("in reply to")
    )
    text = models.TextField(_("text"))
    at = models.DateTimeField(_("written at"))
    corrected_at = models.DateTimeField(_("corrected at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("discussion", "remark")
        constraints = [
            models.CheckConstraint(
                condition=Q(author__isnull=False, guest__isnull=True) | Q(author__isnull=True, guest__isnull=False),
                name="remark_of_one_author",
            )
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%d.%m.%Y %H:%M}"

    @property
    def changeable_until(self) -> datetime:
        """Until when its author may correct or withdraw it: so long as the installation says."""
        return self.at + timedelta(minutes=settings.REMARK_CHANGEABLE_MINUTES)

    @property
    def is_changeable(self) -> bool:
        """Whether it can still be corrected or withdrawn."""
        return self.withdrawn_at is None and clock.now() <= self.changeable_until


class Mention(TrackedModel):
    """A remark mentions a colleague; ``gave_access`` tells that it let them take part as an observer."""

    remark = models.ForeignKey(Remark, models.PROTECT, related_name="mentions", verbose_name=_("remark"))
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("person"))
    gave_access = models.BooleanField(_("gave access"), default=False)
    seen_at = models.DateTimeField(_("seen at"), null=True, blank=True)

    class Meta:
        verbose_name = _("mention")
        constraints = [
            models.UniqueConstraint(fields=["remark", "employee"], name="mentioned_once_a_remark"),
        ]
        indexes = [models.Index(fields=["employee"], condition=Q(seen_at__isnull=True), name="mentions_unseen")]

    def __str__(self) -> str:
        return f"{self.remark_id} → {self.employee_id}"
