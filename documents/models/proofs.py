"""How far the proof of a signed container has got: time-stamps, and what is kept about revocation."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents.models.documents import Document
from history.models import TrackedModel


class Proof(TrackedModel):
    """The level that the signatures of a document have reached, the one that is wanted, and when the next step is due.

    Each step is a new version of the container; a version that was sent stays as it was sent.
    """

    class Level(models.TextChoices):
        """Levels of ETSI EN 319 132-1, the lowest first."""

        BASIC = "B-B", _("signature alone")
        STAMPED = "B-T", _("with a time-stamp")
        LONG_TERM = "LT", _("with a time-stamp and proofs kept for long")

    VOLATILE: ClassVar[dict[str, str]] = {
        "due_at": "when the next try is due: what counts is the time-stamp that it brings",
        "attempts": "tries of an authority that is down: each would be a version, and none says anything",
        "last_error": "why the last try brought nothing",
    }

    document = models.OneToOneField(Document, models.PROTECT, related_name="proof", verbose_name=_("document"))
    level = models.CharField(_("level"), max_length=4, choices=Level.choices, default=Level.BASIC)
    wanted = models.CharField(_("wanted level"), max_length=4, choices=Level.choices, default=Level.STAMPED)
    stamped_at = models.DateTimeField(_("time-stamp given at"), null=True, blank=True)
    due_at = models.DateTimeField(_("next try at"), null=True, blank=True)
    attempts = models.PositiveIntegerField(_("tries"), default=0)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("proof of a signed container")
        indexes = [models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="proof_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(level="B-B", stamped_at__isnull=True) | (~Q(level="B-B") & Q(stamped_at__isnull=False)),
                name="proof_stamped_at_its_moment",
                violation_error_code="stamp-without-moment",
            )
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.level}"

    @property
    def is_pending(self) -> bool:
        """Whether a step is still to be done."""
        return self.due_at is not None
