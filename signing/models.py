"""Certificates that the installation knows, and the record of each use of a key."""

from typing import Any, ClassVar

from cryptography import x509
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Employee
from history.models import TrackedModel
from signing.anchors import certificates_in


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
        return certificates_in([self.pem])[0]

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


class SecondFactorQuerySet(models.QuerySet["SecondFactor"]):
    """Second factors as questions."""

    def standing(self) -> "SecondFactorQuerySet":
        """Not given up. Those of before the signer kept them serve no more: the web process has known their secrets."""
        return self.filter(dropped_at__isnull=True).exclude(kept_as="")

    def in_force(self) -> "SecondFactorQuerySet":
        """Confirmed by a code, and not given up."""
        return self.standing().filter(confirmed_at__isnull=False)

    def begun(self) -> "SecondFactorQuerySet":
        """Shown to the person, and not confirmed by a code yet."""
        return self.standing().filter(confirmed_at__isnull=True)


class SecondFactor(TrackedModel):
    """An authenticator of a person, whose codes are asked for before signing (`signing.step_up`).

    Its secret, the codes that were spent and the wrong ones lie where keys are kept (`signing.factors`), under the name
    ``kept_as``: nothing here lets anybody sign. ``last_use`` tells one signing of many letters from the next.
    """

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="second_factors", verbose_name=_("employee"))
    kept_as = models.CharField(_("kept as"), max_length=40, blank=True)
    begun_at = models.DateTimeField(_("begun at"))
    confirmed_at = models.DateTimeField(_("in force since"), null=True, blank=True)
    dropped_at = models.DateTimeField(_("given up at"), null=True, blank=True)
    last_use = models.UUIDField(_("last use"), null=True, blank=True)

    objects = SecondFactorQuerySet.as_manager()

    class Meta:
        verbose_name = _("second factor")
        constraints = [
            models.UniqueConstraint(
                fields=["employee"],
                condition=Q(dropped_at__isnull=True),
                name="one_second_factor_a_person",
                violation_error_code="factor-there",
            )
        ]

    def __str__(self) -> str:
        return str(self.employee)


class RecoveryCode(TrackedModel):
    """A code that serves once instead of the authenticator; only its digest is kept."""

    SECRET = frozenset({"digest"})

    factor = models.ForeignKey(
        SecondFactor, models.PROTECT, related_name="recovery_codes", verbose_name=_("second factor")
    )
    digest = models.CharField(_("digest"), max_length=64)
    made_at = models.DateTimeField(_("made at"))
    spent_at = models.DateTimeField(_("spent at"), null=True, blank=True)

    class Meta:
        verbose_name = _("recovery code")

    def __str__(self) -> str:
        return f"{self.factor_id} {self.pk}"


class StampAuthority(TrackedModel):
    """The outside time-stamp authority of an agency, by whose certificates it is believed, and how it does.

    Without an address time-stamps come from where the settings of the installation say, or from the agency itself.
    """

    VOLATILE: ClassVar[dict[str, str]] = {
        "trial_due_at": "an errand of the worker: asking for it and what it found are acts",
        "succeeded_at": "the health of the authority: each time-stamp lies in the container that it was given for",
        "failed_at": "the health of the authority, as the last try found it",
        "last_error": "the health of the authority, as the last try found it",
    }

    agency = models.OneToOneField(Agency, models.PROTECT, related_name="stamp_authority", verbose_name=_("agency"))
    url = models.CharField(_("address"), max_length=300, blank=True)
    # several: time-stamps of a former authority are checked as long as they are kept
    anchors = models.TextField(_("authorities its time-stamps lead to, PEM"), blank=True)
    policy = models.CharField(_("policy"), max_length=100, blank=True)
    is_for_seals = models.BooleanField(_("correspondents trust it: messages go with its time-stamps"), default=False)
    trial_due_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(_("tried out at"), null=True, blank=True)
    trial = models.JSONField(_("what the trial found"), default=dict, blank=True)
    succeeded_at = models.DateTimeField(_("last time-stamp at"), null=True, blank=True)
    failed_at = models.DateTimeField(_("last failure at"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("settings of the time-stamp authority")

    def __str__(self) -> str:
        return self.url or str(self.agency)
