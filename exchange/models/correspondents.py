"""Correspondents, their certificates, folders and comparisons."""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Employee
from exchange.models.rights import agencies_run_by
from history.models import TrackedModel

FOLDER_NAME = r"^[a-z0-9][a-z0-9_-]*\Z"


class CorrespondentQuerySet(models.QuerySet["Correspondent"]):
    """Correspondents as questions."""

    def visible_to(self, employee: Employee) -> "CorrespondentQuerySet":
        """Those in the registers of agencies whose exchange the person runs."""
        return self.filter(agency__in=agencies_run_by(employee))


class Correspondent(TrackedModel):
    """Another agency as an agency of ours knows it: where its messages go and whose seals and authorities it trusts."""

    class Channel(models.TextChoices):
        """By which way papers go to it: the first two are the exchange, the others say how the office dispatches."""

        HTTPS = "https", _("exchange over HTTPS")
        FOLDER = "folder", _("watched folder (MEDO)")
        PAPER = "paper", _("on paper")
        EMAIL = "email", _("by e-mail")

    EXCHANGED: ClassVar[tuple[str, ...]] = (Channel.HTTPS, Channel.FOLDER)
    VOLATILE: ClassVar[dict[str, str]] = {
        "failures": "the health of the line: each failure is a delivery attempt",
        "closed_until": "the health of the line: each failure is a delivery attempt",
        "check_due_at": "an errand of the worker: asking for it and what it found are acts",
        "inventory_due_at": "an errand of the worker: asking for it and what it found are acts",
    }

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="correspondents", verbose_name=_("agency"))
    exchange_id = models.CharField(_("exchange code"), max_length=60)
    name = models.CharField(_("name"), max_length=300)
    head = models.CharField(_("addressee"), max_length=300, blank=True)
    address = models.CharField(_("postal address"), max_length=300, blank=True)
    channel = models.CharField(_("channel"), max_length=20, choices=Channel.choices, default=Channel.HTTPS)
    endpoint = models.URLField(_("address of its gateway"), max_length=300, blank=True)
    seal_certificates = models.TextField(_("certificates of its seal, PEM"), blank=True)
    trust_anchors = models.TextField(_("authorities trusted for its officials, PEM"), blank=True)
    # names of kinds, as passports write them; none named: all are exchanged
    document_kinds = models.JSONField(_("kinds of documents exchanged"), default=list, blank=True)
    decision_days = models.PositiveSmallIntegerField(_("working days agreed for its decision"), default=5)
    # of its log: seen first under its seal, and the same ever after
    log_key = models.CharField(_("key of its log"), max_length=64, blank=True)
    is_private_address = models.BooleanField(_("address inside the network"), default=False)
    is_test = models.BooleanField(_("test"), default=False)
    is_closed = models.BooleanField(_("closed"), default=False)
    closed_because = models.CharField(_("why it was closed"), max_length=300, blank=True)
    # what the worker was asked to do, and what its last check of the line found
    check_due_at = models.DateTimeField(null=True, blank=True)
    inventory_due_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(_("line checked at"), null=True, blank=True)
    line = models.JSONField(_("what the check of the line found"), default=dict, blank=True)
    # circuit breaker: after failures in a row nothing is tried before this moment
    failures = models.PositiveSmallIntegerField(_("failures in a row"), default=0)
    closed_until = models.DateTimeField(_("not tried before"), null=True, blank=True)

    objects = CorrespondentQuerySet.as_manager()

    class Meta:
        verbose_name = _("correspondent")
        constraints = [models.UniqueConstraint(fields=["agency", "exchange_id"], name="correspondent_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_exchanging(self) -> bool:
        """Whether its papers travel as packages: by the exchange, and its entry is open."""
        return self.channel in self.EXCHANGED and not self.is_closed


class CertificateWarning(TrackedModel):
    """The operators were told so many days before that a certificate in the register ends; once for each stretch."""

    correspondent = models.ForeignKey(
        Correspondent, models.PROTECT, related_name="warnings", verbose_name=_("correspondent")
    )
    fingerprint = models.CharField(_("SHA-256 fingerprint"), max_length=64)
    subject_name = models.CharField(_("name"), max_length=200)
    valid_to = models.DateTimeField(_("valid to"))
    days_before = models.PositiveSmallIntegerField(_("days before"))
    told_at = models.DateTimeField(_("told at"))

    class Meta:
        verbose_name = _("warning of a certificate")
        constraints = [
            models.UniqueConstraint(
                fields=["correspondent", "fingerprint", "days_before"], name="certificate_warned_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject_name}, {self.valid_to:%d.%m.%Y}"


class WatchedFolderQuerySet(models.QuerySet["WatchedFolder"]):
    """Watched folders as questions."""

    def visible_to(self, employee: Employee) -> "WatchedFolderQuerySet":
        """Those of agencies whose exchange the person runs."""
        return self.filter(correspondent__agency__in=agencies_run_by(employee))


class WatchedFolder(TrackedModel):
    """A folder that a courier's or a gateway's program shares with us for one correspondent, and both ids in МЭДО."""

    VOLATILE: ClassVar[dict[str, str]] = {
        "fault": "the health of the line, as the last look at it found",
        "fault_at": "the health of the line, as the last look at it found",
        "looked_at": "the health of the line, as the last look at it found",
    }

    correspondent = models.OneToOneField(
        Correspondent, models.PROTECT, related_name="watched_folder", verbose_name=_("correspondent")
    )
    name = models.CharField(
        _("folder"),
        max_length=60,
        unique=True,
        validators=[RegexValidator(FOLDER_NAME, code="folder-name")],
        help_text=_("its name below the folder of exchange: small Latin letters, digits, - and _"),
    )
    their_uid = models.UUIDField(_("their id in MEDO"))
    our_uid = models.UUIDField(_("our id in MEDO"))
    # why it could not be read or written the last time; empty when it could
    fault = models.CharField(_("fault"), max_length=300, blank=True)
    fault_at = models.DateTimeField(_("last fault at"), null=True, blank=True)
    looked_at = models.DateTimeField(_("last in order at"), null=True, blank=True)

    objects = WatchedFolderQuerySet.as_manager()

    class Meta:
        verbose_name = _("watched folder")

    def __str__(self) -> str:
        return self.name


class ReconciliationQuerySet(models.QuerySet["Reconciliation"]):
    """Reconciliations as questions."""

    def visible_to(self, employee: Employee) -> "ReconciliationQuerySet":
        """Those of agencies whose exchange the person runs."""
        return self.filter(agency__in=agencies_run_by(employee))


class Reconciliation(TrackedModel):
    """Both sides told each other under seal which messages they have; here is what differs."""

    class State(models.TextChoices):
        """How it ended."""

        AGREES = "agrees", _("both sides have the same")
        DIFFERS = "differs", _("there are differences")
        FAILED = "failed", _("could not be made")

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    correspondent = models.ForeignKey(
        Correspondent, models.PROTECT, related_name="reconciliations", verbose_name=_("correspondent")
    )
    # of the sealed list that asked; a list that comes twice is answered once
    request_id = models.UUIDField(_("number of the request"))
    is_ours = models.BooleanField(_("asked by us"))
    at = models.DateTimeField(_("moment"))
    state = models.CharField(_("state"), max_length=20, choices=State.choices)
    detail = models.CharField(_("detail"), max_length=300, blank=True)
    compared = models.PositiveIntegerField(_("messages compared"), default=0)
    differences = models.JSONField(_("differences"), default=list, blank=True)

    objects = ReconciliationQuerySet.as_manager()

    class Meta:
        verbose_name = _("reconciliation")
        # both sides may be agencies of one node
        constraints = [models.UniqueConstraint(fields=["request_id", "is_ours"], name="list_answered_once")]
        indexes = [models.Index(fields=["correspondent", "-id"], name="reconciliation_newest")]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {timezone.localtime(self.at):%d.%m.%Y %H:%M}"
