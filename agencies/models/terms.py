"""Kinds of terms."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from history.models import TrackedModel


class TermUnit(models.TextChoices):
    """What a term's length counts."""

    CALENDAR_DAYS = "days", _("calendar days")
    WORKING_DAYS = "working_days", _("working days")
    MONTHS = "months", _("months")


class Roll(models.TextChoices):
    """Where a term goes that ends on a day off."""

    PREVIOUS = "previous", _("to the previous working day")
    NEXT = "next", _("to the next working day")
    NONE = "none", _("stays")


class TermKind(TrackedModel):
    """A kind of term, as editable data with its source in law. `agencies.terms` computes dates from it."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    length = models.PositiveSmallIntegerField(_("length"))
    unit = models.CharField(_("counted in"), max_length=20, choices=TermUnit.choices)
    roll = models.CharField(_("on a day off"), max_length=10, choices=Roll.choices)
    extension_days = models.PositiveSmallIntegerField(_("longest extension, days"), default=0)
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("kind of term")

    def __str__(self) -> str:
        return self.name
