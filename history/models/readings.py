"""Readings: what restricted or personal things were shown to whom, from where, on what ground."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reading(models.Model):
    """One showing of personal or restricted things to a person, or a refused attempt to see them."""

    class Kind(models.TextChoices):
        """How it was shown."""

        VIEWED = "viewed", _("viewed")
        LISTED = "listed", _("listed")
        SEARCHED = "searched", _("searched")
        PRINTED = "printed", _("printed")
        DOWNLOADED = "downloaded", _("downloaded")
        EXPORTED = "exported", _("exported")
        REFUSED = "refused", _("refused")

    at = models.DateTimeField(_("moment"))
    actor_key = models.BigIntegerField(_("actor number"), null=True)
    actor_name = models.CharField(_("actor"), max_length=300)
    address = models.CharField(_("from where"), max_length=45, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    page = models.CharField(_("page"), max_length=80)
    ground = models.CharField(_("ground"), max_length=300, blank=True)
    query = models.CharField(_("looked for"), max_length=200, blank=True)
    agency_key = models.BigIntegerField(null=True)
    entry = models.ForeignKey("history.Entry", models.PROTECT, to_field="uuid", related_name="+", db_index=False)

    class Meta:
        verbose_name = _("reading")
        indexes = [
            models.Index(fields=["agency_key", "-id"], name="reading_newest_of_agency"),
            models.Index(fields=["agency_key", "actor_key", "-id"], name="reading_of_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.page}"


class ReadingMention(models.Model):
    """Whom, or which paper, a reading showed."""

    reading = models.ForeignKey(Reading, models.PROTECT, related_name="mentions", db_index=False)
    object_type = models.CharField(max_length=60)
    object_key = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["object_type", "object_key", "reading"], name="one_mention_a_reading"),
        ]
        indexes = [models.Index(fields=["reading"], name="mentions_of_reading")]

    def __str__(self) -> str:
        return f"{self.object_type} {self.object_key}"
