"""What the acts on structure and staff share: their order in time, and rules of dates."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Agency, Employee, Post, Role, Unit
from history import clock
from history.actors import Actor

EARLIEST = date(1900, 1, 1)


def refused(code: str, message: str, field: str | None = None) -> ValidationError:
    """A refusal with its stable code, beside a field if one is named."""
    error = ValidationError(message, code=code)
    return ValidationError({field: error}) if field else error


def in_turn(agency: Agency) -> None:
    """Let acts on one agency's structure follow each other: two moves at a time could close a circle."""
    Agency.objects.select_for_update().get(pk=agency.pk)


def require_believable(day: date, field: str = "on") -> None:
    """Refuse a day that no record of an agency speaks of.

    Raises:
        ValidationError: ``date-too-early``.
    """
    if day < EARLIEST:
        raise refused("date-too-early", _("This day is too long ago."), field)


def require_come(day: date, field: str = "on") -> None:
    """Refuse a day that has not come: the structure of a day to come is not known.

    Raises:
        ValidationError: ``date-too-early``, ``date-in-future``.
    """
    require_believable(day, field)
    if day > clock.today():
        raise refused("date-in-future", _("This day has not come yet: enter the change when it is in force."), field)


def require_standing(unit: Unit, day: date, field: str = "unit") -> None:
    """Refuse what would lie in a unit outside of its days.

    Raises:
        ValidationError: ``unit-closed``, ``unit-not-begun``.
    """
    if unit.ends_on is not None and unit.ends_on < day:
        raise refused(
            "unit-closed",
            _("The unit %(unit)s ended on %(date)s.") % {"unit": unit, "date": f"{unit.ends_on:%d.%m.%Y}"},
            field,
        )
    if unit.starts_on is not None and unit.starts_on > day:
        raise refused(
            "unit-not-begun",
            _("The unit %(unit)s began on %(date)s.") % {"unit": unit, "date": f"{unit.starts_on:%d.%m.%Y}"},
            field,
        )


def require_an_administrator(actor: Actor, agency: Agency, day: date) -> None:
    """Refuse what would leave an agency without anybody who can set it up; called when it has been written.

    Raises:
        ValidationError: ``last-administrator``.
    """
    posts = Post.objects.current(max(day, clock.today())).filter(unit__agency=agency, role=Role.ADMINISTRATOR)
    if isinstance(actor, Employee) and not posts.exists():
        raise refused("last-administrator", _("The agency would be left without an administrator."))
