"""What an import of staff would do, found without doing it: new and changed units, people and posts, all errors."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from agencies.models import Agency, Employee, Position, Post, Unit
from agencies.models.units import DEEPEST
from agencies.services.shared import EARLIEST
from agencies.staff_table import PERSON, TOP, RowError, StaffRow, heading


@dataclass(frozen=True)
class Step:
    """One thing that the import would do; ``what`` is ``unit``, ``person`` or ``post``."""

    row: int
    what: str
    is_new: bool
    text: str


@dataclass
class UnitPlan:
    """A unit of the table, and the open unit that it is; ``parent`` is the index of the one that it will lie below."""

    row: StaffRow
    code: str
    found: Unit | None
    values: dict[str, Any] = field(default_factory=dict)
    parent: str | None = None
    level: int = 1

    @property
    def name(self) -> str:
        """What it will be called."""
        return str(self.values.get("unit_name") or (self.found.name if self.found else ""))


@dataclass
class PersonPlan:
    """A person of the table, and the employee who it is."""

    row: StaffRow
    found: Employee | None
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def changes(self) -> dict[str, Any]:
        """What differs from what is known."""
        found = self.found
        return {name: value for name, value in self.values.items() if found is None or getattr(found, name) != value}

    @property
    def label(self) -> str:
        """The person in words."""
        if self.found is not None:
            return self.found.short_name
        return " ".join(filter(None, (self.values.get(name) for name in PERSON[:3])))


@dataclass
class PostPlan:
    """A post of the table, and the post that it is, with what it would be or become."""

    row: StaffRow
    person: PersonPlan
    unit: UnitPlan | Unit
    found: Post | None
    values: dict[str, Any] = field(default_factory=dict)


@dataclass
class Plan:
    """The whole import: in ``errors`` is what forbids it, in ``missing`` who is not in the table and stays as they are.

    New and moved units stand in the order of their levels: what lies above comes first.
    """

    on: date
    rows: int = 0
    new_units: list[UnitPlan] = field(default_factory=list)
    renamed: list[UnitPlan] = field(default_factory=list)
    moved: list[UnitPlan] = field(default_factory=list)
    people: list[PersonPlan] = field(default_factory=list)
    posts: list[PostPlan] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows are new, changed, unchanged and wrong."""
        new = {step.row for step in self.steps if step.is_new}
        changed = {step.row for step in self.steps} - new
        wrong = {error.row for error in self.errors}
        same = self.rows - len(new | changed | wrong)
        return {"new": len(new - wrong), "changed": len(changed - wrong), "unchanged": same, "wrong": len(wrong)}

    @property
    def digest(self) -> str:
        """What tells this plan from another one."""
        return sha256(repr((self.on, self.steps)).encode()).hexdigest()


def plan_import(*, agency: Agency, rows: list[StaffRow], on: date) -> Plan:
    """Compare a table with the agency as it is on a day. A constant number of queries, whatever the rows."""
    return _Planner(agency, rows, on).plan()


class _Planner:
    def __init__(self, agency: Agency, rows: list[StaffRow], on: date) -> None:
        self.rows, self.result = rows, Plan(on, rows=len(rows))
        self.on = on
        open_units = Unit.objects.filter(agency=agency, ends_on__isnull=True).prefetch_related("states")
        self.open_units = {unit.code: unit for unit in open_units}
        self.codes = {unit.pk: unit.code for unit in self.open_units.values()}
        employees = list(Employee.objects.of_agency(agency))
        self.by_login = {one.username.casefold(): one for one in employees}
        self.by_number = {one.personnel_number: one for one in employees if one.personnel_number}
        self.held = list(Post.objects.filter(unit__agency=agency).not_ended(on).select_related("employee", "unit"))
        logins = {row.username.casefold() for row in rows if row.username} - self.by_login.keys()
        taken = Employee.objects.annotate(key=Lower("username")).filter(key__in=logins)
        self.taken = set(taken.values_list("key", flat=True))
        self.units: dict[str, UnitPlan] = {}
        self.people: dict[Any, PersonPlan] = {}
        self.posts: dict[Any, PostPlan] = {}

    def plan(self) -> Plan:
        self._plan_units()
        self._plan_people()
        self._plan_posts()
        self._require_one_head_each()
        plan = self.result
        plan.errors = sorted((one for row in self.rows for one in row.errors), key=lambda error: error.row)
        plan.steps.sort(key=lambda step: step.row)
        for units in (plan.new_units, plan.moved):
            units.sort(key=lambda unit: unit.level)
        plan.people, plan.posts = list(self.people.values()), list(self.posts.values())
        plan.missing = list(self._missing())
        return plan

    # units

    def _plan_units(self) -> None:
        for row in self.rows:
            self._note_unit(row)
        for row in self.rows:
            if row.unit_code and row.unit_code not in self.open_units and row.unit_code not in self.units:
                row.refuse("unit_code", "unit-unknown", _("There is no open unit with this index."))
        parents: dict[str, str | None] = {
            code: self.codes.get(unit.parent_id or 0) for code, unit in self.open_units.items()
        }
        for unit in list(self.units.values()):
            asked = unit.values.get("parent_code")
            if asked not in (None, TOP) and asked not in self.open_units and asked not in self.units:
                unit.row.refuse("parent_code", "parent-unknown", _("There is no open unit with this index."))
            elif asked is not None or unit.found is None:
                parents[unit.code] = None if asked in (None, TOP) else asked
        for unit in list(self.units.values()):
            self._require_place(unit, parents)
            if not unit.row.errors:
                self._compare_unit(unit)

    def _note_unit(self, row: StaffRow) -> None:
        code = row.unit_code
        if not code:
            if row.names_person:
                row.refuse("unit_code", "post-without-unit", _("A post lies in a unit: choose it."))
            elif not row.errors:
                row.refuse("unit_code", "unit-code-missing", _("Every row names a unit."))
            return
        names = ("unit_name", "parent_code", "unit_kind", "unit_starts_on")
        given = {name: row.values[name] for name in names if row.values[name]}
        if code not in self.units:
            if not given or (code not in self.open_units and "unit_name" not in given):
                return
            self.units[code] = UnitPlan(row, code, self.open_units.get(code))
        known = self.units[code].values
        for name, value in given.items():
            if known.setdefault(name, value) != value:
                message = _("An earlier row says of this unit: %(value)s.") % {"value": known[name]}
                row.refuse(name, "unit-contradiction", message)

    def _require_place(self, unit: UnitPlan, parents: dict[str, str | None]) -> None:
        above, code = [unit.code], parents.get(unit.code)
        while code is not None and code not in above:
            above.append(code)
            code = parents.get(code)
        if code is not None:
            unit.row.refuse("parent_code", "unit-cycle", _("A unit cannot lie below itself."))
        elif len(above) > DEEPEST:
            message = _("Units lie at most %(count)s deep.") % {"count": DEEPEST}
            unit.row.refuse("parent_code", "unit-too-deep", message)
        unit.parent, unit.level = parents.get(unit.code), len(above)

    def _compare_unit(self, unit: UnitPlan) -> None:
        found, row, parent = unit.found, unit.row, unit.parent
        starts_on = unit.values.get("unit_starts_on")
        if found is None:
            if starts_on and not EARLIEST <= starts_on <= self.on:
                row.refuse("unit_starts_on", "date-in-future", _("A unit begins by the day of the import."))
            self.result.new_units.append(unit)
            self._step(row, "unit", True, f"{unit.code} {unit.name}")
            return
        if unit.values.get("unit_kind") not in (None, found.kind):
            row.refuse("unit_kind", "unit-kind-fixed", _("The kind of a unit stays what it was entered as."))
        was = self.codes.get(found.parent_id or 0)
        if (unit.name, parent) == (found.name, was):
            return
        since = found.unchanged_since
        if since is not None and self.on < since:
            message = _("The unit is as it is since %(date)s: a change cannot be dated before.")
            row.refuse("unit_name", "unit-change-too-early", message % {"date": f"{since:%d.%m.%Y}"})
        if unit.name != found.name:
            self.result.renamed.append(unit)
            self._step(row, "unit", False, f"{found} → {unit.code} {unit.name}")
        if parent != was:
            self.result.moved.append(unit)
            self._step(row, "unit", False, f"{found}: {was or TOP} → {parent or TOP}")

    # people

    def _plan_people(self) -> None:
        numbers: dict[str, Any] = {}
        for row in self.rows:
            if not row.names_person or not (key := self._key_of(row)):
                continue
            person = self.people.setdefault(key, PersonPlan(row, key if isinstance(key, Employee) else None))
            for name in PERSON:
                value = row.values[name]
                if value and person.values.setdefault(name, value) != value:
                    message = _("An earlier row says of this person: %(value)s.") % {"value": person.values[name]}
                    row.refuse(name, "person-contradiction", message)
            number = row.personnel_number
            if number and (self.by_number.get(number, key) != key or numbers.setdefault(number, key) != key):
                message = _("Another person of the agency has this number.")
                row.refuse("personnel_number", "personnel-number-taken", message)
        for person in self.people.values():
            self._compare_person(person)

    def _key_of(self, row: StaffRow) -> Any:
        """The employee whom the row names, or the login of a new one; nothing if it cannot be told."""
        login, number = (row.username or "").casefold(), row.personnel_number
        named, numbered = self.by_login.get(login), self.by_number.get(number or "")
        if login and numbered is not None and named != numbered:
            message = _("The personnel number is that of %(person)s, who has another login.")
            code = "person-contradiction" if named else "personnel-number-taken"
            row.refuse("personnel_number", code, message % {"person": numbered.short_name})
            return None
        found = named or numbered
        if found is not None:
            return found
        if not login:
            if not any(error.column == "username" for error in row.errors):
                row.refuse("username", "login-missing", _("A new person needs a login."))
            return None
        if login in self.taken:
            row.refuse("username", "login-taken", _("This login is taken."))
            return None
        return login

    def _compare_person(self, person: PersonPlan) -> None:
        if person.found is None:
            for name in ("last_name", "first_name", "sex"):
                if not person.values.get(name):
                    message = _("A new person needs this.")
                    person.row.refuse(name, "person-incomplete", message)
            person.values["username"] = person.row.username
            self._step(person.row, "person", True, f"{person.label} ({person.row.username})")
        elif person.changes:
            told = [f"{heading(name)}: {getattr(person.found, name)} → {new}" for name, new in person.changes.items()]
            self._step(person.row, "person", False, f"{person.label}: {'; '.join(told)}")

    # posts

    def _plan_posts(self) -> None:
        held = {(post.employee, post.unit.code, post.title.casefold()): post for post in self.held}
        for row in self.rows:
            person = self.people.get(self._known_key(row)) if row.names_person else None
            code = row.unit_code
            unit = self.units.get(code) or self.open_units.get(code) if code else None
            if person is None or unit is None:
                continue
            if not row.title:
                row.refuse("title", "title-missing", _("A row with a person names their post."))
                continue
            key = (person.found or person.values["username"], code, row.title.casefold())
            if key in self.posts:
                message = _("Row %(row)s names the same post of the same person.")
                row.refuse("title", "row-repeated", message % {"row": self.posts[key].row.number})
                continue
            post = PostPlan(row, person, unit, held.get(key))
            self.posts[key] = post
            (self._compare_post if post.found else self._enter_post)(post)
        self._choose_main_posts()

    def _known_key(self, row: StaffRow) -> Any:
        login = (row.username or "").casefold()
        return self.by_login.get(login) or self.by_number.get(row.personnel_number or "") or login

    def _enter_post(self, post: PostPlan) -> None:
        row, unit = post.row, post.unit
        starts_on = row.starts_on or self.on
        if not row.role and not any(error.column == "role" for error in row.errors):
            row.refuse("role", "role-missing", _("A new post needs a role."))
        if starts_on < EARLIEST:
            row.refuse("starts_on", "date-too-early", _("This day is too long ago."))
        found = unit.found if isinstance(unit, UnitPlan) else unit
        begins = found.starts_on if found else unit.values.get("unit_starts_on") if isinstance(unit, UnitPlan) else None
        if begins and starts_on < begins:
            message = _("The unit %(unit)s began on %(date)s.")
            row.refuse("starts_on", "unit-not-begun", message % {"unit": row.unit_code, "date": f"{begins:%d.%m.%Y}"})
        self._require_end(row, starts_on)
        post.values = {
            "title": row.title,
            "role": row.role,
            "position": row.position or Position.MEMBER,
            "is_main": row.is_main == "yes",
            "starts_on": starts_on,
            "ends_on": row.ends_on,
            "is_acting": bool(row.acting_order),
            "acting_order": row.acting_order or "",
        }
        self._step(row, "post", True, f"{post.person.label}: {row.title}, {row.unit_code}")

    def _compare_post(self, post: PostPlan) -> None:
        row, found = post.row, post.found
        assert found is not None
        self._require_end(row, found.starts_on)
        asked = {name: row.values[name] for name in ("role", "position", "ends_on", "acting_order") if row.values[name]}
        if row.is_main:
            asked["is_main"] = row.is_main == "yes"
        post.values = {name: value for name, value in asked.items() if getattr(found, name) != value}
        if "acting_order" in post.values:
            post.values["is_acting"] = True
        if post.values:
            told = [
                f"{heading(name)}: {self._told(found, name)} → {row.values[name]}"
                for name in asked
                if name in post.values
            ]
            self._step(row, "post", False, f"{post.person.label}, {row.title}: {'; '.join(told)}")

    def _require_end(self, row: StaffRow, starts_on: date) -> None:
        if row.ends_on and row.ends_on < starts_on:
            row.refuse("ends_on", "post-ends-before-start", _("The post would end before it begins."))
        elif row.ends_on and row.ends_on < self.on:
            row.refuse("ends_on", "post-ended", _("The last day lies before the day of the import."))

    def _choose_main_posts(self) -> None:
        """One main post a person: the one that says so, else a new person's first."""
        by_person: dict[int, list[PostPlan]] = {}
        for post in self.posts.values():
            by_person.setdefault(id(post.person), []).append(post)
        for posts in by_person.values():
            said = [post for post in posts if post.row.is_main == "yes"]
            for post in said[1:]:
                post.row.refuse("is_main", "main-post-twice", _("A person has one main post."))
            if not said and posts[0].person.found is None:
                posts[0].values["is_main"] = posts[0].row.is_main is None

    def _require_one_head_each(self) -> None:
        ours = {post.found.pk: post for post in self.posts.values() if post.found}
        heads: dict[str, str] = {}
        for held in self.held:
            planned = ours.get(held.pk)
            position = (planned.values if planned else {}).get("position", held.position)
            if planned is None and position == Position.HEAD and not held.is_acting:
                heads[held.unit.code] = held.employee.short_name
        for post in self.posts.values():
            acting = post.row.acting_order or (post.found is not None and post.found.is_acting)
            was = post.found.position if post.found else Position.MEMBER
            if post.values.get("position", was) != Position.HEAD or acting:
                continue
            head = heads.setdefault(post.row.unit_code, post.person.label)
            if head != post.person.label:
                message = _("In these days %(person)s is the head of the unit.") % {"person": head}
                post.row.refuse("position", "unit-has-head", message)

    def _missing(self) -> Iterable[str]:
        """Posts of today that the table does not name."""
        named = {post.found.pk for post in self.posts.values() if post.found}
        for post in sorted(self.held, key=lambda one: (one.employee.last_name, one.pk)):
            if post.pk not in named and post.starts_on <= self.on:
                yield f"{post.employee.short_name}, {post.title}, {post.unit}"

    def _told(self, post: Post, name: str) -> str:
        value = getattr(post, name)
        return "" if value is None else str(value)

    def _step(self, row: StaffRow, what: str, is_new: bool, text: str) -> None:
        self.result.steps.append(Step(row.number, what, is_new, text))
