"""Questions to the staff: whom one may pick for which work, and who works here."""

from datetime import date

from django.db.models import Q

from agencies import rules
from agencies.models import Agency, Employee, Position, Post, Role


def executors(agency: Agency) -> list[Post]:
    """Posts whose holders execute papers of the agency."""
    return rules.holders(agency, rules.Power.EXECUTE)


def assignees(issuer: Employee, agency: Agency) -> list[Post]:
    """Posts to whose holders a person may give an assignment of the agency, by the hierarchy.

    Whoever resolves gives to all who execute; a head to those whom they lead; anybody else who executes to others of
    their own unit and of those below it who head none.
    """
    able = [post for post in executors(agency) if post.employee_id != issuer.pk]
    if rules.holds(issuer, rules.Power.RESOLVE, agency):
        return able
    led = set(rules.posts_led(issuer).filter(unit__agency=agency).values_list("pk", flat=True))
    own = [
        post.unit.path
        for post in issuer.current_posts
        if post.unit.agency_id == agency.pk and rules.holds(issuer, rules.Power.EXECUTE, agency)
    ]
    return [
        post
        for post in able
        if post.pk in led or (post.role not in rules.CHIEFS and any(post.unit.path.startswith(path) for path in own))
    ]


def approvers(agency: Agency) -> list[Post]:
    """Posts whose holders give visas."""
    return rules.holders(agency, rules.Power.APPROVE)


def signers(agency: Agency) -> list[Post]:
    """Posts whose holders sign letters of the agency."""
    return rules.holders(agency, rules.Power.SIGN)


def heads_over(employee: Employee, agency: Agency) -> list[Employee]:
    """The nearest heads above a person in an agency: of their unit or of the next one above; the leaders come last.

    Whoever heads the unit is not above themselves. Nobody, if the person holds no post there.
    """
    post = next((one for one in employee.current_posts if one.unit.agency_id == agency.pk), None)
    if post is None:
        return []
    above = [int(key) for key in post.unit.path.split("/") if key]
    heading = Q(position=Position.HEAD) | Q(role=Role.UNIT_HEAD)
    held = Post.objects.current().filter(heading, unit__in=above).exclude(employee=employee)
    by_unit: dict[int, list[Employee]] = {}
    for one in held.select_related("employee").order_by("id"):
        by_unit.setdefault(one.unit_id, []).append(one.employee)
    nearest = next((by_unit[key] for key in reversed(above) if key in by_unit), None)
    leaders = [one.employee for one in rules.holders(agency, rules.Power.RESOLVE) if one.employee_id != employee.pk]
    return nearest or leaders


def people(
    viewer: Employee, agency: Agency, *, on: date, name: str = "", after: Employee | None = None, size: int
) -> list[Employee]:
    """Who holds a post of an agency on a day, by name, with these posts as ``posts_held``; three queries.

    ``name`` is the beginning of a surname, ``after`` the last person of the stretch before; one more than ``size``
    tells of a next one.
    """
    held = Post.objects.filter(unit__agency=agency, starts_on__lte=on).not_ended(on)
    found = Employee.objects.visible_to(viewer).filter(pk__in=held.values("employee"))
    if name:
        begin = name[:1].upper() + name[1:]
        found = found.filter(last_name__gte=begin, last_name__lt=begin + "\U0010ffff")
    if after is not None:
        same = Q(last_name=after.last_name, first_name=after.first_name, pk__gt=after.pk)
        later = Q(last_name=after.last_name, first_name__gt=after.first_name)
        found = found.filter(Q(last_name__gt=after.last_name) | later | same)
    shown = list(found.order_by("last_name", "first_name", "pk")[: size + 1])
    by_person: dict[int, list[Post]] = {}
    posts = held.filter(employee__in=shown).select_related("unit").prefetch_related("unit__states")
    for post in posts.order_by("-is_main", "id"):
        by_person.setdefault(post.employee_id, []).append(post)
    for person in shown:
        person.posts_held = by_person.get(person.pk, [])  # type: ignore[attr-defined]  # for the page
    return shown
