"""Time-stamps under our own seals."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from exchange.models.messages import InboxMessage, OutboxMessage
from history.models import TrackedModel


class SealStamp(TrackedModel):
    """The time-stamp under the seal of a message of ours, or of our receipt for one that came; or that it is wanted.

    What was sent stays as it was sent: a token that came later is kept here, and not in the container.
    """

    VOLATILE: ClassVar[dict[str, str]] = {
        "token": "proves itself: whoever changes it breaks it; its digest stands in the act",
        "due_at": "when the next try is due: what counts is the time-stamp that it brings",
        "attempts": "tries of an authority that is down: each would be a version, and none says anything",
        "last_error": "why the last try brought nothing",
    }

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    message = models.OneToOneField(
        OutboxMessage, models.PROTECT, null=True, blank=True, related_name="seal_stamp", verbose_name=_("message")
    )
    received = models.OneToOneField(
        InboxMessage, models.PROTECT, null=True, blank=True, related_name="seal_stamp", verbose_name=_("receipt for")
    )
    token = models.BinaryField(null=True, blank=True)
    stamped_at = models.DateTimeField(_("time-stamp of"), null=True, blank=True)
    given_by = models.CharField(_("given by"), max_length=200, blank=True)
    is_inside = models.BooleanField(_("sent with it"), default=False)
    due_at = models.DateTimeField(_("next try at"), null=True, blank=True)
    attempts = models.PositiveIntegerField(_("tries"), default=0)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("time-stamp under a seal")
        indexes = [models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="seal_stamp_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(message__isnull=False, received__isnull=True)
                | Q(message__isnull=True, received__isnull=False),
                name="seal_stamp_of_one_seal",
                violation_error_code="seal-unclear",
            )
        ]

    def __str__(self) -> str:
        return f"{self.message_id or self.received_id} {self.stamped_at or ''}"
