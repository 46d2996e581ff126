"""Acts on the structure of an agency: its particulars, and its units with everything that happens to them by date."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from agencies.models import Agency, LetterLayout, Post, Unit, UnitKind, UnitState
from agencies.models.units import DEEPEST
from agencies.policies import may_administer, require
from agencies.services.shared import in_turn, refused, require_come, require_standing
from agencies.services.staff import split
from history import clock
from history.actors import Actor
from history.acts import act, record

A_DAY = timedelta(days=1)
# A refusal names so many of what stands in the way.
NAMED = 10


@dataclass(frozen=True)
class AgencyCard:
    """The particulars of an agency that its administrator keeps; the exchange code is known to others and stays."""

    name: str
    short_name: str
    place: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    letter_layout: str = LetterLayout.CORNER_2025
    signing_needs_code: bool = False


@act
def create_agency(*, actor: Actor, agency: Agency) -> Agency:
    """Enter an agency."""
    agency.full_clean()
    agency.save()
    record("agencies.created", actor=actor, subject=agency)
    return agency


@act
def change_agency(*, actor: Actor, agency: Agency, card: AgencyCard) -> Agency:
    """Keep the particulars of an agency.

    Raises:
        PermissionDenied: the actor does not administer the agency.
        ValidationError: ``nothing-changed``.
    """
    require(may_administer(actor, agency))
    _assign(agency, asdict(card))
    record("agencies.agency_changed", actor=actor, subject=agency)
    return agency


@act
def create_unit(
    *,
    actor: Actor,
    agency: Agency,
    code: str,
    name: str,
    parent: Unit | None = None,
    kind: str = UnitKind.STAFF,
    starts_on: date | None = None,
) -> Unit:
    """Enter a unit below another one, or at the top; without a first day it has been there since before the records.

    Raises:
        PermissionDenied: the actor does not administer the agency.
        ValidationError: ``unit-code-taken``, ``parent-of-other-agency``, ``unit-too-deep``, ``unit-closed``,
            ``unit-not-begun``, ``date-in-future``, ``date-too-early``.
    """
    require(may_administer(actor, agency))
    in_turn(agency)
    if starts_on is not None:
        require_come(starts_on, "starts_on")
    unit = Unit(agency=agency, parent=parent, code=code, name=name, kind=kind, starts_on=starts_on)
    if parent is not None:
        parent.refresh_from_db()
        _require_place(unit, parent, starts_on or clock.today())
    unit.full_clean()
    unit.save()
    unit.path = _path(unit)
    unit.save()
    record("agencies.unit_created", actor=actor, subject=unit, about=[agency, parent])
    return unit


@act
def rename_unit(*, actor: Actor, unit: Unit, code: str, name: str, on: date) -> Unit:
    """Give a unit another name or index from a day on; a change on the day of the last one corrects that.

    Raises:
        PermissionDenied: the actor does not administer the agency.
        ValidationError: ``nothing-changed``, ``unit-code-taken``, ``unit-closed``, ``unit-change-too-early``,
            ``date-in-future``, ``date-too-early``.
    """
    _begin(actor, unit)
    before = str(unit)
    _require_open(unit)
    _change(unit, on, code=code, name=name)
    record("agencies.unit_renamed", actor=actor, subject=unit, data=_told(before, str(unit), on))
    return unit


@act
def move_unit(*, actor: Actor, unit: Unit, parent: Unit | None, on: date) -> Unit:
    """Put a unit with everything below it under another one, or at the top, from a day on.

    Raises:
        PermissionDenied: the actor does not administer the agency.
        ValidationError: ``unit-cycle``, ``parent-of-other-agency``, ``unit-too-deep``, ``nothing-changed``,
            ``unit-closed``, ``unit-not-begun``, ``unit-change-too-early``, ``date-in-future``, ``date-too-early``.
    """
    _begin(actor, unit)
    _require_open(unit)
    before = unit.parent
    if parent is not None:
        parent.refresh_from_db()
        _require_place(unit, parent, on)
    _change(unit, on, parent=parent)
    _repath(unit)
    told = _told(_named(before), _named(parent), on)
    record("agencies.unit_moved", actor=actor, subject=unit, about=[before, parent], data=told)
    return unit


@act
def merge_units(*, actor: Actor, unit: Unit, into: Unit, on: date, with_contents: bool = False) -> Unit:
    """Let a unit go up in another one from a day on; its last day is the day before.

    ``with_contents`` takes its posts and the units below it along. Without that, whoever is there is moved first.

    Raises:
        PermissionDenied: the actor does not administer the agency.
        ValidationError: ``unit-has-posts`` and ``unit-has-units``, with the list; ``unit-cycle``,
            ``parent-of-other-agency``, ``unit-too-deep``, ``unit-closed``, ``unit-not-begun``,
            ``unit-ends-before-start``, ``unit-change-too-early``, ``date-in-future``, ``date-too-early``.
    """
    _begin(actor, unit)
    _require_open(unit)
    into.refresh_from_db()
    _require_place(unit, into, on, "into")
    posts, below = _contents(unit, on)
    if not with_contents:
        _require_empty(posts, below)
    for post in posts:
        split(post, on, unit=into)
    for child in below:
        _change(child, on, parent=into)
        _repath(child)
    _change(unit, on, parent=into, ends_on=on - A_DAY, merged_into=into)
    _repath(unit)
    told = _told(str(unit), str(into), on)
    record("agencies.unit_merged", actor=actor, subject=unit, about=[into, *below], data=told)
    return unit


@act
def close_unit(*, actor: Actor, unit: Unit, ends_on: date) -> Unit:
    """End a unit in which nobody is left, with its last day.

    Raises:
        PermissionDenied: the actor does not administer the agency.
        ValidationError: ``unit-has-posts`` and ``unit-has-units``, with the list; ``unit-closed``,
            ``unit-ends-before-start``, ``unit-change-too-early``, ``date-in-future``, ``date-too-early``.
    """
    _begin(actor, unit)
    _require_open(unit)
    require_come(ends_on, "ends_on")
    _require_later(unit, ends_on, "ends_on")
    _require_empty(*_contents(unit, ends_on + A_DAY))
    unit.ends_on = ends_on
    unit.full_clean()
    unit.save()
    record("agencies.unit_closed", actor=actor, subject=unit, data={"day": f"{ends_on:%d.%m.%Y}"})
    return unit


@act
def reopen_unit(*, actor: Actor, unit: Unit) -> Unit:
    """Take the closing of a unit back, as if it had never been closed.

    Raises:
        PermissionDenied: the actor does not administer the agency.
        ValidationError: ``unit-not-closed``, ``unit-merged``, ``unit-closed`` of the one above, ``unit-code-taken``.
    """
    _begin(actor, unit)
    if unit.ends_on is None:
        raise refused("unit-not-closed", _("The unit is not closed."))
    if unit.merged_into_id is not None:
        raise refused("unit-merged", _("The unit was merged into another one and cannot come back."))
    if unit.parent is not None:
        _require_open(unit.parent)
    unit.ends_on = None
    unit.full_clean()
    unit.save()
    record("agencies.unit_reopened", actor=actor, subject=unit)
    return unit


@act
def take_back_change(*, actor: Actor, unit: Unit) -> Unit:
    """Undo the last renaming or moving of a unit, as if it had never been.

    Raises:
        PermissionDenied: the actor does not administer the agency.
        ValidationError: ``nothing-to-take-back``, ``unit-closed``, ``unit-cycle``, ``unit-too-deep``,
            ``unit-code-taken``.
    """
    _begin(actor, unit)
    _require_open(unit)
    last = unit.states.order_by("-ends_on").first()
    if last is None:
        raise refused("nothing-to-take-back", _("The unit was never renamed or moved."))
    before = str(unit)
    if last.parent is not None:
        _require_place(unit, last.parent, clock.today(), None)
    unit.code, unit.name, unit.parent = last.code, last.name, last.parent
    unit.full_clean()
    last.delete()
    unit.save()
    _repath(unit)
    record("agencies.unit_change_taken_back", actor=actor, subject=unit, data={"note": f"{before} → {unit}"})
    return unit


def _begin(actor: Actor, unit: Unit) -> None:
    require(may_administer(actor, unit.agency))
    in_turn(unit.agency)
    unit.refresh_from_db()


def _assign(row: Any, values: dict[str, Any]) -> None:
    if all(getattr(row, name) == value for name, value in values.items()):
        raise refused("nothing-changed", _("Nothing was changed."))
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()


def _change(unit: Unit, on: date, **values: Any) -> None:
    """Let these values of a unit hold from a day on, and keep how it was until the day before."""
    require_come(on)
    since = unit.unchanged_since
    _require_later(unit, on)
    was = UnitState(unit=unit, ends_on=on - A_DAY, code=unit.code, name=unit.name, parent=unit.parent)
    _assign(unit, values)
    is_another = (was.code, was.name, was.parent_id) != (unit.code, unit.name, unit.parent_id)
    if is_another and (since is None or on > since):
        was.save()


def _require_later(unit: Unit, on: date, field: str = "on") -> None:
    since = unit.unchanged_since
    if since is not None and on < since:
        raise refused(
            "unit-change-too-early",
            _("The unit is as it is since %(date)s: a change cannot be dated before.") % {"date": f"{since:%d.%m.%Y}"},
            field,
        )


def _require_open(unit: Unit) -> None:
    if unit.ends_on is not None:
        raise refused(
            "unit-closed",
            _("The unit %(unit)s ended on %(date)s.") % {"unit": unit, "date": f"{unit.ends_on:%d.%m.%Y}"},
        )


def _require_place(unit: Unit, parent: Unit, on: date, field: str | None = "parent") -> None:
    """Refuse a place in another agency, in a unit that is not there, below itself, or too deep."""
    if parent.agency_id != unit.agency_id:
        raise refused("parent-of-other-agency", _("The parent unit belongs to another agency."), field)
    if unit.path and parent.path.startswith(unit.path):
        raise refused("unit-cycle", _("A unit cannot lie below itself."), field)
    if parent.ends_on is not None:
        require_standing(parent, clock.today() + A_DAY, field or "parent")
    require_standing(parent, on, field or "parent")
    height = max((one.depth - unit.depth for one in _below(unit)), default=0)
    if parent.depth + 1 + height > DEEPEST:
        raise refused("unit-too-deep", _("Units lie at most %(count)s deep.") % {"count": DEEPEST}, field)


def _below(unit: Unit) -> Iterable[Unit]:
    return Unit.objects.filter(path__startswith=unit.path).exclude(pk=unit.pk) if unit.path else []


def _path(unit: Unit) -> str:
    return f"{unit.parent.path if unit.parent else '/'}{unit.pk}/"


def _repath(unit: Unit) -> None:
    """Let the paths of a moved unit and of everything below it follow."""
    below, old = list(_below(unit)), unit.path
    unit.path = _path(unit)
    unit.save()
    for one in below:
        one.path = unit.path + one.path.removeprefix(old)
        one.save()


def _contents(unit: Unit, on: date) -> tuple[list[Post], list[Unit]]:
    """Posts that are held in a unit on a day or later, and units right below it on that day."""
    posts = unit.posts.not_ended(on).select_related("employee", "unit").order_by("id")
    return list(posts), list(unit.children.standing(on).order_by("code"))


def _require_empty(posts: list[Post], below: list[Unit]) -> None:
    if posts:
        people = [f"{post.employee.short_name} ({post.title})" for post in posts]
        message = _("Posts are still held in the unit: %(list)s.") % {"list": _list(people)}
        raise refused("unit-has-posts", message)
    if below:
        message = _("Units still lie below it: %(list)s.") % {"list": _list(str(one) for one in below)}
        raise refused("unit-has-units", message)


def _list(names: Iterable[str]) -> str:
    every = list(names)
    more = len(every) - NAMED
    return "; ".join(every[:NAMED]) + (_("; and %(count)s more") % {"count": more} if more > 0 else "")


def _named(unit: Unit | None) -> str:
    return str(unit) if unit else "—"


def _told(before: str, after: str, on: date) -> dict[str, str]:
    return {"note": f"{before} → {after}", "day": f"{on:%d.%m.%Y}"}
