"""Questions to the registers of the post: which letters await one, what stands in one, its totals, its table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Agency, Employee
from citizens.models import Channel
from documents.models import Document, Flow, LetterAddressee, PostalItem, PostalRegister, RegisterState, State
from documents.sight import seen_document
from history import clock

# How far back letters without a register are looked for.
LOOKED_BACK = timedelta(days=30)
# So the row of a letter tells of a further addressee by post; a name that says so has its marks of quotation escaped.
FURTHER_BY_POST = '"channel": "post"'
# By which headings a table of identifiers is read.
IDENTIFIER_COLUMNS = (gettext_lazy("Letter"), gettext_lazy("Postal identifier"))


def letters_by_post(agency: Agency | int, employee: Employee) -> QuerySet[Document]:
    """Letters of the agency that left by post for one addressee at least, as far as the person sees them."""
    return (
        Document.objects.visible_to(employee)
        .filter(agency=agency, flow=Flow.OUTGOING, state=State.DISPATCHED)
        .alias(further=Cast("further_addressees", TextField()))
        .filter(Q(channel=Channel.POST) | Q(further__contains=FURTHER_BY_POST))
        .select_related("case__applicant")
    )


def letters_of(agency: Agency | int, employee: Employee, day: date) -> list[Document]:
    """Letters that left by post on a day, one of whose addressees stands in no register, in the order of their
    dispatch; of several, a register has one addressee, and the next register the next one.
    """
    begins = timezone.make_aware(datetime.combine(day, time.min))
    found = _listable(letters_by_post(agency, employee)).filter(
        dispatched_at__gte=begins, dispatched_at__lt=begins + timedelta(days=1)
    )
    return [one for one in found if _awaits(one.channel, one.further_addressees, one.listed)]


def days_without_register(agency: Agency, employee: Employee) -> list[tuple[date, int]]:
    """The days of the last month with letters by post that await a register, the newest first; and how many."""
    found = (
        _listable(letters_by_post(agency, employee))
        .filter(dispatched_at__gte=clock.now() - LOOKED_BACK)
        .values_list("dispatched_at", "channel", "further_addressees", "listed")
    )
    counts: dict[date, int] = {}
    for moment, *sent in found:
        if _awaits(*sent):
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


def postal_items_of(document: Document) -> list[PostalItem]:
    """The newest entry of each addressee of a letter that left by post, in registers that were not given up."""
    if document.flow != Flow.OUTGOING or all(one.channel != Channel.POST for one in document.addressees):
        return []
    found = document.postal_items.exclude(register__state=RegisterState.GIVEN_UP).select_related("register")
    newest = {one.addressee if document.further_addressees else "": one for one in found.order_by("id")}
    return sorted(newest.values(), key=lambda one: one.pk)


def to_be_listed(letter: Document) -> LetterAddressee:
    """The addressee by post whom the next register has: the first who stands in none, else the first of them."""
    by_post = [one for one in letter.addressees if one.channel == Channel.POST]
    if len(by_post) == 1:
        return by_post[0]
    listed = set(_LISTED.filter(document=letter).values_list("addressee", flat=True))
    return next((one for one in by_post if one.name not in listed), by_post[0])


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


_LISTED = PostalItem.objects.filter(Q(is_open=True) | Q(register__state=RegisterState.SENT))


def _listable(found: QuerySet[Document]) -> Any:
    """Those that stand in no open register, with ``listed``: how many of their addressees stand in one."""
    of_letter = _LISTED.filter(document=OuterRef("pk")).order_by().values("document")
    count = of_letter.annotate(count=Count("addressee", distinct=True)).values("count")
    is_open = PostalItem.objects.filter(is_open=True, document=OuterRef("pk"))
    return found.filter(~Exists(is_open)).annotate(listed=Coalesce(Subquery(count), 0)).order_by("dispatched_at", "id")


def _awaits(channel: str, further: Iterable[Mapping[str, str]], listed: int) -> bool:
    by_post = [channel, *(LetterAddressee.of(one).channel for one in further)].count(Channel.POST)
    return listed < by_post


def objection_to_return(document: Document) -> str:
    """The code of the rule by which a return is not noted on the card of the letter; empty if it may be:
    ``not-dispatched``, ``followed-by-receipts`` (of the exchange), ``followed-in-register`` (of the post, wholly),
    ``return-noted``.
    """
    if document.flow != Flow.OUTGOING or document.state != State.DISPATCHED:
        return "not-dispatched"
    if all(one.channel == Channel.EXCHANGE for one in document.addressees):
        return "followed-by-receipts"
    if document.came_back_on is not None:
        return "return-noted"
    followed = len(postal_items_of(document)) + sum(one.channel == Channel.EXCHANGE for one in document.addressees)
    return "followed-in-register" if followed >= len(document.addressees) else ""
