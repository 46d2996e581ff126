"""The file plan (номенклатура дел)."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Unit
from history.models import TrackedModel


class FileIndex(TrackedModel):
    """A row of the file plan of a year."""

    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name=_("agency"))
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"))
    year = models.PositiveSmallIntegerField(_("year"))
    index = models.CharField(_("index"), max_length=20)
    title = models.CharField(_("title"), max_length=300)
    retention = models.CharField(_("retention period"), max_length=60)
    article = models.CharField(_("article of the list"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("file")
        ordering: ClassVar[list[str]] = ["index"]
        constraints = [models.UniqueConstraint(fields=["agency", "year", "index"], name="file_index_once_a_year")]

    def __str__(self) -> str:
        return f"{self.index} {self.title}"
