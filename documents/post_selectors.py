"""Questions to the registers of the post: which letters await one, what stands in one, its totals, its table."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Agency, Employee
from citizens.models import Channel
from documents.models import Document, Flow, PostalItem, PostalRegister, RegisterState, State
from documents.sight import seen_document
from history import clock

# How far back letters without a register are looked for.
LOOKED_BACK = timedelta(days=30)
# By which headings a table of identifiers is read.
IDENTIFIER_COLUMNS = (gettext_lazy("Letter"), gettext_lazy("Postal identifier"))


def letters_by_post(agency: Agency | int, employee: Employee) -> QuerySet[Document]:
    """Letters of the agency that left by post, as far as the person sees them."""
    return (
        Document.objects.visible_to(employee)
        .filter(agency=agency, flow=Flow.OUTGOING, state=State.DISPATCHED, channel=Channel.POST)
        .select_related("case__applicant")
    )


def letters_of(agency: Agency | int, employee: Employee, day: date) -> QuerySet[Document]:
    """Letters that left by post on a day and stand in no register, in the order of their dispatch."""
    begins = timezone.make_aware(datetime.combine(day, time.min))
    return _unlisted(letters_by_post(agency, employee)).filter(
        dispatched_at__gte=begins, dispatched_at__lt=begins + timedelta(days=1)
    )


def days_without_register(agency: Agency, employee: Employee) -> list[tuple[date, int]]:
    """The days of the last month with letters by post that stand in no register, the newest first; and how many."""
    moments = (
        _unlisted(letters_by_post(agency, employee))
        .filter(dispatched_at__gte=clock.now() - LOOKED_BACK)
        .values_list("dispatched_at", flat=True)
    )
    counts: dict[date, int] = {}
    for moment in moments:
        assert moment is not None
        day = timezone.localtime(moment).date()
        counts[day] = counts.get(day, 0) + 1
    return sorted(counts.items(), reverse=True)


def registers(employee: Employee) -> QuerySet[PostalRegister]:
    """Registers that the person sees, the newest first, each with ``item_count``."""
    found = PostalRegister.objects.visible_to(employee).select_related("agency", "made_by")
    return found.annotate(item_count=Count("items")).order_by("-id")


@dataclass(frozen=True)
class Contents:
    """The items of a register that a person may be shown, and how many there are besides."""

    items: list[PostalItem]
    hidden: int

    @property
    def totals(self) -> "Totals":
        """The sums at the end of the register."""
        return Totals(
            count=len(self.items),
            mass=sum(one.mass or 0 for one in self.items),
            value=sum((one.value or Decimal(0) for one in self.items), Decimal(0)),
            fee=sum((one.fee or Decimal(0) for one in self.items), Decimal(0)),
        )


@dataclass(frozen=True)
class Totals:
    """Items, grams, roubles of declared value and of fees."""

    count: int
    mass: int
    value: Decimal
    fee: Decimal


def contents(register: PostalRegister, employee: Employee) -> Contents:
    """The items in their order; those about papers that the person does not see are counted, not loaded."""
    seen = seen_document(employee, "document")
    items = list(register.items.filter(seen).select_related("document", "register").order_by("ordinal"))
    return Contents(items, register.items.count() - len(items))


def postal_item_of(document: Document) -> PostalItem | None:
    """The newest entry of a letter that left by post in a register that was not given up."""
    if (document.flow, document.channel) != (Flow.OUTGOING, Channel.POST):
        return None
    return (
        document.postal_items.exclude(register__state=RegisterState.GIVEN_UP)
        .select_related("register")
        .order_by("-id")
        .first()
    )


def table(items: Iterable[PostalItem]) -> list[list[str]]:
    """The register as rows of texts, the first of them its headings; `IDENTIFIER_COLUMNS` of it can be imported."""
    head = [
        *(_("No."), _("Letter"), _("Postal identifier"), _("Addressee"), _("Address"), _("Kind of item")),
        *(_("Mass, g"), _("Declared value, roubles"), _("Fee, roubles"), _("Note")),
    ]
    rows = [
        [
            str(one.ordinal),
            one.document.number,
            one.identifier,
            one.addressee,
            one.address,
            str(one.get_kind_display()),
            "" if one.mass is None else str(one.mass),
            "" if one.value is None else f"{one.value:.2f}",
            "" if one.fee is None else f"{one.fee:.2f}",
            one.note,
        ]
        for one in items
    ]
    return [head, *rows]


def _unlisted(found: QuerySet[Document]) -> QuerySet[Document]:
    listed = PostalItem.objects.filter(Q(is_open=True) | Q(register__state=RegisterState.SENT), document=OuterRef("pk"))
    return found.filter(~Exists(listed)).order_by("dispatched_at", "id")


def objection_to_return(document: Document) -> str:
    """The code of the rule by which a return is not noted on the card of the letter; empty if it may be:
    ``not-dispatched``, ``followed-by-receipts`` (of the exchange), ``followed-in-register`` (of the post),
    ``return-noted``.
    """
    if document.flow != Flow.OUTGOING or document.state != State.DISPATCHED:
        return "not-dispatched"
    if all(one.channel == Channel.EXCHANGE for one in document.addressees):
        return "followed-by-receipts"
    if document.came_back_on is not None:
        return "return-noted"
    return "followed-in-register" if postal_item_of(document) is not None else ""
