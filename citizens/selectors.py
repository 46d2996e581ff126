"""Questions about applicants: finding them, who may be whose double, and what they wrote before; and to the discussion
of a case: its threads, whom one may mention, and by which links guests come.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from agencies import rules
from agencies.models import Employee
from citizens.models import Case, GuestLink, Mention, Merge, Person, Remark
from citizens.names import PhoneEnd, address_key, key_of, phone_key
from citizens.references import rows_of
from citizens.roles import CaseRight, roles_with
from history import selectors as record
from history.models import Act, ActMention

# How many cards each question about doubles looks at, and how many doubles a panel names.
CANDIDATES = 200
DOUBLES = 8
# How many threads of a discussion a page shows.
THREADS = 30
_COMPARED = ("last_name", "first_name", "patronymic", "name_key", *Person.CONTACTS)


@dataclass(frozen=True)
class Double:
    """A card that may be of the same citizen; ``equals`` and ``differs`` name fields, those that one lacks in neither.

    One that is not ``is_likely`` is a hint: the name fits, and nothing else says that it is the same citizen.
    """

    person: Person
    is_likely: bool
    equals: tuple[str, ...]
    differs: tuple[str, ...]

    @property
    def equals_in_words(self) -> str:
        """What equals, as the card calls it."""
        return ", ".join(map(_title, self.equals))

    @property
    def differs_in_words(self) -> str:
        """What differs, as the card calls it."""
        return ", ".join(map(_title, self.differs))


def find_people(employee: Employee, text: str, limit: int = 20) -> QuerySet[Person]:
    """Applicants whose name begins so, among those the person sees, with the number of those cases that the person sees
    too; ё counts as е. Walks an index, not the table.

    A card that was merged into another is not among them.
    """
    key = key_of(text)
    people = Person.objects.visible_to(employee).unmerged()
    if not key:
        return people.none()
    return (
        people.filter(Q(name_key__gte=key) & Q(name_key__lt=key + "\U0010ffff"))
        .annotate(case_count=Count("cases", filter=Q(cases__in=Case.objects.visible_to(employee))))
        .order_by("name_key", "id")[:limit]
    )


def earlier_cases(person: Person, employee: Employee) -> QuerySet[Case]:
    """Cases of an applicant that the person sees, newest first."""
    return Case.objects.visible_to(employee).filter(applicant=person).order_by("-registered_on", "-id")


def timeline(person: Person, employee: Employee) -> QuerySet[Act]:
    """The timeline of an applicant's card and of those merged into it, without acts in cases that the employee does not
    see.
    """
    hidden = ActMention.objects.filter(act=OuterRef("pk"), object_type=Case._meta.label_lower)
    seen = Case.objects.visible_to(employee).filter(pk=OuterRef("object_key"))
    return record.timeline(person, *merged_cards(person)).exclude(Exists(hidden.exclude(Exists(seen))))


def doubles(person: Person, employee: Employee, limit: int = DOUBLES) -> list[Double]:
    """Cards of the same agency, among those the employee sees, that may be of the same citizen; the likeliest first.

    Alike are cards whose names do not contradict each other, or a contact is the same. At most five queries, each of
    which walks an index; only the cards that are named count as shown.
    """
    if person.merged_into_id is not None or person.is_depersonalised:
        return []
    own = {name: getattr(person, name) for name in _COMPARED}
    found = {}
    for row in _candidates(person, employee):
        alike = compare(own, row)
        if alike is not None:
            found[row["pk"]] = (not alike[0], -len(alike[1]), row["name_key"], row["pk"], alike)
    nearest = sorted(found.values())[:limit]
    people = Person.objects.in_bulk([one[3] for one in nearest])
    return [Double(people[key], *alike) for *_order, key, alike in nearest if key in people]


def compare(one: Mapping[str, str], other: Mapping[str, str]) -> tuple[bool, tuple[str, ...], tuple[str, ...]] | None:
    """Whether two cards are likely doubles, what equals and what differs; None if they do not look like one citizen.

    Names that do not contradict each other (the same, an initial, or left out) with a contact alike are likely of one
    citizen; without it they are a hint. So are a contact alike with the same given names (a surname was changed or
    misspelt), or the same phone or e-mail with the same surname. Neighbours and families are not.
    """
    equals: list[str] = []
    differs: list[str] = []
    for name, key in _KEYS.items():
        mine, theirs = key(one[name]), key(other[name])
        if mine and theirs:
            (equals if mine == theirs else differs).append(name)
    contacts = set(equals) & set(Person.CONTACTS)
    is_surname = key_of(one["last_name"]) == key_of(other["last_name"])
    given = [(key_of(one[name]), key_of(other[name])) for name in ("first_name", "patronymic")]
    is_fitting = is_surname and all(_fit(*pair) for pair in given)
    is_given = all(mine and mine == theirs for mine, theirs in given)
    is_hint = is_fitting or (is_given and contacts) or (is_surname and contacts - {"address"})
    if not is_hint:
        return None
    return is_fitting and bool(contacts), tuple(equals), tuple(differs)


def side_by_side(one: Person, other: Person) -> list[tuple[str, str, str, bool | None]]:
    """The requisites of two cards: title, both values, and whether they say the same (None: one says nothing)."""
    names = ("last_name", "first_name", "patronymic", *Person.CONTACTS)
    rows = []
    for name in names:
        key = _KEYS.get(name, key_of)
        mine, theirs = getattr(one, name), getattr(other, name)
        is_same = key(mine) == key(theirs) if mine and theirs else None
        rows.append((_title(name), mine, theirs, is_same))
    return rows


def standing_key(key: int) -> int:
    """The number of the card into which a card was merged in the end; its own if it was not, or if there is none."""
    while (into := Person.objects.filter(pk=key).values_list("merged_into", flat=True).first()) is not None:
        key = into
    return key


def merged_cards(person: Person) -> list[Person]:
    """Every card that was merged into this one, directly or through others, in the order of their numbers."""
    found: dict[int, Person] = {}
    newest = [person.pk]
    while newest:
        cards = Person.objects.filter(merged_into__in=newest)
        newest = [card.pk for card in cards]
        found |= {card.pk: card for card in cards}
    return [found[key] for key in sorted(found)]


def merges_of(person: Person) -> QuerySet[Merge]:
    """Merges into this card that were not undone, newest first."""
    standing = Merge.objects.filter(kept=person, undone_at__isnull=True)
    return standing.select_related("doubled", "by").order_by("-id")


def what_moves(person: Person, employee: Employee) -> list[tuple[str, int]]:
    """What a merge of this card would move, among what the employee sees: kinds of things with their number, where
    there are any. What is hidden from them moves as well, uncounted.
    """
    counted = []
    for _reference, rows in rows_of(person):
        seen: Any = getattr(rows.model._default_manager, "visible_to", None)
        shown = rows.filter(pk__in=seen(employee).values("pk")) if seen is not None else rows
        counted.append((str(rows.model._meta.verbose_name), shown.count()))
    return [(title, number) for title, number in counted if number]


@dataclass(frozen=True)
class Pick:
    """A person who may be mentioned: with which post or role, and in which group of the list."""

    person: Employee
    label: str
    group: str


@dataclass
class Thread:
    """A remark with the replies to it, the oldest first."""

    remark: Remark
    replies: list[Remark] = field(default_factory=list)


def mentionable(employee: Employee, case: Case) -> list[Pick]:
    """Whom the person may mention in the discussion of a case: colleagues whose posts let them discuss, where the
    person is of the case's agency, and whoever takes part in the case by a role that does; not the official complained
    of.

    The staff of another agency is listed to nobody.
    """
    picks: dict[int, Pick] = {}
    if case.agency_id in {post.unit.agency_id for post in employee.current_posts}:
        for post in rules.holders(case.agency, rules.Power.DISCUSS):
            label = f"{post.employee.short_name}, {post.title}"
            picks.setdefault(post.employee_id, Pick(post.employee, label, str(post.unit)))
    taking = case.participations.in_force().filter(role__in=roles_with(CaseRight.DISCUSS), employee__is_active=True)
    for part in taking.select_related("employee").order_by("employee__last_name", "id"):
        label = f"{part.employee.short_name}, {part.get_role_display()}"
        picks.setdefault(part.employee_id, Pick(part.employee, label, _("Take part")))
    return [one for key, one in picks.items() if key not in (employee.pk, case.complained_of_id)]


def threads(remarks: QuerySet[Remark], *, before: int | None = None) -> tuple[list[Thread], int | None]:
    """The newest threads of a discussion among these remarks, the oldest of them first, and the key before which there
    are more. At most four queries.
    """
    shown = remarks.prefetch_related("mentions__employee")
    begun = shown.filter(in_reply_to__isnull=True).order_by("-id")
    if before is not None:
        begun = begun.filter(pk__lt=before)
    newest = list(begun[: THREADS + 1])
    found = {one.pk: Thread(one) for one in reversed(newest[:THREADS])}
    for reply in shown.filter(in_reply_to__in=list(found)).order_by("id") if found else ():
        found[reply.in_reply_to_id or 0].replies.append(reply)
    return list(found.values()), newest[THREADS - 1].pk if len(newest) > THREADS else None


def unseen_mentions(employee: Employee, case: Case) -> list[Remark]:
    """The remarks of a case that mention the person and were not seen yet, the oldest first."""
    mentions = Mention.objects.filter(employee=employee, seen_at__isnull=True)
    standing = Remark.objects.visible_to(employee).standing()
    return list(standing.filter(case=case, pk__in=mentions.values("remark")).order_by("id"))


def guest_links(case: Case) -> QuerySet[GuestLink]:
    """The links by which guests come to a case, or came, the newest first."""
    return GuestLink.objects.filter(case=case).select_related("made_by", "case").order_by("-id")


def _candidates(person: Person, employee: Employee) -> Iterator[dict[str, Any]]:
    others = Person.objects.visible_to(employee).unmerged().filter(agency=person.agency_id).exclude(pk=person.pk)
    surname, initial = key_of(person.last_name), key_of(person.first_name)[:1]
    begins = f"{surname} {initial}"
    named = Q(name_key=surname) | (Q(name_key__gte=begins) & Q(name_key__lt=begins + "\U0010ffff"))
    asked = [others.filter(named).order_by("name_key", "id")]
    if address := person.address:
        asked.append(others.alias(is_at=Lower("address")).filter(is_at=Lower(Value(address))).order_by("id"))
    if email := person.email:
        asked.append(others.alias(is_at=Lower("email")).filter(is_at=Lower(Value(email))).order_by("id"))
    if phone := phone_key(person.phone):
        asked.append(others.alias(is_at=PhoneEnd(F("phone"))).filter(is_at=phone).order_by("id"))
    for question in asked:
        yield from question.values("pk", *_COMPARED)[:CANDIDATES]


def _fit(one: str, other: str) -> bool:
    """Whether two given names may be one: the same, one left out, or one an initial of the other."""
    if not one or not other or one == other:
        return True
    short, long = sorted((one.rstrip("."), other.rstrip(".")), key=len)
    return len(short) == 1 and long.startswith(short)


def _title(name: str) -> str:
    """What a column of a card is called."""
    if name == "name_key":
        return _("the whole name")
    return str(Person._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


_KEYS: dict[str, Callable[[str], str]] = {
    "name_key": str,
    "address": address_key,
    "email": str.casefold,
    "phone": phone_key,
}
