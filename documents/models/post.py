"""Registers of letters handed in at the post office (form 103), their items, identifiers and delivery."""

from decimal import Decimal
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Employee
from agencies.rules import agencies_seen
from documents.models.documents import Document
from history.models import TrackedModel


class RegisterState(models.TextChoices):
    """Where a register is."""

    OPEN = "open", _("being made up")
    SENT = "sent", _("handed in at the post office")
    GIVEN_UP = "given_up", _("given up")


class ItemKind(models.TextChoices):
    """Kind and category of a postal item."""

    LETTER = "letter", _("ordinary letter")
    REGISTERED = "registered", _("registered letter")
    REGISTERED_NOTICE = "registered_notice", _("registered letter with notice of delivery")
    VALUE = "value", _("letter with declared value")
    PARCEL = "parcel", _("registered small parcel")


# Kinds that the post office follows by an identifier.
FOLLOWED = frozenset(
    {
        ItemKind.REGISTERED.value,
        ItemKind.REGISTERED_NOTICE.value,
        ItemKind.VALUE.value,
        ItemKind.PARCEL.value,
    }
)


class Delivery(models.TextChoices):
    """What is known of an item after its register was handed in."""

    NONE = "", _("not handed in yet")
    HANDED_IN = "handed_in", _("handed in")
    DELIVERED = "delivered", _("delivered")
    RETURNED = "returned", _("returned")


class PostalRegisterQuerySet(models.QuerySet["PostalRegister"]):
    """Registers as questions."""

    def visible_to(self, employee: Employee) -> "PostalRegisterQuerySet":
        """Those of agencies all of whose papers the person sees; rows about marked papers are shown by the papers."""
        return self.filter(agency__in=agencies_seen(employee))


class PostalRegister(TrackedModel):
    """A list of inland postal items (form 103) of a day. Numbers of an agency begin with 1 each year."""

    PERSONAL = frozenset({"reason"})

    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name=_("agency"))
    year = models.PositiveSmallIntegerField(_("year"))
    ordinal = models.PositiveIntegerField(_("number"))
    on = models.DateField(_("day"))
    office = models.CharField(_("post office"), max_length=120, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=RegisterState.choices, default=RegisterState.OPEN)
    made_by = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("made up by"))
    sent_on = models.DateField(_("handed in on"), null=True, blank=True)
    sent_by = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("handed in by")
    )
    reason = models.CharField(_("why it was given up"), max_length=200, blank=True)

    objects = PostalRegisterQuerySet.as_manager()

    class Meta:
        verbose_name = _("postal register")
        constraints = [
            models.UniqueConstraint(fields=["agency", "year", "ordinal"], name="postal_register_once"),
            models.CheckConstraint(
                condition=Q(state="sent", sent_on__isnull=False) | (~Q(state="sent") & Q(sent_on__isnull=True)),
                name="postal_register_sent_on",
                violation_error_code="register-wrong",
            ),
        ]
        indexes = [models.Index(fields=["agency", "-id"], name="postal_register_newest")]

    def __str__(self) -> str:
        return f"{self.ordinal}/{self.year}"


class PostalItem(TrackedModel):
    """A letter in a register. While ``is_open`` its register is being made up, and the letter is in no other open one.

    ``mass`` is in grams, ``value`` and ``fee`` are in roubles. Name and address are those of the letter's card.
    """

    PERSONAL = frozenset({"addressee", "address", "note", "delivery_reason"})
    PART_OF: ClassVar[dict[str, str]] = {"document_id": "documents.document"}

    register = models.ForeignKey(
        PostalRegister, models.PROTECT, related_name="items", verbose_name=_("postal register")
    )
    document = models.ForeignKey(Document, models.PROTECT, related_name="postal_items", verbose_name=_("document"))
    ordinal = models.PositiveIntegerField(_("place in the register"))
    is_open = models.BooleanField(_("in an open register"), default=True)
    addressee = models.CharField(_("addressee"), max_length=300)
    address = models.CharField(_("address"), max_length=300)
    kind = models.CharField(_("kind of item"), max_length=20, choices=ItemKind.choices, default=ItemKind.REGISTERED)
    mass = models.PositiveIntegerField(
        _("mass, g"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(20_000)]
    )
    value = models.DecimalField(
        _("declared value, roubles"),
        max_digits=9,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(Decimal(500_000))],
    )
    fee = models.DecimalField(
        _("fee, roubles"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100_000))],
    )
    note = models.CharField(_("note"), max_length=120, blank=True)
    identifier = models.CharField(_("postal identifier"), max_length=14, blank=True)
    delivery = models.CharField(
        _("delivery"), max_length=10, choices=Delivery.choices, default=Delivery.NONE, blank=True
    )
    delivery_on = models.DateField(_("since"), null=True, blank=True)
    delivery_reason = models.CharField(_("why it was returned"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("postal item")
        ordering: ClassVar[list[str]] = ["ordinal"]
        constraints = [
            models.UniqueConstraint(
                fields=["document"],
                condition=Q(is_open=True),
                name="letter_in_one_open_register",
                violation_error_code="letter-listed",
                violation_error_message=_("The letter stands in an open register already."),
            ),
            models.UniqueConstraint(fields=["register", "document"], name="letter_once_a_register"),
            models.UniqueConstraint(
                fields=["register", "identifier"],
                condition=~Q(identifier=""),
                name="identifier_once_a_register",
                violation_error_code="identifier-taken",
                violation_error_message=_("This identifier stands at another letter already."),
            ),
            models.CheckConstraint(
                condition=Q(delivery="", delivery_on__isnull=True) | (~Q(delivery="") & Q(delivery_on__isnull=False)),
                name="delivery_with_its_day",
                violation_error_code="delivery-wrong",
            ),
        ]
        indexes = [models.Index(fields=["identifier"], condition=~Q(identifier=""), name="postal_by_identifier")]

    def __str__(self) -> str:
        return f"{self.register_id}/{self.ordinal}"

    @property
    def is_followed(self) -> bool:
        """Whether the post office gives it an identifier."""
        return self.kind in FOLLOWED
