"""What search keeps beside the papers: which cards are indexed, texts read from files, and saved filters."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies import rules
from agencies.bilingual import in_words
from agencies.models import Agency, Employee, Unit
from documents.models.files import StoredFile
from history.models import TrackedModel


class IndexedCard(models.Model):
    """That a card is in the index, and the digest of what the index holds of it; empty: it is to be indexed anew."""

    kind = models.CharField(max_length=10)
    key = models.BigIntegerField()
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="card_indexed_once")]
        indexes = [models.Index(fields=["kind", "key"], condition=Q(digest=""), name="card_to_index")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class FileText(models.Model):
    """The text of a stored file as the worker read it, once for each content."""

    class State(models.TextChoices):
        """How far the reading came."""

        PENDING = "pending", _("to be read")
        PICTURE = "picture", _("a picture of which the text is not recognised")
        READ = "read", _("read")
        EMPTY = "empty", _("holds no text")
        FAILED = "failed", _("could not be read")

    stored = models.OneToOneField(StoredFile, models.CASCADE, primary_key=True, related_name="text")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    text = models.TextField(blank=True)
    stems = models.TextField(blank=True)
    trouble = models.CharField(max_length=200, blank=True)
    is_recognised = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["stored"], condition=Q(state="pending"), name="file_text_to_read"),
            models.Index(fields=["stored"], condition=Q(state="picture"), name="file_text_to_recognise"),
        ]

    def __str__(self) -> str:
        return f"{self.stored_id}: {self.state}"


class Sharing(models.TextChoices):
    """Who beside its owner is offered a saved filter."""

    PRIVATE = "private", _("only me")
    UNIT = "unit", _("my unit")
    AGENCY = "agency", _("the whole agency")


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    """Saved filters as questions."""

    def visible_to(self, employee: Employee) -> "SavedFilterQuerySet":
        """The person's own, and those shared with an agency or unit in which they take part today."""
        agencies = rules.may_take_part(employee)
        units = [post.unit_id for post in employee.current_posts if post.unit.agency_id in agencies]
        return self.filter(
            Q(agency__in=agencies)
            & (Q(owner=employee) | Q(sharing=Sharing.AGENCY) | Q(sharing=Sharing.UNIT, unit__in=units))
        )


class SavedFilter(TrackedModel):
    """A search under a name. What it finds is always what the one who opens it may see."""

    PERSONAL = frozenset({"name", "name_en", "asked"})

    owner = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("owner"))
    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name=_("agency"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)
    asked = models.CharField(_("what is asked"), max_length=1500)
    sharing = models.CharField(_("shown to"), max_length=10, choices=Sharing.choices, default=Sharing.PRIVATE)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved filter")
        ordering: ClassVar[list[str]] = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="filter_named_once",
                violation_error_code="filter-name-taken",
                violation_error_message=_("You have a filter of this name already."),
            )
        ]
        indexes = [models.Index(fields=["agency", "sharing"], name="filters_shared")]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """Its name in the language of the page."""
        return in_words(self.name, self.name_en)
