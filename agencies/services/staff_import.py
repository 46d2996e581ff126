"""The import of units, people and posts from a table: all of it or nothing, in one act."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from django.utils.translation import gettext as _

from agencies.models import Agency, Employee, Post, Unit, UnitKind
from agencies.policies import may_administer, require
from agencies.services.import_plan import Plan, PostPlan, UnitPlan, plan_import
from agencies.services.shared import in_turn, refused, require_an_administrator, require_come
from agencies.services.staff import split
from agencies.services.structure import move_unit, rename_unit
from agencies.sheets import SheetRow
from agencies.staff_table import understand
from history import bulk
from history.actors import Actor
from history.acts import act, record


def preview_import(*, agency: Agency, sheet: Sequence[SheetRow], on: date) -> Plan:
    """What an import would do; it writes nothing.

    Raises:
        ValidationError: ``date-in-future``, ``date-too-early``, or what `understand` refuses.
    """
    require_come(on)
    return plan_import(agency=agency, rows=understand(sheet), on=on)


@act
def import_staff(*, actor: Actor, agency: Agency, sheet: Sequence[SheetRow], on: date, expected: str) -> Plan:
    """Enter what a table says from a day on: exactly what the preview with this digest showed, or nothing.

    New people get accounts that cannot sign in until they are given a password. Nobody whom the table does not name is
    changed. A second run of the same table changes nothing. New rows cost a few statements for each few hundred.

    Raises:
        PermissionDenied: the actor does not administer the agency.
        ValidationError: ``import-has-errors``, ``import-changed`` if the agency changed since the preview,
            ``import-empty``, ``last-administrator``, or what `preview_import` refuses.
    """
    require(may_administer(actor, agency))
    in_turn(agency)
    plan = preview_import(agency=agency, sheet=sheet, on=on)
    if plan.errors:
        raise refused("import-has-errors", _("The table has errors; nothing was imported."))
    if plan.digest != expected:
        raise refused("import-changed", _("The agency has changed since the preview; look at it again."))
    if not plan.steps:
        raise refused("import-empty", _("Everything in the table is so already."))
    units = _enter_units(agency, plan)
    changed = _change_units(actor, agency, plan)
    people = _enter_people(plan)
    posts = _enter_posts(plan, units)
    require_an_administrator(actor, agency, on)
    record(
        "agencies.staff_imported",
        actor=actor,
        subject=agency,
        about=[*units.values(), *changed, *people, *posts],
        data={"day": f"{on:%d.%m.%Y}", **plan.counts},
    )
    return plan


def _enter_units(agency: Agency, plan: Plan) -> dict[str, Unit]:
    """The new units by index, level by level, each after the one that it lies below."""
    known, made = _open_units(agency) if plan.new_units else {}, {}
    for _level, units in groupby(plan.new_units, lambda unit: unit.level):
        rows = [_unit(agency, one, known.get(one.parent or "")) for one in units]
        for unit in bulk.create(Unit, rows):
            unit.path = f"{unit.parent.path if unit.parent else '/'}{unit.pk}/"
            unit.save()
            made[unit.code] = known[unit.code] = unit
    return made


def _open_units(agency: Agency) -> dict[str, Unit]:
    return {unit.code: unit for unit in Unit.objects.filter(agency=agency, ends_on__isnull=True)}


def _unit(agency: Agency, plan: UnitPlan, parent: Unit | None) -> Unit:
    return Unit(
        agency=agency,
        parent=parent,
        code=plan.code,
        name=plan.name,
        kind=plan.values.get("unit_kind") or UnitKind.STAFF,
        starts_on=plan.values.get("unit_starts_on"),
    )


def _change_units(actor: Actor, agency: Agency, plan: Plan) -> list[Unit]:
    """Rename and move known units; moves from the top down, so that none of them closes a circle on the way."""
    for one in plan.renamed:
        assert one.found is not None
        rename_unit(actor=actor, unit=one.found, code=one.code, name=one.name, on=plan.on)
    known = _open_units(agency) if plan.moved else {}
    for one in plan.moved:
        assert one.found is not None
        move_unit(actor=actor, unit=one.found, parent=known.get(one.parent or ""), on=plan.on)
    return [one.found for one in (*plan.renamed, *plan.moved) if one.found is not None]


def _enter_people(plan: Plan) -> list[Employee]:
    """Everybody new or changed; a new person's plan knows them as found from then on."""
    new = [one for one in plan.people if one.found is None]
    employees = []
    for one in new:
        employee = Employee(**one.values)
        employee.set_unusable_password()
        employees.append(employee)
    for one, employee in zip(new, bulk.create(Employee, employees), strict=True):
        one.found, one.values = employee, {}
    changed = [one for one in plan.people if one.changes]
    for one in changed:
        assert one.found is not None
        for name, value in one.changes.items():
            setattr(one.found, name, value)
        one.found.save()
    return [one.found for one in (*new, *changed) if one.found is not None]


def _enter_posts(plan: Plan, units: dict[str, Unit]) -> list[Post]:
    """New posts, and those that change: another role or place in the unit holds from the day of the import."""
    changed = [post for post in plan.posts if post.found is not None and post.values]
    touched = [_change_post(post, plan.on) for post in changed]
    new = [post for post in plan.posts if post.found is None]
    made = bulk.create(Post, [_post(post, units) for post in new])
    _leave_one_main_each([*touched, *made])
    return [*touched, *made]


def _post(plan: PostPlan, units: dict[str, Unit]) -> Post:
    unit = plan.unit.found or units[plan.unit.code] if isinstance(plan.unit, UnitPlan) else plan.unit
    return Post(employee=plan.person.found, unit=unit, **plan.values)


def _change_post(plan: PostPlan, on: date) -> Post:
    post, values = plan.found, dict(plan.values)
    assert post is not None
    dated = {name: values.pop(name) for name in ("role", "position") if name in values}
    if dated:
        post = split(post, on, **dated)
    for name, value in values.items():
        setattr(post, name, value)
    post.full_clean()
    post.save()
    return post


def _leave_one_main_each(posts: list[Post]) -> None:
    """A post that became the main one leaves no other beside it."""
    mains = {post.employee_id: post.pk for post in posts if post.is_main}
    by_key = {post.pk: post for post in posts}
    others = Post.objects.filter(employee__in=mains, is_main=True).exclude(pk__in=mains.values())
    for other in others.select_related("employee"):
        if other.overlaps(by_key[mains[other.employee_id]]):
            other.is_main = False
            other.save()
