"""Agencies and their units, as they are and as they were."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from history import clock
from history.models import TrackedModel

if TYPE_CHECKING:
    from agencies.models.people import Employee

# So many units one below the other at most: a path holds twenty numbers of nineteen digits.
DEEPEST = 20


class LetterLayout(models.TextChoices):
    """How letters of an agency are laid out: by which standard, and where the letterhead stands."""

    CORNER_2025 = "2025-corner", _("GOST R 7.0.97-2025, letterhead in the corner")
    CENTRED_2025 = "2025-centred", _("GOST R 7.0.97-2025, letterhead across the page")
    CORNER_2016 = "2016-corner", _("GOST R 7.0.97-2016, letterhead in the corner")
    CENTRED_2016 = "2016-centred", _("GOST R 7.0.97-2016, letterhead across the page")


class Agency(TrackedModel):
    """A state body that works on this installation; agencies on one installation are strictly apart."""

    name = models.CharField(_("full name"), max_length=300)
    short_name = models.CharField(_("short name"), max_length=120)
    exchange_id = models.CharField(_("exchange code"), max_length=60, unique=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    letter_layout = models.CharField(
        _("layout of letters"), max_length=20, choices=LetterLayout.choices, default=LetterLayout.CORNER_2025
    )
    signing_needs_code = models.BooleanField(
        _("signing takes a second factor"),
        default=False,
        help_text=_("Before a letter is signed, a code of the signer's authenticator is asked for."),
    )

    class Meta:
        verbose_name = _("agency")

    def __str__(self) -> str:
        return self.short_name

    @property
    def agency_key(self) -> int:
        """To whose record acts on it belong."""
        return int(self.pk)


class UnitKind(models.TextChoices):
    """Which structure a unit belongs to: the staff tree, or what stands beside it."""

    STAFF = "staff", _("staff unit")
    COMMISSION = "commission", _("commission")
    PROJECT = "project", _("project group")


@dataclass(frozen=True)
class UnitAsOf:
    """A unit as it was called, and where it stood, on a day."""

    code: str
    name: str
    parent_id: int | None

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class UnitQuerySet(models.QuerySet["Unit"]):
    """Units as questions."""

    def visible_to(self, employee: "Employee") -> "UnitQuerySet":
        """Those of the agencies in which the person holds a post today; the structure of an agency is open to it."""
        return self.filter(agency__in={post.unit.agency_id for post in employee.current_posts})

    def standing(self, on: date | None = None) -> "UnitQuerySet":
        """Those that there are on a day, today if none is given."""
        day = on or clock.today()
        return self.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lte=day), Q(ends_on__isnull=True) | Q(ends_on__gte=day)
        )


class Unit(TrackedModel):
    """A unit of an agency's staff tree, or a commission or project group beside it.

    The row says how the unit is now; how it was before stands in `UnitState`. ``path`` names all units above it, itself
    included: ``/1/7/``; rights follow it. A unit without ``starts_on`` is as old as the records; its last day is
    ``ends_on``, and its index is free for another one then. A unit that was merged lies below its successor from then
    on, so that whoever sees the successor's papers sees its papers too.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="units", verbose_name=_("agency"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent unit")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=UnitKind.choices, default=UnitKind.STAFF)
    code = models.CharField(_("index"), max_length=10)
    name = models.CharField(_("name"), max_length=200)
    path = models.CharField(max_length=400, db_index=True, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("merged into")
    )

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "code"],
                condition=Q(ends_on__isnull=True),
                name="unit_code_once_an_agency",
                violation_error_code="unit-code-taken",
                violation_error_message=_("Another unit has this index."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="unit_ends_after_start",
                violation_error_code="unit-ends-before-start",
                violation_error_message=_("The unit would end before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def depth(self) -> int:
        """Its level in the tree; units at the top are of level 1."""
        return self.path.count("/") - 1

    def stands(self, day: date) -> bool:
        """Whether there is such a unit on a day."""
        return (self.starts_on is None or self.starts_on <= day) and (self.ends_on is None or day <= self.ends_on)

    def on(self, day: date | None) -> UnitAsOf:
        """The unit as it was on a day, and as it is if none is given.

        One query, or none where ``states`` were prefetched.
        """
        past = [] if day is None else [state for state in self.states.all() if state.ends_on >= day]
        if not past:
            return UnitAsOf(self.code, self.name, self.parent_id)
        first = min(past, key=lambda state: state.ends_on)
        return UnitAsOf(first.code, first.name, first.parent_id)

    @property
    def unchanged_since(self) -> date | None:
        """Since which day it has been as it is; None: as long as there are records."""
        ended = max((state.ends_on for state in self.states.all()), default=None)
        return self.starts_on if ended is None else ended + timedelta(days=1)


class UnitState(TrackedModel):
    """How a unit was until the end of a day, before it was renamed, moved or merged."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="states", verbose_name=_("unit"))
    ends_on = models.DateField(_("until"))
    code = models.CharField(_("index"), max_length=10)
    name = models.CharField(_("name"), max_length=200)
    parent = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("parent unit")
    )

    class Meta:
        verbose_name = _("earlier state of a unit")
        constraints = [models.UniqueConstraint(fields=["unit", "ends_on"], name="one_unit_state_a_day")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
