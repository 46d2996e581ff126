"""Agencies and their units."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from history.models import TrackedModel


class Agency(TrackedModel):
    """A state body that works on this installation; agencies on one installation are strictly apart."""

    name = models.CharField(_("full name"), max_length=300)
    short_name = models.CharField(_("short name"), max_length=120)
    exchange_id = models.CharField(_("exchange code"), max_length=60, unique=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)

    class Meta:
        verbose_name = _("agency")

    def __str__(self) -> str:
        return self.short_name

    @property
    def agency_key(self) -> int:
        """To whose record acts on it belong."""
        return int(self.pk)


class Unit(TrackedModel):
    """A unit of an agency's staff tree. ``path`` names all units above it, itself included: ``/1/7/``."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="units", verbose_name=_("agency"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent unit")
    )
    code = models.CharField(_("index"), max_length=10)
    name = models.CharField(_("name"), max_length=200)
    path = models.CharField(max_length=200, db_index=True, blank=True)

    class Meta:
        verbose_name = _("unit")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "code"], name="unit_code_once_an_agency", violation_error_code="unit-code-taken"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
