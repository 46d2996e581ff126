"""Applicants: people known to an agency, and cards of theirs that were merged."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from agencies import rules
from agencies.models import Agency, Employee, Sex
from agencies.sight import existence, kept
from citizens.models.cases import Case
from citizens.names import PhoneEnd
from history.models import TrackedModel


def _sight_of_people(employee: Employee) -> Q:
    """The condition of `PersonQuerySet.visible_to`."""
    seen = Case.objects.visible_to(employee).filter(agency__in=rules.may_take_part(employee))
    return Q(agency__in=rules.agencies_seen(employee)) | existence(seen, of="applicant").about("pk")


class PersonQuerySet(models.QuerySet["Person"]):
    """Applicants as questions."""

    def visible_to(self, employee: Employee) -> "PersonQuerySet":
        """Those of agencies whose every paper the person sees, and those of cases that the person sees in an agency of
        theirs: a guest sees the case alone.
        """
        return self.filter(kept(employee, "citizens.person", lambda: _sight_of_people(employee)))

    def unmerged(self) -> "PersonQuerySet":
        """Those that stand for themselves: what is listed, picked and found."""
        return self.filter(merged_into__isnull=True)


class Person(TrackedModel):
    """A citizen known to an agency. ``name_key`` is the lower-case name with е for ё, for finding.

    A card that turned out to be another's double stays as a row that names the one it was ``merged_into``.
    """

    # By what a citizen is reached; alike ones make a likely double.
    CONTACTS = ("address", "email", "phone")

    PERSONAL = frozenset({"last_name", "first_name", "patronymic", "sex", "address", "email", "phone", "name_key"})

    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name=_("agency"))
    last_name = models.CharField(_("surname"), max_length=80)
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    patronymic = models.CharField(_("patronymic"), max_length=80, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex.choices)
    address = models.CharField(_("postal address"), max_length=300, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    name_key = models.CharField(max_length=250, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="doubles", verbose_name=_("merged into")
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("applicant")
        indexes = [
            models.Index(fields=["agency", "name_key"], name="person_by_name"),
            models.Index(F("agency"), Lower("address"), name="person_by_address"),
            models.Index(F("agency"), Lower("email"), name="person_by_email"),
            models.Index(F("agency"), PhoneEnd("phone"), name="person_by_phone"),
        ]

    def __str__(self) -> str:
        return self.short_name

    @property
    def short_name(self) -> str:
        """Surname and initials."""
        return " ".join([self.last_name, *(f"{part[0]}." for part in (self.first_name, self.patronymic) if part)])

    @property
    def full_name(self) -> str:
        """All names in full."""
        return " ".join(part for part in (self.last_name, self.first_name, self.patronymic) if part)

    @property
    def is_depersonalised(self) -> bool:
        """Whether the personal data are gone: nobody is entered without a surname."""
        return not self.last_name


class Merge(TrackedModel):
    """Two cards of one citizen made one: who did it, when, why, and exactly what moved, so that it can be undone.

    ``moved`` gives by reference («citizens.case.applicant») the keys of the rows that pointed to the double and point
    to the kept card since; ``filled`` names the contacts that the kept card took over from the double.
    """

    PERSONAL = frozenset({"reason"})
    PART_OF: ClassVar[dict[str, str]] = {"kept_id": "citizens.person"}

    kept = models.ForeignKey(Person, models.PROTECT, related_name="merges", verbose_name=_("kept card"))
    doubled = models.ForeignKey(Person, models.PROTECT, related_name="merges_away", verbose_name=_("merged card"))
    at = models.DateTimeField(_("moment"))
    by = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("merged by"))
    reason = models.CharField(_("reason"), max_length=300)
    moved = models.JSONField(default=dict, editable=False)
    filled = models.JSONField(default=list, editable=False)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("undone by")
    )

    class Meta:
        verbose_name = _("merging of cards")
        constraints = [
            models.UniqueConstraint(
                fields=["doubled"],
                condition=Q(undone_at__isnull=True),
                name="merged_once_at_a_time",
                violation_error_code="already-merged",
            ),
            models.CheckConstraint(
                condition=~Q(kept=F("doubled")), name="merged_with_another", violation_error_code="same-person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.doubled} → {self.kept}"
