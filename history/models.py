"""Acts and row versions. Nothing here is ever changed after it was written."""

import datetime
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from history import clock
from history.actors import current_actor


class Act(models.Model):
    """One thing that somebody did: who, what, to which object, when, with which particulars.

    The actor's and the subject's names are copied, so that a closed account or a renamed paper leaves the record whole.
    ``agency_key`` is the number of the agency in which it happened: auditors read the acts of their own.
    Acts are ordered by `id`, never by `at`.
    """

    verb = models.CharField(_("act"), max_length=80)
    at = models.DateTimeField(_("moment"))
    actor_key = models.BigIntegerField(_("actor number"), null=True)
    actor_name = models.CharField(_("actor"), max_length=300)
    subject_type = models.CharField(max_length=60)
    subject_key = models.BigIntegerField()
    subject_label = models.CharField(max_length=300)
    agency_key = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("act")
        indexes = [
            models.Index(fields=["subject_type", "subject_key", "id"], name="act_of_subject"),
            models.Index(fields=["actor_key", "id"], name="act_of_actor"),
            models.Index(fields=["verb", "id"], name="act_by_verb"),
            models.Index(fields=["agency_key", "-id"], name="act_newest_of_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_label}"


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


class Version(models.Model):
    """What each row version carries beside the row: the actor's copied name and the number of the act's moment."""

    actor_name = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        abstract = True


class Versions(HistoricalRecords):  # type: ignore[misc]  # the package has no types
    """Row versions that copy the actor's key and name and take their moment from our clock."""

    def __init__(self) -> None:
        super().__init__(
            inherit=True,
            bases=(Version,),
            history_user_id_field=models.BigIntegerField(null=True),
            history_user_getter=_actor_of,
            history_user_setter=_set_actor,
            get_user=_acting_key,
        )

    def get_change_reason_for_object(self, instance: Any, history_type: str, using: str) -> str | None:
        """The reason given with the write, if any."""
        reason: str | None = super().get_change_reason_for_object(instance, history_type, using)
        return reason


def _acting_key(**_kwargs: Any) -> int | None:
    return current_actor().key


def _actor_of(version: Any) -> str:
    return str(version.actor_name)


def _set_actor(version: Any, _user: Any) -> None:
    actor = current_actor()
    version.history_user_id = actor.key
    version.actor_name = actor.name


class TrackedModel(models.Model):
    """A row whose every saved state is kept, with the actor who was acting."""

    history: ClassVar[Any] = Versions()

    class Meta:
        abstract = True

    @property
    def _history_date(self) -> datetime.datetime:
        return clock.now()

    @_history_date.setter
    def _history_date(self, _value: datetime.datetime) -> None:
        """The moment is the clock's alone."""
