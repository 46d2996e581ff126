"""Cases of the agency's own types: their own steps and fields, and the law's road between them."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies import services as agencies
from citizens.models import Case, Stage
from history import clock
from history import selectors as record
from tests.codes import codes
from tests.workflows.designing import a_field, a_step, a_type, an_appeal, in_force
from tests.world import World
from workflows import elapsed, steps
from workflows.models import WorkItem, WorkKind, WorkState
from workflows.pictures.standing import passages
from workflows.services import cases, desk, own_steps

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F52")]


def open_kinds(case: Case) -> list[str]:
    """What lies open of a case."""
    return [item.kind for item in case.work_items.filter(done_at__isnull=True).order_by("pk")]


def done(world: World, case: Case, kind: str, role: str, **values: str) -> None:
    """A person does the own step that lies open."""
    own_steps.finish_own_step(actor=world.person(role), item=world.item(kind, case), values=values)


def reported(world: World, case: Case) -> None:
    """The executor reports what needs no answer."""
    world.decided(case, "withdrawn")
    cases.report(actor=world.person("executor"), item=world.item(WorkKind.EXECUTE, case), text="Обращение отозвано.")


def test_own_steps_are_gone_through_in_their_places(world: World) -> None:
    """Before the resolution, before control two in a row, before filing; the law's road stays between them."""
    in_force(
        world,
        a_type(
            a_step("entry", "first", who="records", role="", unit=""),
            a_step("legal"),
            a_step("head", who="head", role="", unit="", may_return=False, reasons=[]),
            a_step("archive", "off_control"),
        ),
    )
    case = an_appeal(world)

    assert open_kinds(case) == [WorkKind.STEP_FIRST]
    done(world, case, WorkKind.STEP_FIRST, "clerk")
    world.resolved(case)
    reported(world, case)
    assert open_kinds(case) == [WorkKind.STEP_REPORTED]
    done(world, case, WorkKind.STEP_REPORTED, "stranger")
    head = world.item(WorkKind.STEP_REPORTED, case)
    assert (head.step, head.assignee) == ("head", world.person("unit_head"))
    done(world, case, WorkKind.STEP_REPORTED, "unit_head")
    cases.take_off_control(actor=world.person("controller"), item=world.item(WorkKind.CONTROL, case))
    assert open_kinds(case) == [WorkKind.STEP_OFF_CONTROL]
    done(world, case, WorkKind.STEP_OFF_CONTROL, "stranger")
    cases.file_case(
        actor=world.person("clerk"), item=world.item(WorkKind.FILE, case), file_index=world.file_of(case.agency)
    )

    case.refresh_from_db()
    assert (case.stage, case.process.finished is not None) == (Stage.FILED, True)
    verbs = [act.verb for act in record.timeline(case)]
    assert verbs.count("workflows.own_step_done") == 4


def test_a_case_without_a_type_goes_as_the_law_says(world: World) -> None:
    """Whatever types the agency has."""
    in_force(world, a_type(a_step("entry", "first", who="records", role="", unit=""), a_step("legal")))
    case = world.appeal()

    world.resolved(case)
    reported(world, case)

    assert open_kinds(case) == [WorkKind.CONTROL]
    assert case.process.design is None


def test_a_returned_report_passes_the_step_anew(world: World) -> None:
    """The step returns it with a ready reason and a remark; what is reported again is another report."""
    in_force(world, a_type(a_step("legal")))
    case = an_appeal(world)
    world.resolved(case)
    reported(world, case)
    own_steps.return_from_own_step(
        actor=world.person("stranger"),
        item=world.item(WorkKind.STEP_REPORTED, case),
        reason="Нет ссылки на закон",
        remark="Назовите статью.",
    )

    case.refresh_from_db()
    assert (case.stage, open_kinds(case)) == (Stage.IN_WORK, [WorkKind.EXECUTE])
    told = record.timeline(case).filter(verb="workflows.own_step_returned").get()
    assert told.data["remark"] == "Нет ссылки на закон. Назовите статью"
    cases.report(actor=world.person("executor"), item=world.item(WorkKind.EXECUTE, case), text="Статья названа.")
    done(world, case, WorkKind.STEP_REPORTED, "stranger")
    cases.return_report(actor=world.person("controller"), item=world.item(WorkKind.CONTROL, case), remark="Ещё раз.")
    cases.report(actor=world.person("executor"), item=world.item(WorkKind.EXECUTE, case), text="Готово.")

    assert open_kinds(case) == [WorkKind.STEP_REPORTED]


def test_what_a_step_may_not_do_is_refused(world: World) -> None:
    """Return where it may not, for no reason or an unknown one; and by somebody else."""
    in_force(world, a_type(a_step("legal"), a_step("plain", may_return=False, reasons=[])))
    case = an_appeal(world)
    world.resolved(case)
    reported(world, case)
    item = world.item(WorkKind.STEP_REPORTED, case)

    with pytest.raises(PermissionDenied):
        own_steps.finish_own_step(actor=world.person("clerk"), item=item, values={})
    with pytest.raises(ValidationError) as silent:
        own_steps.return_from_own_step(actor=world.person("stranger"), item=item, remark=" ")
    with pytest.raises(ValidationError) as unknown:
        own_steps.return_from_own_step(actor=world.person("stranger"), item=item, reason="Иное")
    done(world, case, WorkKind.STEP_REPORTED, "stranger")
    with pytest.raises(ValidationError) as late:
        own_steps.finish_own_step(actor=world.person("stranger"), item=item, values={})
    with pytest.raises(ValidationError) as illegal:
        own_steps.return_from_own_step(
            actor=world.person("stranger"), item=world.item(WorkKind.STEP_REPORTED, case), remark="Нет."
        )

    found = [codes(one) for one in (silent, unknown, late, illegal)]
    assert found == [["remark-missing"], ["reason-unknown"], ["already-done"], ["step-cannot-return"]]


def test_own_fields_are_filled_at_registration_and_at_a_step(world: World) -> None:
    """They are checked, kept with their names, and shown in the language of the page."""
    fields = (
        a_field("object"),
        a_field("since", name="Дата постройки", name_en="Built on", kind="date", is_required=False),
        a_field("opinion", name="Заключение", name_en="Opinion", kind="choice", choices=["да", "нет"], at="legal"),
    )
    in_force(world, a_type(a_step("legal"), fields=fields))
    with pytest.raises(ValidationError) as refused:
        an_appeal(world, values={"object": " ", "since": "вчера"})
    case = an_appeal(world, values={"object": "Дом купца", "since": "1890-05-01"})
    world.resolved(case)
    reported(world, case)
    with pytest.raises(ValidationError) as wrong:
        done(world, case, WorkKind.STEP_REPORTED, "stranger", opinion="может быть")
    done(world, case, WorkKind.STEP_REPORTED, "stranger", opinion="да")

    assert codes(refused) == ["field-required", "field-invalid"]
    assert codes(wrong) == ["field-invalid"]
    kept = [(value.label, value.shown) for value in case.designed_values.all()]
    assert kept == [("Объект наследия", "Дом купца"), ("Дата постройки", "01.05.1890"), ("Заключение", "да")]


def test_a_type_is_chosen_only_as_it_is_offered(world: World) -> None:
    """Of the kind of the appeal, and not an unknown one; a refused registration leaves nothing."""
    in_force(world, a_type(kind="complaint"))
    before = Case.objects.count()

    with pytest.raises(ValidationError) as unknown:
        an_appeal(world, "other")
    with pytest.raises(ValidationError) as other:
        an_appeal(world)

    assert codes(unknown) + codes(other) == ["type-unknown", "type-of-other-kind"]
    assert Case.objects.count() == before


def test_a_step_is_called_by_its_own_name_everywhere(world: World) -> None:
    """On the desk, as the next step of the case, in its picture and in the time that passed."""
    in_force(world, a_type(a_step("legal")))
    case = an_appeal(world)
    world.resolved(case)
    reported(world, case)
    item = world.item(WorkKind.STEP_REPORTED, case)

    desk.take(actor=world.person("stranger"), item=item)

    assert item.get_kind_display() == "Правовая экспертиза"
    mine = steps.steps_of([WorkItem.objects.get(pk=item.pk)], world.person("stranger"))
    assert [(one.what, one.is_mine) for one in mine] == [("Правовая экспертиза", True)]
    standing = [one for one in passages("case", case.process, case.agency) if one.is_now]
    assert [one.name for one in standing] == ["Правовая экспертиза"]
    assert elapsed.time_of(case).stages[-1].stage == Stage.REPORTED
    assert Case.objects.visible_to(world.person("stranger")).filter(pk=case.pk).exists()


def test_where_nobody_holds_the_post_any_more_the_leaders_have_the_step(world: World) -> None:
    """Nothing lies in a queue that nobody looks into."""
    in_force(world, a_type(a_step("legal")))
    case = an_appeal(world)
    world.resolved(case)
    agencies.dismiss(
        actor=world.person("administrator"),
        employee=world.person("stranger"),
        ends_on=clock.today() - timedelta(days=1),
    )
    reported(world, case)

    item = world.item(WorkKind.STEP_REPORTED, case)
    assert (item.queue_role, item.state) == ("leader", WorkState.OPEN)
