"""Kinds of papers with the time they are kept, as editable data of each agency with their source."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from agencies.models import Agency
from history.models import TrackedModel

LONG = 10  # years; files that are kept longer get an inventory of their own


class Span(models.TextChoices):
    """How long something is kept."""

    YEARS = "years", _("a number of years")
    PERMANENT = "permanent", _("permanently")
    NEEDED = "needed", _("until no longer needed")


class Holds(models.TextChoices):
    """What papers a kind is for; papers of appeals do not lie in one file with others."""

    ANYTHING = "", _("any papers")
    APPEALS = "appeals", _("citizens' appeals")
    CORRESPONDENCE = "correspondence", _("correspondence")
    JOURNALS = "journals", _("journals and registers")
    ORDERS = "orders", _("orders on main activity")
    STAFF = "staff", _("papers on staff")


class Category(models.TextChoices):
    """Files as the closing summary counts them."""

    PERMANENT = "permanent", _("permanent")
    LONG = "long", _("over 10 years")
    SHORT = "short", _("up to 10 years")


class RetentionKind(TrackedModel):
    """A kind of papers in an agency: how long they are kept, by which article of which list, and who says so.

    The time runs from 1 January after the year in which a file was closed; where ``is_by_consideration``, after the
    last consideration of a repeated appeal, if that was later. ``is_appraised`` is the mark ЭПК: the expert commission
    looks through the papers before anything is destroyed.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=200)
    holds = models.CharField(_("papers"), max_length=20, choices=Holds.choices, blank=True, default=Holds.ANYTHING)
    span = models.CharField(_("kept"), max_length=10, choices=Span.choices)
    years = models.PositiveSmallIntegerField(
        _("years"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    is_appraised = models.BooleanField(_("mark EPK: appraised by the expert commission"), default=False)
    is_by_consideration = models.BooleanField(
        _("counted from the last consideration of a repeated appeal"), default=False
    )
    article = models.CharField(_("article of the list"), max_length=60, blank=True)
    source = models.CharField(_("source"), max_length=200)
    note = models.CharField(_("note"), max_length=300, blank=True)
    is_withdrawn = models.BooleanField(_("no longer offered"), default=False)
    ordinal = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("kind of retention")
        ordering: ClassVar[list[str]] = ["ordinal", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "code"], name="retention_code_once", violation_error_code="code-taken"
            ),
            models.CheckConstraint(
                condition=(Q(span="years") & Q(years__isnull=False)) | (~Q(span="years") & Q(years__isnull=True)),
                name="retention_years_where_counted",
                violation_error_code="years-missing",
                violation_error_message=_("Name the years where years are counted, and nowhere else."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.period_in_words}"

    @property
    def period_in_words(self) -> str:
        """The time in the reader's language."""
        if self.span == Span.YEARS:
            text = ngettext("%(count)s year", "%(count)s years", self.years or 0) % {"count": self.years}
        else:
            text = self.get_span_display()
        return f"{text} {_('EPK')}" if self.is_appraised and self.span != Span.PERMANENT else text

    @property
    def period(self) -> str:
        """The time as a file plan writes it, in Russian whatever the reader's language: ``5 лет ЭПК``."""
        if self.span == Span.PERMANENT:
            return "постоянно"
        text = "до минования надобности" if self.span == Span.NEEDED else years_in_russian(self.years or 0)
        return f"{text} ЭПК" if self.is_appraised else text

    @property
    def category(self) -> str:
        """What the closing summary counts such files among."""
        if self.span == Span.PERMANENT:
            return Category.PERMANENT
        return Category.LONG if (self.years or 0) > LONG else Category.SHORT

    @property
    def term(self) -> tuple[str, int | None, bool]:
        """What must be alike in papers that share a file."""
        return self.span, self.years, self.is_appraised


def years_in_russian(years: int) -> str:
    """``1 год``, ``3 года``, ``5 лет``: papers are in Russian."""
    if years % 10 == 1 and years % 100 != 11:
        return f"{years} год"
    if years % 10 in (2, 3, 4) and years % 100 not in (12, 13, 14):
        return f"{years} года"
    return f"{years} лет"
