"""Certificates that the installation knows, and the record of each use of a key."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Employee
from history.models import TrackedModel


class Certificate(TrackedModel):
    """A certificate of an authority, of a person or of an agency's seal. Its private key is a file named ``key_id``."""

    class Kind(models.TextChoices):
        """Whose it is."""

        AUTHORITY = "authority", _("authority")
        PERSON = "person", _("person")
        SEAL = "seal", _("seal of the agency")

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

    class Meta:
        verbose_name = _("certificate")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="person", employee__isnull=False) | (~Q(kind="person") & Q(employee__isnull=True)),
                name="certificate_of_a_person_has_an_owner",
                violation_error_code="certificate-without-owner",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_name} {self.serial}"


class KeyUse(TrackedModel):
    """One use of a private key: whose, over which bytes, for what, when."""

    WRITTEN = "signing.key_used"

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
