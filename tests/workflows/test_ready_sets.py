"""Ready sets of the program: each is taken by an agency as it stands, published, and carries a case to its end."""

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import override

from tests.codes import codes
from tests.workflows.designing import CODE, a_step, a_type, in_force
from tests.workflows.running import signed_in
from tests.world import World
from workflows.designed import Design, DesignVersion
from workflows.process_tests import ProcessTest
from workflows.ready_sets import ReadySet, ready_set, ready_sets
from workflows.services import design_sets
from workflows.services.design_sets import Incoming
from workflows.services.ready_sets import take_set
from workflows.trials.running import run

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F53")]
CODES = [one.code for one in ready_sets()]


def named(code: str) -> ReadySet:
    """The set with this code."""
    found = ready_set(code)
    assert found is not None
    return found


def taken(world: World, ready: ReadySet, *, is_published: bool = True) -> list[DesignVersion]:
    """The whole set, taken by the administrator."""
    admin, agency = world.person("administrator"), world.office.agency
    rows = design_sets.preview(actor=admin, agency=agency, text=ready.text)
    chosen = [row.key for row in rows]
    return take_set(actor=admin, agency=agency, ready=ready, chosen=chosen, is_published=is_published).designs


def test_there_is_a_set_for_each_department_of_the_promise() -> None:
    """Records office, appeals, supervision, services, staff."""
    assert CODES == ["appeals", "records", "services", "staff", "supervision"]


@pytest.mark.parametrize("code", CODES)
def test_a_set_is_published_and_carries_a_case_to_its_end(world: World, code: str) -> None:
    """By its own tests, in the words of both languages; types, a route and reasons are in it."""
    ready = named(code)

    made = taken(world, ready)

    assert {one.state for one in made} == {"published"}
    assert {one.design.kind for one in made} == {"case_type", "approval_route", "reason_list"}
    for language in ("ru", "en"):
        with override(language):
            tests = ready.tests()
        for name, _process, script in tests:
            report = run(script, world.office.agency)
            assert report.is_passed, f"{name} ({language}): {report.failure}"
    types = {one.design.code for one in made if one.design.kind == "case_type"}
    told = " ".join(line for one in ready.held["tests"] for line in one["script"])
    assert all(one in told for one in types), "each type is walked by a test of the set"
    assert all(one.content["steps"] and one.content["fields"] for one in made if one.design.kind == "case_type")


def test_every_name_of_a_set_is_in_both_languages_and_its_form_is_that_of_an_export(world: World) -> None:
    """What an agency that took it gives out is what it took."""
    for code in CODES:
        taken(world, named(code))
    given = design_sets.exported(actor=world.person("administrator"), agency=world.office.agency).decode()

    def by_key(designs: list[dict[str, object]]) -> dict[tuple[object, object], object]:
        return {(one["kind"], one["code"]): one["content"] for one in designs}

    shipped = [one for code in CODES for one in named(code).held["designs"]]
    assert by_key(json.loads(given)["designs"]) == by_key(shipped)
    assert all(one["content"]["name"] and one["content"]["name_en"] for one in shipped)


def test_what_something_stands_in_the_way_of_stays_a_draft(world: World) -> None:
    """The rest is published in the same act."""
    in_force(world, a_type(a_step()))
    admin, agency = world.person("administrator"), world.office.agency
    whole = json.loads(design_sets.exported(actor=admin, agency=agency))
    good = whole["designs"][0]
    bad = {**good, "code": "nobody", "content": good["content"] | {"steps": [a_step(unit="77")]}}
    whole["designs"] = [{**good, "code": "another"}, bad, good]

    made = design_sets.import_set(actor=admin, agency=agency, text=json.dumps(whole), note="Проба")

    assert {one.design.code: one.state for one in made.designs} == {"another": "published", "nobody": "draft"}
    assert Design.objects.get(code=CODE).versions.count() == 1


def test_a_set_is_looked_at_and_taken_in_the_page(world: World) -> None:
    """Only what is ticked; the second time nothing is left; its tests are kept with it. Nobody else sees the pages."""
    admin = signed_in(world.office, "administrator")
    address = "/designs/sets/appeals/"
    assert "Работа с обращениями граждан" in admin.get("/designs/sets/").content.decode()
    shown = admin.get(address)
    keys = [row.key for row, _is_chosen in shown.context["rows"] if isinstance(row, Incoming)]

    nothing = admin.post(address, {"publish": "1"})
    one = admin.post(address, {"publish": "1", "chosen": keys[:1]}, follow=True)
    rest = admin.post(address, {"chosen": keys}, follow=True)

    assert (nothing.status_code, nothing.context["errors"]) == (422, ["Ничего не изменялось."])
    assert one.redirect_chain[-1][0] == "/designs/"
    assert DesignVersion.objects.filter(state="published").count() == 1
    assert DesignVersion.objects.filter(state="draft").count() == len(keys) - 1
    assert rest.status_code == 200
    kept = set(ProcessTest.objects.values_list("name", flat=True))
    assert kept == {name for name, *_more in named("appeals").tests()}
    assert "held" in {row.becomes for row, _is_chosen in admin.get(address).context["rows"]}
    assert admin.get("/designs/sets/none/").status_code == 404
    leader = signed_in(world.office, "leader")
    assert [leader.get(one).status_code for one in ("/designs/sets/", address)] == [404, 404]


def test_only_an_administrator_takes_a_set_and_only_once(world: World) -> None:
    """A second time nothing is new."""
    ready = named("records")
    with pytest.raises(PermissionDenied):
        take_set(actor=world.person("leader"), agency=world.office.agency, ready=ready, chosen=[], is_published=True)
    taken(world, ready)
    with pytest.raises(ValidationError) as refused:
        taken(world, ready)
    assert codes(refused) == ["nothing-changed"]
