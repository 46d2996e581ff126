"""Acts on the people of an agency and their posts. Days may lie ahead: a post counts from its first to its last day."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from agencies.models import Agency, Employee, Position, Post, Unit
from agencies.policies import may_administer, require
from agencies.services.shared import refused, require_an_administrator, require_believable, require_standing
from history.actors import Actor
from history.acts import act, record

A_DAY = timedelta(days=1)
FULL = 100


@dataclass(frozen=True)
class NewPost:
    """A post as its appointment names it."""

    unit: Unit | None
    title: str
    role: str
    starts_on: date
    is_main: bool = True
    is_acting: bool = False
    acting_order: str = ""
    position: str = Position.MEMBER
    ends_on: date | None = None


@dataclass(frozen=True)
class NewPlace:
    """Where a post goes: another unit, title or role."""

    unit: Unit
    title: str
    role: str
    position: str = Position.MEMBER


@dataclass(frozen=True)
class EmployeeCard:
    """The particulars of a person that the administrator keeps."""

    last_name: str
    first_name: str
    patronymic: str
    sex: str
    phone: str = ""
    email: str = ""
    personnel_number: str = ""


def agency_of(employee: Employee) -> Agency | None:
    """The agency where a person holds or ever held a post; agencies are apart, so there is one at most."""
    post = employee.posts.select_related("unit__agency").order_by("-starts_on", "-id").first()
    return post.unit.agency if post else None


@act
def hire(*, actor: Actor, employee: Employee, password: str | None, post: NewPost) -> Employee:
    """Enter a person with their first post; without a password the account cannot sign in.

    Raises:
        PermissionDenied: the actor does not administer the agency.
        ValidationError: a taken login, ``personnel-number-taken``, or what `appoint` refuses.
    """
    unit = _unit_of(post)
    require(may_administer(actor, unit.agency))
    employee.set_password(password) if password else employee.set_unusable_password()
    _require_own_number(employee, unit.agency)
    employee.full_clean(exclude=["password"])
    employee.save()
    appoint(actor=actor, employee=employee, post=post)
    record("agencies.hired", actor=actor, subject=employee, about=[post.unit])
    return employee


@act
def appoint(*, actor: Actor, employee: Employee, post: NewPost) -> Post:
    """Give a person a post. If it is the main one, the others of these days are main no more.

    Raises:
        PermissionDenied: the actor does not administer the agency.
        ValidationError: ``post-without-unit``, ``employee-of-other-agency``, ``unit-closed``, ``unit-not-begun``,
            ``unit-has-head``, ``acting-without-order``, ``post-ends-before-start``, ``date-too-early``.
    """
    unit = _unit_of(post)
    require(may_administer(actor, unit.agency))
    home = agency_of(employee)
    if home not in (None, unit.agency):
        raise refused("employee-of-other-agency", _("The person works in another agency."))
    appointed = Post(
        employee=employee,
        unit=unit,
        title=post.title,
        role=post.role,
        position=post.position,
        starts_on=post.starts_on,
        ends_on=post.ends_on,
        is_main=post.is_main,
        is_acting=post.is_acting,
        acting_order=post.acting_order,
    )
    _write(appointed)
    record("agencies.appointed", actor=actor, subject=appointed, about=[employee, unit])
    return appointed


@act
def transfer(*, actor: Actor, post: Post, to: NewPlace, on: date) -> Post:
    """Let a post go on in another unit, or under another title or role, from a day on.

    Raises:
        PermissionDenied: the actor does not administer the agency.
        ValidationError: ``unit-of-other-agency``, ``nothing-changed``, ``post-not-held``, ``unit-closed``,
            ``unit-not-begun``, ``unit-has-head``, ``last-administrator``, ``date-too-early``.
    """
    agency = post.unit.agency
    require(may_administer(actor, agency))
    if to.unit.agency_id != agency.pk:
        raise refused("unit-of-other-agency", _("The unit belongs to another agency."), "unit")
    before = str(post)
    moved = split(post, on, unit=to.unit, title=to.title, role=to.role, position=to.position)
    require_an_administrator(actor, agency, on)
    record(
        "agencies.transferred",
        actor=actor,
        subject=moved,
        about=[post.employee, post.unit, to.unit],
        data={"note": f"{before} → {moved}", "day": f"{on:%d.%m.%Y}"},
    )
    return moved


@act
def set_position(*, actor: Actor, post: Post, position: str, on: date) -> Post:
    """Make the holder of a post head or deputy head of its unit from a day on, or a member again.

    What the holder may do is their role's matter and stays.

    Raises:
        PermissionDenied: the actor does not administer the agency.
        ValidationError: ``unit-has-head``, ``nothing-changed``, ``post-not-held``, ``date-too-early``.
    """
    require(may_administer(actor, post.unit.agency))
    placed = split(post, on, position=position)
    record(
        "agencies.position_set",
        actor=actor,
        subject=placed,
        about=[post.employee, post.unit],
        data={"position": position, "day": f"{on:%d.%m.%Y}"},
    )
    return placed


@act
def set_share(*, actor: Actor, post: Post, share: int, on: date) -> Post:
    """Let a post be so many per cent of a full one from a day on: its month sheet and its capacity follow.

    Raises:
        PermissionDenied: the actor does not administer the agency.
        ValidationError: ``share-out-of-range``, ``nothing-changed``, ``post-not-held``, ``date-too-early``.
    """
    require(may_administer(actor, post.unit.agency))
    if not 1 <= share <= FULL:
        raise refused("share-out-of-range", _("Name from 1 to 100 per cent."), "share")
    placed = split(post, on, share=share)
    data = {"share": share, "day": f"{on:%d.%m.%Y}"}
    record("agencies.share_set", actor=actor, subject=placed, about=[post.employee, post.unit], data=data)
    return placed


@act
def end_post(*, actor: Actor, post: Post, ends_on: date) -> Post:
    """End a post on a day, its last.

    Raises:
        PermissionDenied: the actor does not administer the agency.
        ValidationError: ``post-ends-before-start``, ``last-administrator``, ``date-too-early``.
    """
    require(may_administer(actor, post.unit.agency))
    require_believable(ends_on, "ends_on")
    _end(post, ends_on)
    require_an_administrator(actor, post.unit.agency, ends_on + A_DAY)
    record(
        "agencies.post_ended",
        actor=actor,
        subject=post,
        about=[post.employee, post.unit],
        data={"day": f"{ends_on:%d.%m.%Y}"},
    )
    return post


@act
def dismiss(*, actor: Actor, employee: Employee, ends_on: date) -> Employee:
    """End everything that a person holds on their last day; appointments that have not begun by then fall away.

    The account is closed if that day is over; else it loses its last right with the last post.

    Raises:
        PermissionDenied: the actor does not administer the agency.
        ValidationError: ``employee-without-post``, ``last-administrator``, ``date-too-early``.
    """
    agency = _home(actor, employee)
    require_believable(ends_on, "ends_on")
    posts = list(employee.posts.not_ended(ends_on).select_related("unit"))
    if not posts:
        raise refused("employee-without-post", _("The person holds no post on that day."), "ends_on")
    for post in posts:
        if post.starts_on > ends_on:
            post.delete()
        elif post.ends_on != ends_on:
            _end(post, ends_on)
    if not Post.objects.current().filter(employee=employee).exists():
        employee.is_active = False
        employee.save()
    require_an_administrator(actor, agency, ends_on + A_DAY)
    about = {post.unit for post in posts}
    record("agencies.dismissed", actor=actor, subject=employee, about=about, data={"day": f"{ends_on:%d.%m.%Y}"})
    return employee


@act
def change_employee(*, actor: Actor, employee: Employee, card: EmployeeCard) -> Employee:
    """Keep the particulars of a person.

    Raises:
        PermissionDenied: the actor does not administer the agency.
        ValidationError: ``nothing-changed``, ``personnel-number-taken``.
    """
    agency = _home(actor, employee)
    values = asdict(card)
    if all(getattr(employee, name) == value for name, value in values.items()):
        raise refused("nothing-changed", _("Nothing was changed."))
    for name, value in values.items():
        setattr(employee, name, value)
    _require_own_number(employee, agency)
    employee.full_clean(exclude=["password"])
    employee.save()
    record("agencies.employee_changed", actor=actor, subject=employee)
    return employee


def split(post: Post, on: date, **changes: Any) -> Post:
    """Let a post hold otherwise from a day on: what was before ends the day before. A part of an act.

    Raises:
        ValidationError: as `transfer`, but for the last administrator.
    """
    require_believable(on)
    if post.ends_on is not None and post.ends_on < on:
        raise refused("post-not-held", _("The post is not held on that day."), "on")
    if all(getattr(post, name) == value for name, value in changes.items()):
        raise refused("nothing-changed", _("Nothing was changed."))
    follows = post
    if post.starts_on < on:
        follows = Post(
            employee=post.employee,
            unit=post.unit,
            title=post.title,
            role=post.role,
            position=post.position,
            is_main=post.is_main,
            share=post.share,
            is_acting=post.is_acting,
            acting_order=post.acting_order,
            starts_on=on,
            ends_on=post.ends_on,
        )
        _end(post, on - A_DAY)
    for name, value in changes.items():
        setattr(follows, name, value)
    if "unit" in changes and "position" not in changes:
        follows.position = Position.MEMBER
    _write(follows)
    return follows


def _home(actor: Actor, employee: Employee) -> Agency:
    agency = agency_of(employee)
    require(agency is not None and may_administer(actor, agency))
    assert agency is not None
    return agency


def _unit_of(post: NewPost) -> Unit:
    if post.unit is None:
        raise refused("post-without-unit", _("A post lies in a unit: choose it."), "unit")
    return post.unit


def _end(post: Post, ends_on: date) -> None:
    post.ends_on = ends_on
    post.full_clean()
    post.save()
    _posts_changed(post.employee)


def _write(post: Post) -> None:
    """Save a new or changed post by the rules of all posts."""
    require_believable(post.starts_on, "starts_on")
    require_standing(post.unit, post.starts_on)
    post.full_clean()
    _require_one_head(post)
    if post.is_main:
        for other in _meanwhile(post.employee.posts.filter(is_main=True), post):
            other.is_main = False
            other.save()
    post.save()
    _posts_changed(post.employee)


def _meanwhile(posts: Any, post: Post) -> Any:
    """Of these posts, the others that are held on some day of this one."""
    found = posts.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=post.starts_on)).exclude(pk=post.pk)
    return found if post.ends_on is None else found.filter(starts_on__lte=post.ends_on)


def _require_one_head(post: Post) -> None:
    """A unit has one head at a time; who acts for an absent one is named beside them."""
    if post.position != Position.HEAD or post.is_acting:
        return
    heads = Post.objects.filter(unit=post.unit, position=Position.HEAD, is_acting=False, employee__is_active=True)
    head = _meanwhile(heads, post).select_related("employee").first()
    if head is not None:
        raise refused(
            "unit-has-head",
            _("In these days %(person)s is the head of the unit.") % {"person": head.employee.short_name},
            "position",
        )


def _require_own_number(employee: Employee, agency: Agency) -> None:
    number = employee.personnel_number
    others = Employee.objects.of_agency(agency).filter(personnel_number=number).exclude(pk=employee.pk)
    if number and others.exists():
        raise refused("personnel-number-taken", _("Another person of the agency has this number."), "personnel_number")


def _posts_changed(employee: Employee) -> None:
    employee.__dict__.pop("current_posts", None)
