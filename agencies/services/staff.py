"""Setting an agency up: its units, its people and their posts."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Agency, Employee, Post, Unit
from history.actors import Actor
from history.acts import act, record


@dataclass(frozen=True)
class NewPost:
    """A post as its appointment names it."""

    unit: Unit
    title: str
    role: str
    starts_on: date
    is_main: bool = True
    is_acting: bool = False
    acting_order: str = ""


@act
def create_agency(*, actor: Actor, agency: Agency) -> Agency:
    """Enter an agency."""
    agency.full_clean()
    agency.save()
    record("agencies.created", actor=actor, subject=agency)
    return agency


@act
def create_unit(*, actor: Actor, agency: Agency, code: str, name: str, parent: Unit | None = None) -> Unit:
    """Enter a unit below another one, or at the top.

    Raises:
        ValidationError: ``unit-code-taken``, ``parent-of-other-agency``.
    """
    if parent is not None and parent.agency_id != agency.pk:
        raise ValidationError(_("The parent unit belongs to another agency."), code="parent-of-other-agency")
    unit = Unit(agency=agency, parent=parent, code=code, name=name)
    unit.full_clean()
    unit.save()
    unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
    unit.save()
    record("agencies.unit_created", actor=actor, subject=unit, about=[agency])
    return unit


@act
def hire(*, actor: Actor, employee: Employee, password: str | None, post: NewPost) -> Employee:
    """Enter a person with their first post; without a password the account cannot sign in.

    Raises:
        ValidationError: a taken login, or what `appoint` refuses.
    """
    employee.set_password(password) if password else employee.set_unusable_password()
    employee.full_clean(exclude=["password"])
    employee.save()
    appoint(actor=actor, employee=employee, post=post)
    record("agencies.hired", actor=actor, subject=employee, about=[post.unit])
    return employee


@act
def appoint(*, actor: Actor, employee: Employee, post: NewPost) -> Post:
    """Give a person a post.

    Raises:
        ValidationError: ``acting-without-order``.
    """
    appointed = Post(
        employee=employee,
        unit=post.unit,
        title=post.title,
        role=post.role,
        starts_on=post.starts_on,
        is_main=post.is_main,
        is_acting=post.is_acting,
        acting_order=post.acting_order,
    )
    appointed.full_clean()
    appointed.save()
    employee.__dict__.pop("current_posts", None)
    record("agencies.appointed", actor=actor, subject=appointed, about=[employee, post.unit])
    return appointed


@act
def end_post(*, actor: Actor, post: Post, ends_on: date) -> Post:
    """End a post on a day.

    Raises:
        ValidationError: ``post-ends-before-start``.
    """
    post.ends_on = ends_on
    post.full_clean()
    post.save()
    record("agencies.post_ended", actor=actor, subject=post, about=[post.employee])
    return post
