"""Certificates that the installation knows, and the record of each use of a key."""

from typing import Any, ClassVar

from cryptography import x509
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Employee
from history.models import TrackedModel


class Certificate(TrackedModel):
    """A certificate of an authority, a person, an agency's seal or its time-stamps; its key is a file named ``key_id``.

    A successor is simply a newer one: both are valid until the older ends or is revoked.
    """

    class Kind(models.TextChoices):
        """Whose it is."""

        AUTHORITY = "authority", _("authority")
        PERSON = "person", _("person")
        SEAL = "seal", _("seal of the agency")
        STAMPER = "stamper", _("time-stamp authority")

    class Reason(models.TextChoices):
        """Why one counts no more (RFC 5280, 5.3.1)."""

        KEY_COMPROMISE = "keyCompromise", _("the key may be in other hands")
        AFFILIATION_CHANGED = "affiliationChanged", _("the person left or holds another post")
        SUPERSEDED = "superseded", _("replaced by another certificate")
        CESSATION = "cessationOfOperation", _("no longer needed")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    employee = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="certificates", verbose_name=_("owner")
    )
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="certificates", verbose_name=_("agency"))
    pem = models.TextField(_("certificate"))
    serial = models.CharField(_("number"), max_length=80)
    fingerprint = models.CharField(_("SHA-256 fingerprint"), max_length=64, unique=True)
    subject_name = models.CharField(_("name"), max_length=200)
    post_title = models.CharField(_("post"), max_length=300, blank=True)
    valid_from = models.DateTimeField(_("valid from"))
    valid_to = models.DateTimeField(_("valid to"))
    key_id = models.CharField(_("key"), max_length=80, unique=True)
    is_test = models.BooleanField(_("test key"), default=False)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revocation_reason = models.CharField(_("reason of revocation"), max_length=30, choices=Reason.choices, blank=True)

    class Meta:
        verbose_name = _("certificate")
        indexes = [models.Index(fields=["serial"], name="certificate_by_serial")]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revocation_reason="")
                | (Q(revoked_at__isnull=False) & ~Q(revocation_reason="")),
                name="certificate_revoked_for_a_reason",
                violation_error_code="revoked-without-reason",
            ),
            models.CheckConstraint(
                condition=Q(kind="person", employee__isnull=False) | (~Q(kind="person") & Q(employee__isnull=True)),
                name="certificate_of_a_person_has_an_owner",
                violation_error_code="certificate-without-owner",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_name} {self.serial}"

    @property
    def x509(self) -> x509.Certificate:
        """The certificate itself."""
        return x509.load_pem_x509_certificate(self.pem.encode("ascii"))

    @property
    def is_revoked(self) -> bool:
        """Whether it counts no more."""
        return self.revoked_at is not None


class ExpiryWarning(TrackedModel):
    """That administrators were told of the end of a certificate, so many days before, once."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="warnings", verbose_name=_("certificate"))
    days_before = models.PositiveSmallIntegerField(_("days before the end"))
    told_at = models.DateTimeField(_("told at"))

    class Meta:
        verbose_name = _("warning of the end of a certificate")
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "days_before"], name="warned_once", violation_error_code="already-warned"
            )
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.days_before}"


class KeyUse(TrackedModel):
    """One use of a private key: whose, over which bytes, for what, when."""

    WRITTEN = "signing.key_used"
    PURPOSES: ClassVar[dict[str, Any]] = {
        "document": _("a document signed"),
        "seal-message": _("a message sealed"),
        "seal-receipt": _("a receipt sealed"),
        "time-stamp": _("a time-stamp given"),
    }

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="uses", verbose_name=_("certificate"))
    used_at = models.DateTimeField(_("moment"))
    actor_key = models.BigIntegerField(_("actor number"), null=True)
    actor_name = models.CharField(_("actor"), max_length=300)
    purpose = models.CharField(_("purpose"), max_length=60)
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name = _("use of a key")

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.purpose}"

    @property
    def purpose_in_words(self) -> str:
        """What for, as pages say it; the word itself where it is not ours."""
        return str(self.PURPOSES.get(self.purpose, self.purpose))
