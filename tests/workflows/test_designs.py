"""Designs: drafted, published, compared, taken back, retired; two administrators at once; running cases moved."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from citizens.models import Case
from history import selectors as record
from tests.codes import codes
from tests.workflows.designing import CODE, a_field, a_step, a_type, an_appeal, in_force
from tests.world import World
from workflows import designed_selectors as designed
from workflows.designed import CaseMove, Design, DesignVersion, MoveOutcome
from workflows.designs import CASE_TYPE, objections_to
from workflows.models import CaseProcess, WorkKind
from workflows.services import cases, designs, moving, own_steps

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F52")]


def drafted(world: World, content: dict[str, object] | None = None) -> DesignVersion:
    """The first draft of a type."""
    return designs.begin_design(
        actor=world.person("administrator"),
        agency=world.office.agency,
        kind=CASE_TYPE,
        code=CODE,
        content=content or a_type(),
    )


def reported(world: World, case: Case) -> Case:
    """A case that its executor has reported."""
    world.resolved(case)
    world.decided(case, "withdrawn")
    cases.report(actor=world.person("executor"), item=world.item(WorkKind.EXECUTE, case), text="Отозвано.")
    return case


def test_a_draft_is_offered_to_nobody_until_it_is_published(world: World) -> None:
    """And what is published says who did it, when and why."""
    draft = drafted(world)
    before = designed.types_offered(world.office.agency)

    published = designs.publish(actor=world.person("administrator"), version=draft, note=" Первая ", seen=0)

    assert before == []
    assert designed.types_offered(world.office.agency) == [published]
    assert (published.note, published.published_by) == ("Первая", world.person("administrator"))
    assert [act.verb for act in record.timeline(published.design)] == [
        "workflows.design_drafted",
        "workflows.design_published",
    ]


def test_what_was_published_never_changes(world: World) -> None:
    """Neither by the services nor by a row that is checked."""
    version = in_force(world, a_type())
    admin = world.person("administrator")

    refused = []
    for act in (
        lambda: designs.save_draft(actor=admin, version=version, content={}, seen=0),
        lambda: designs.publish(actor=admin, version=version, note="Ещё", seen=0),
        lambda: designs.discard_draft(actor=admin, version=version, seen=0),
        lambda: DesignVersion.objects.get(pk=version.pk).full_clean(),
    ):
        with pytest.raises(ValidationError) as one:
            act()
        refused += codes(one)

    assert refused == ["version-published"] * 4


def test_of_two_administrators_the_second_is_told(world: World) -> None:
    """Whether they save, publish or discard; what the first one saved stays."""
    draft, admin = drafted(world), world.person("administrator")
    designs.save_draft(actor=admin, version=draft, content=a_type(name="Первый"), seen=0)

    refused = []
    for act in (
        lambda: designs.save_draft(actor=admin, version=draft, content=a_type(name="Второй"), seen=0),
        lambda: designs.publish(actor=admin, version=draft, note="Ещё", seen=0),
        lambda: designs.discard_draft(actor=admin, version=draft, seen=0),
        lambda: designs.begin_draft(actor=admin, design=draft.design),
    ):
        with pytest.raises(ValidationError) as one:
            act()
        refused += codes(one)

    assert refused == ["changed-meanwhile"] * 3 + ["draft-open"]
    assert DesignVersion.objects.get(pk=draft.pk).content["name"] == "Первый"


@pytest.mark.parametrize("role", ["controller", "leader", "clerk", "other.leader"])
def test_only_an_administrator_of_the_agency_designs(world: World, role: str) -> None:
    """Whoever else may set up much."""
    version = in_force(world, a_type())

    with pytest.raises(PermissionDenied):
        designs.begin_draft(actor=world.person(role), design=version.design)
    with pytest.raises(PermissionDenied):
        moving.move_cases(actor=world.person(role), design=version.design)


@pytest.mark.parametrize(
    ("content", "field", "code"),
    [
        (a_type(name=" "), "name", "name-missing"),
        (a_type(kind="inquiry"), "kind", "case-kind-unknown"),
        (a_type(term="none"), "term", "term-unknown"),
        (a_type(topic="none"), "topic", "topic-unknown"),
        (a_type(*[a_step(f"s{at}") for at in range(31)]), "", "design-too-large"),
        (a_type(a_step(name_en="")), "steps-0-name_en", "name-missing"),
        (a_type(a_step(name="я" * 201)), "steps-0-name", "name-too-long"),
        (a_type(a_step("Код")), "steps-0-name", "code-invalid"),
        (a_type(a_step(), a_step()), "steps-1-name", "code-twice"),
        (a_type(a_step(place="nowhere", may_return=False, reasons=[])), "steps-0-place", "place-unknown"),
        (a_type(a_step(days=0)), "steps-0-days", "days-out-of-range"),
        (a_type(a_step(who="nobody")), "steps-0-who", "who-unknown"),
        (a_type(a_step(role="auditor")), "steps-0-role", "role-unknown"),
        (a_type(a_step(unit="99")), "steps-0-unit", "unit-unknown"),
        (a_type(a_step(unit="05", role="clerk")), "steps-0-role", "step-without-people"),
        (a_type(a_step(place="first", who="head")), "steps-0-who", "step-without-executor"),
        (a_type(a_step(place="off_control", may_return=True)), "steps-0-may_return", "step-cannot-return"),
        (a_type(a_step(may_return=False)), "steps-0-reasons", "reasons-without-return"),
        (a_type(fields=(a_field(kind="colour"),)), "fields-0-kind", "field-kind-unknown"),
        (a_type(fields=(a_field(at="legal"),)), "fields-0-at", "step-unknown"),
        (a_type(fields=(a_field(choices=["а", "б"]),)), "fields-0-choices", "choices-without-list"),
        (a_type(fields=(a_field(kind="choice", choices=["а"]),)), "fields-0-choices", "choices-too-few"),
        (a_type(fields=(a_field(kind="choice", choices=["а", "б", "а"]),)), "fields-0-choices", "choices-alike"),
    ],
)
def test_what_nobody_could_work_by_is_not_published(
    world: World, content: dict[str, object], field: str, code: str
) -> None:
    """It may be saved as a draft; publishing says beside which field it stands."""
    objections = objections_to(CASE_TYPE, content, world.office.agency)

    assert [str(error.code) for error in objections[field]] == [code]
    draft = drafted(world, content)
    with pytest.raises(ValidationError) as refused:
        designs.publish(actor=world.person("administrator"), version=draft, note="Проба", seen=0)
    assert code in codes(refused)


def test_versions_are_compared_line_by_line(world: World) -> None:
    """What only one of them has is marked, in the language of the page."""
    first = in_force(world, a_type(a_step()))
    second = in_force(world, a_type(a_step(days=5), fields=(a_field(),)))

    lines = designed.compared(CASE_TYPE, world.office.agency, first, second)

    assert [line.sign for line in lines] == ["=", "=", "=", "=", "=", "-", "+", "+"]
    assert "рабочих дней: 5" in lines[6].text
    assert lines[7].text.startswith("Поле: Объект наследия")


def test_a_publication_is_undone_by_a_version_of_its_own(world: World) -> None:
    """With a reason; what is in force already, and what was never published, is refused."""
    first = in_force(world, a_type())
    in_force(world, a_type(a_step()))
    admin = world.person("administrator")
    with pytest.raises(ValidationError) as silent:
        designs.go_back(actor=admin, version=first, note=" ")

    third = designs.go_back(actor=admin, version=first, note="Этап не нужен")

    with pytest.raises(ValidationError) as same:
        designs.go_back(actor=admin, version=first, note="Ещё раз")
    assert codes(silent) + codes(same) == ["note-missing", "version-same"]
    assert (third.number, third.content) == (3, first.content)
    assert designed.types_offered(world.office.agency) == [third]
    last = record.timeline(third.design).last()
    assert last is not None
    assert last.data["back_to"] == 1


def test_a_retired_type_is_not_offered_and_its_cases_go_on(world: World) -> None:
    """It is offered again when that is wished."""
    version = in_force(world, a_type(a_step()))
    case = an_appeal(world)
    admin = world.person("administrator")

    designs.retire(actor=admin, design=version.design)
    offered = designed.types_offered(world.office.agency)
    reported(world, case)
    with pytest.raises(ValidationError) as refused:
        designs.begin_draft(actor=admin, design=version.design)
    designs.offer_again(actor=admin, design=Design.objects.get(pk=version.design_id))
    with pytest.raises(ValidationError) as again:
        designs.offer_again(actor=admin, design=version.design)

    assert offered == []
    assert world.item(WorkKind.STEP_REPORTED, case).step == "legal"
    assert codes(refused) + codes(again) == ["design-retired", "design-offered"]
    assert designed.types_offered(world.office.agency) == [version]


def test_running_cases_are_moved_with_a_report(world: World) -> None:
    """Those that can be; the report tells why another stays, and of what a case has passed."""
    in_force(world, a_type(a_step("legal")))
    fresh, standing = an_appeal(world), reported(world, an_appeal(world))
    second = in_force(world, a_type(a_step("entry", "first", who="records", role="", unit=""), a_step("other")))
    admin = world.person("administrator")

    done = moving.move_cases(actor=admin, design=second.design)

    assert (done.moved, done.kept, done.next) == (1, 1, None)
    told = {move.case_id: (move.outcome, move.reason) for move in CaseMove.objects.all()}
    assert told[fresh.pk] == (MoveOutcome.MOVED, moving.STEP_BEHIND)
    assert told[standing.pk] == (MoveOutcome.KEPT, moving.STEP_MISSING)
    assert designed.running_by_version(second.design) == {1: 1, 2: 1}


def test_moving_again_moves_what_was_left_and_nothing_twice(world: World) -> None:
    """It goes on where it broke off."""
    in_force(world, a_type(a_step("legal")))
    an_appeal(world)
    standing = reported(world, an_appeal(world))
    second = in_force(world, a_type(a_step("other")))
    admin = world.person("administrator")
    moving.move_cases(actor=admin, design=second.design)
    own_steps.finish_own_step(
        actor=world.person("stranger"), item=world.item(WorkKind.STEP_REPORTED, standing), values={}
    )

    done = moving.move_cases(actor=admin, design=second.design)
    nothing = moving.move_cases(actor=admin, design=second.design)

    assert (done.moved, done.kept) == (1, 0)
    assert (nothing.moved, nothing.kept) == (0, 0)
    assert CaseMove.objects.filter(outcome=MoveOutcome.MOVED).count() == 2
    assert CaseProcess.objects.get(case=standing).design == second


def test_a_step_that_was_renamed_is_renamed_on_the_desk(world: World) -> None:
    """A case that stands at it is moved with it; a step that was moved elsewhere holds the case back."""
    in_force(world, a_type(a_step("legal")))
    case = reported(world, an_appeal(world))
    second = in_force(world, a_type(a_step("legal", name="Заключение юриста")))
    admin = world.person("administrator")
    moving.move_cases(actor=admin, design=second.design)

    renamed = world.item(WorkKind.STEP_REPORTED, case)
    third = in_force(world, a_type(a_step("legal", "off_control")))
    moving.move_cases(actor=admin, design=third.design)

    assert renamed.get_kind_display() == "Заключение юриста"
    assert CaseMove.objects.get(version=third).reason == moving.STEP_ELSEWHERE


def test_a_case_is_not_moved_to_what_is_in_force_no_more(world: World) -> None:
    """Somebody published meanwhile."""
    first = in_force(world, a_type(a_step("legal")))
    case = an_appeal(world)
    in_force(world, a_type(a_step("other")))
    process = CaseProcess.objects.get(case=case)

    with pytest.raises(ValidationError) as refused:
        moving.move_case(actor=world.person("administrator"), process=process, version=first)

    assert codes(refused) == ["not-in-force"]
