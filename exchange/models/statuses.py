"""What is known of the revocation of certificates with which correspondents sign and seal."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from exchange.models.correspondents import Correspondent
from history.models import TrackedModel


class CertificateStatus(TrackedModel):
    """The last answer of an authority about one certificate, kept as it came, and when it is asked again."""

    PERSONAL = frozenset({"subject_name"})
    WRITTEN = "exchange.certificate_asked"
    VOLATILE: ClassVar[dict[str, str]] = {
        "evidence": "the answer of the moment; what it says is in the state",
        "is_list": "goes with the answer",
        "until": "goes with the answer",
        "due_at": "a matter of minutes between the gateway and the worker",
        "attempts": "goes with the moment of the next try",
        "last_error": "goes with the moment of the next try",
    }

    class State(models.TextChoices):
        """What the authority said."""

        UNKNOWN = "unknown", _("not known")
        GOOD = "good", _("not revoked")
        REVOKED = "revoked", _("revoked")

    correspondent = models.ForeignKey(
        Correspondent, models.PROTECT, related_name="statuses", verbose_name=_("correspondent")
    )
    fingerprint = models.CharField(_("certificate"), max_length=64)
    subject_name = models.CharField(_("owner"), max_length=200)
    state = models.CharField(_("revocation"), max_length=20, choices=State.choices, default=State.UNKNOWN)
    evidence = models.BinaryField(null=True, blank=True)
    is_list = models.BooleanField(default=False)
    until = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("revocation of a certificate")
        constraints = [
            models.UniqueConstraint(fields=["correspondent", "fingerprint"], name="status_of_certificate_once")
        ]

    def __str__(self) -> str:
        return self.subject_name
