"""Acts: what people and the program did, and on whose timelines that stands."""

from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from history import shown


class Act(models.Model):
    """One thing that somebody did: who, what, to which object, when, from where, with which particulars.

    The actor's and the subject's names are copied, so that a closed account or a renamed paper leaves the record whole.
    ``agency_key`` is the number of the agency in which it happened: auditors read the acts of their own.
    Acts are ordered by `id`, never by `at`.
    """

    verb = models.CharField(_("act"), max_length=80)
    at = models.DateTimeField(_("moment"))
    actor_key = models.BigIntegerField(_("actor number"), null=True)
    actor_name = models.CharField(_("actor"), max_length=300)
    address = models.CharField(_("from where"), max_length=45, blank=True)
    subject_type = models.CharField(max_length=60)
    subject_key = models.BigIntegerField()
    subject_label = models.CharField(max_length=300)
    agency_key = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)
    entry = models.ForeignKey("history.Entry", models.PROTECT, to_field="uuid", related_name="+", db_index=False)

    class Meta:
        verbose_name = _("act")
        indexes = [
            models.Index(fields=["subject_type", "subject_key", "id"], name="act_of_subject"),
            models.Index(fields=["agency_key", "actor_key", "-id"], name="act_of_actor"),
            models.Index(fields=["agency_key", "verb", "-id"], name="act_by_verb"),
            models.Index(fields=["agency_key", "address", "-id"], name="act_from_address"),
            models.Index(fields=["agency_key", "-id"], name="act_newest_of_agency"),
            models.Index(fields=["at", "id"], name="act_by_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_label}"

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any, **options: Any) -> Any:
        """An act on a page shows its subject."""
        instance = super().from_db(db, field_names, values, **options)
        told = instance.__dict__
        if "subject_key" in told and _is_personal(told.get("subject_type", "")):
            shown.note(instance.subject_type, instance.subject_key)
        return instance


@cache
def _is_personal(kind: str) -> bool:
    """Whether the label of such a subject may name a person."""
    try:
        model: Any = apps.get_model(kind)
    except LookupError:
        return False
    return bool(getattr(model, "PERSONAL", ())) and not model.PART_OF


class ActMention(models.Model):
    """An object on whose timeline an act stands: its subject and all that it was about."""

    act = models.ForeignKey(Act, models.PROTECT, related_name="mentions")
    object_type = models.CharField(max_length=60)
    object_key = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["object_type", "object_key", "act"], name="one_mention_an_act"),
        ]

    def __str__(self) -> str:
        return f"{self.object_type} {self.object_key}"
