"""Who is meant in a script: people of the agency by role, by role in a unit, by name or by login."""

import re
from collections.abc import Iterable

from agencies.models import Agency, Employee, Post
from workflows.trials.words import fold, role_of

_IN_UNIT = re.compile(r"^(?P<role>.+?)\s*\((?P<unit>[^()]+)\)$")


class Cast:
    """The people of an agency with the posts that they hold on the day of the clock. One query."""

    def __init__(self, agency: Agency) -> None:
        held = Post.objects.current().filter(unit__agency=agency).select_related("employee", "unit")
        self.posts: list[Post] = list(held.order_by("unit__code", "employee__last_name", "pk"))
        self._rows: dict[int, Employee] = {}

    def meant(self, said: str) -> list[int]:
        """The numbers of the people who were named, in the order of units and names; none where nobody is."""
        placed = _IN_UNIT.match(said.strip())
        role, unit = role_of(placed["role"] if placed else said), placed["unit"] if placed else ""
        if role:
            found = [one.employee_id for one in self.posts if one.role == role and unit in ("", one.unit.code)]
        else:
            found = [one.employee_id for one in self.posts if fold(said) in _names(one.employee)]
        return list(dict.fromkeys(found))

    def people(self, said: str) -> list[Employee]:
        """The same as rows, which know their posts of the day."""
        keys = self.meant(said)
        self._rows |= Employee.objects.in_bulk([key for key in keys if key not in self._rows])
        return [self._rows[key] for key in keys]

    def names(self) -> Iterable[str]:
        """The short names of everybody."""
        return dict.fromkeys(one.employee.short_name for one in self.posts)


def _names(person: Employee) -> set[str]:
    return {fold(one) for one in (person.short_name, person.full_name, person.last_name, person.username)}
