"""Ready routes of an agency: designed in pages, offered where a draft is sent, manned at that moment."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from agencies.models import Role
from tests.agencies.building import a_person
from tests.codes import codes
from tests.workflows.approving import a_draft, says, stage
from tests.workflows.running import signed_in
from tests.world import World
from workflows.approval_selectors import route
from workflows.approving import Approval, ApprovalProcess, Visa
from workflows.designed import Design, DesignVersion
from workflows.designs import REASONS, ROUTE, objections_to
from workflows.models import WorkItem, WorkKind
from workflows.services import approvals, designs, letters
from workflows.trials.running import run

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F52")]
HEAD = {"who": "head"}
LAWYER = {"who": "role", "role": Role.UNIT_HEAD, "unit": "08"}


def a_stage(*people: dict[str, str], order: str = "parallel", days: int = 2) -> dict[str, Any]:
    """A stage of a ready route."""
    return {"order": order, "days": days, "people": list(people)}


def a_route(*stages: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The content of a ready route that is offered first for answers."""
    named = {"name": "Начальник и юрист", "name_en": "Head and lawyer", "purposes": ["answer"], "is_default": True}
    return {**named, "is_fixed": False, "stages": list(stages), **more}


def published(world: World, content: dict[str, Any], code: str = "usual", kind: str = ROUTE) -> DesignVersion:
    """The content as the next version in force."""
    admin, agency = world.person("administrator"), world.office.agency
    known = Design.objects.filter(agency=agency, kind=kind, code=code).first()
    if known is None:
        draft = designs.begin_design(actor=admin, agency=agency, kind=kind, code=code, content=content)
    else:
        begun = designs.begin_draft(actor=admin, design=known)
        draft = designs.save_draft(actor=admin, version=begun, content=content, seen=0)
    return designs.publish(actor=admin, version=draft, note="Проба", seen=draft.saves)


def people_of(approval: Approval) -> list[list[str]]:
    """Whom the stages ask, by login."""
    return [[one.employee.username for one in standing.approvers] for standing in route(approval)]


@pytest.fixture
def lawyer(world: World) -> World:
    """The world with a head of the lawyers."""
    world.office.people["lawyer"] = a_person(world.office.units["08"], "lawyer", role=Role.UNIT_HEAD)
    return world


def test_a_route_is_drawn_in_the_page_and_compared(world: World) -> None:
    """By an administrator, without code: a first version with two stages, a second one without terms."""
    admin = signed_in(world.office, "administrator")
    begun = admin.post("/designs/", {"of": ROUTE, "code": "usual", "name": "Обычный", "name_en": "Usual"})
    address = begun["Location"]
    sent = {
        "seen": "0",
        "name": "Обычный",
        "name_en": "Usual",
        "purposes": ["answer", "interim"],
        "is_default": "on",
        "stages-TOTAL_FORMS": "2",
        "stages-INITIAL_FORMS": "2",
        "stages-0-asked": "parallel",
        "stages-0-days": "2",
        "stages-0-person_2": "head",
        "stages-0-order": "2",
        "stages-1-asked": "sequence",
        "stages-1-person_1": "role:05:unit_head",
        "stages-1-order": "1",
        "stages-1-person_3": "post:01:исполняющий обязанности министра",
    }
    silent = admin.post(address, {**sent, "action": "publish", "note": ""})
    done = admin.post(address, {**sent, "seen": "1", "action": "publish", "note": "Первая"}, follow=True)
    version = DesignVersion.objects.get(design__kind=ROUTE)

    assert (silent.status_code, version.state) == (422, "published")
    assert version.content["stages"] == [
        {
            "order": "sequence",
            "days": 0,
            "people": [
                {"who": "role", "unit": "05", "role": "unit_head"},
                {"who": "post", "unit": "01", "title": "исполняющий обязанности министра"},
            ],
        },
        {"order": "parallel", "days": 2, "people": [{"who": "head"}]},
    ]
    shown = done.content.decode()
    assert "Маршрут согласования: Обычный" in shown
    assert "руководитель составителя" in shown
    changed = {**version.content, "stages": [a_stage(HEAD, days=0)]}
    published(world, changed)
    lines = admin.get(f"/designs/{version.design_id}/compare/").context["lines"]
    assert {line.sign for line in lines} == {"=", "-", "+"}
    assert "Обычный" in admin.get("/designs/").content.decode()
    assert admin.get(f"/designs/{version.design_id}/cases/").status_code == 404


@pytest.mark.parametrize(
    ("content", "field", "code"),
    [
        (a_route(), "", "route-empty"),
        (a_route(a_stage()), "stages-0-person_1", "stage-empty"),
        (a_route(a_stage(HEAD, days=99)), "stages-0-days", "days-impossible"),
        (a_route(a_stage(HEAD, order="any")), "stages-0-order", "order-unknown"),
        (a_route(a_stage(HEAD, {"who": "me"})), "stages-0-person_2", "who-unknown"),
        (a_route(a_stage({"who": "role", "role": "clerk", "unit": ""})), "stages-0-person_1", "role-unknown"),
        (a_route(a_stage({**LAWYER, "unit": "77"})), "stages-0-person_1", "unit-unknown"),
        (a_route(a_stage(LAWYER)), "stages-0-person_1", "route-without-people"),
        (a_route(a_stage({"who": "post", "unit": "05", "title": "ь"})), "stages-0-person_1", "route-without-people"),
        (a_route(*[a_stage(HEAD)] * 21), "", "route-too-long"),
        (a_route(a_stage(HEAD), purposes=["ode"]), "purposes", "purpose-unknown"),
        (a_route(a_stage(HEAD), name_en=""), "name_en", "name-missing"),
        ({"name": 7, "stages": "none", "purposes": 3}, "", "route-empty"),
    ],
)
def test_what_nobody_could_go_along_is_not_published(world: World, content: Any, field: str, code: str) -> None:
    """Each objection with its code, beside its field; whatever the content is."""
    found = objections_to(ROUTE, content, world.office.agency)

    assert code in [error.code for error in found[field]]


def test_a_wrong_place_is_told_beside_its_field_and_kept(world: World) -> None:
    """A unit that an imported route names and the agency does not have stays chosen, marked as not there."""
    admin, agency = world.person("administrator"), world.office.agency
    content = a_route(a_stage(HEAD, {**LAWYER, "unit": "77"}))
    design = designs.begin_design(actor=admin, agency=agency, kind=ROUTE, code="far", content=content).design
    client = signed_in(world.office, "administrator")
    address = f"/designs/{design.pk}/draft/"
    page = client.get(address)
    sent = {"seen": "0", "name": "Начальник", "name_en": "Head", "action": "publish", "note": "Проба"}
    for form in (page.context["editor"].stages.management_form, *page.context["editor"].stages):
        sent |= {field.html_name: str(field.value()) for field in form if field.value() not in (None, False)}

    refused = client.post(address, sent)

    assert refused.status_code == 422
    assert set(refused.context["editor"].stages.forms[0].errors) == {"person_2"}
    assert design.versions.get().content["stages"][0]["people"][1]["unit"] == "77"


def test_the_route_for_a_kind_of_letter_is_offered_first_and_manned_when_it_is_sent(lawyer: World) -> None:
    """The page of the draft chooses it; the round keeps the version it began on, whatever is published later."""
    version = published(lawyer, a_route(a_stage(HEAD), a_stage(LAWYER, order="sequence", days=3)))
    published(lawyer, a_route(a_stage(HEAD), purposes=["inquiry"]), "inquiries")
    other = published(lawyer, a_route(a_stage(HEAD), is_default=False, name="Короткий"), "a-short-one")
    document, executor = a_draft(lawyer), signed_in(lawyer.office, "executor")
    page = executor.get(f"/drafts/{document.pk}/")

    field = page.context["ready"]["ready_route"]
    assert [value for value, _label in field.field.choices] == ["usual", "a-short-one", ""]
    assert field.value() == "usual"
    assert dict(field.field.choices)["usual"].endswith(": Ершов П. Д. → " + lawyer.person("lawyer").short_name)
    sent = {one.html_name: one.value() or "" for one in page.context["form"] if one.html_name != "files"}
    done = executor.post(f"/drafts/{document.pk}/", {**sent, "ready_route": "usual", "action": "submit"})

    assert done.status_code == 302
    approval = Approval.objects.get(document=document)
    assert (approval.ready, people_of(approval)) == (version, [["unit_head"], ["lawyer"]])
    assert [(one.order, one.days) for one in approval.stages.all()] == [("parallel", 2), ("sequence", 3)]
    published(lawyer, a_route(a_stage(HEAD)))
    says(lawyer, "unit_head", document)
    says(lawyer, "lawyer", document)
    approval.refresh_from_db()
    assert (approval.ready, approval.state) == (version, "agreed")
    assert ApprovalProcess.objects.get(approval=approval).ready == version
    assert "Начальник и юрист, версия 1" in executor.get(f"/documents/{document.pk}/approval/").content.decode()
    assert other.design.code == "a-short-one"


def test_whoever_sends_may_take_another_one_or_draw_their_own(lawyer: World) -> None:
    """Where the route is not one that drafters keep to."""
    published(lawyer, a_route(a_stage(HEAD), a_stage(LAWYER)))
    document, executor = a_draft(lawyer), lawyer.person("executor")
    client = signed_in(lawyer.office, "executor")

    taken = client.post(
        f"/documents/{document.pk}/approval/route/", {"stages": "1", "take": "1", "ready_route": "usual"}
    )
    approval = Approval.objects.get(document=document)
    assert (taken.status_code, approval.ready is not None) == (302, True)
    nothing = client.post(f"/documents/{document.pk}/approval/route/", {"stages": "1", "take": "1", "ready_route": ""})
    assert nothing.status_code == 422
    approvals.draw_route(actor=executor, document=document, stages=[stage(lawyer, "lawyer")])
    letters.submit_letter(actor=executor, document=document)

    approval.refresh_from_db()
    assert (approval.ready, people_of(approval)) == (None, [["lawyer"]])


def test_a_route_that_drafters_keep_to_is_a_must(lawyer: World) -> None:
    """Nothing else is drawn, nothing is sent without it, also no version that was retired."""
    version = published(lawyer, a_route(a_stage(LAWYER), is_fixed=True))
    document, executor = a_draft(lawyer), lawyer.person("executor")

    with pytest.raises(ValidationError) as drawn:
        approvals.draw_route(actor=executor, document=document, stages=[stage(lawyer, "unit_head")])
    with pytest.raises(ValidationError) as sent:
        letters.submit_letter(actor=executor, document=document)
    page = signed_in(lawyer.office, "executor").get(f"/drafts/{document.pk}/")
    letters.submit_letter(actor=executor, document=document, route=version)

    assert (codes(drawn), codes(sent)) == (["route-fixed"], ["route-required"])
    assert [value for value, _label in page.context["ready"]["ready_route"].field.choices] == ["usual"]
    designs.retire(actor=lawyer.person("administrator"), design=version.design)
    with pytest.raises(ValidationError) as retired:
        letters.submit_letter(actor=executor, document=a_draft(lawyer), route=version)
    assert codes(retired) == ["route-unknown"]


def test_people_are_those_of_the_day_on_which_it_is_sent(lawyer: World) -> None:
    """A route taken before is manned anew when the paper is sent; nobody left is refused with the stage."""
    version = published(lawyer, a_route(a_stage(LAWYER, HEAD)))
    first, second, executor = a_draft(lawyer), a_draft(lawyer), lawyer.person("executor")
    approvals.take_ready_route(actor=executor, document=first, version=version)
    held = lawyer.person("lawyer").posts.get()
    held.ends_on = held.starts_on
    held.save()
    with pytest.raises(ValidationError) as refused:
        letters.submit_letter(actor=executor, document=second, route=version)
    a_person(lawyer.office.units["08"], "successor", role=Role.UNIT_HEAD)

    letters.submit_letter(actor=executor, document=first)

    assert codes(refused) == ["route-without-people"]
    assert people_of(Approval.objects.get(document=first)) == [["successor", "unit_head"]]


def test_nobody_is_asked_twice_nor_about_themselves(lawyer: World) -> None:
    """The official complained of, the drafter and the signer are passed over; a stage of the same people falls away."""
    version = published(lawyer, a_route(a_stage(HEAD), a_stage({"who": "role", "role": "unit_head", "unit": "05"})))
    plain = a_draft(lawyer)
    letters.submit_letter(actor=lawyer.person("executor"), document=plain, route=version)
    assert people_of(Approval.objects.get(document=plain)) == [["unit_head"]]

    signer = published(lawyer, a_route(a_stage({"who": "role", "role": "leader", "unit": ""})), "leaders")
    with pytest.raises(ValidationError) as refused:
        letters.submit_letter(actor=lawyer.person("executor"), document=a_draft(lawyer), route=signer)
    assert codes(refused) == ["route-without-people"]


def test_a_process_test_names_a_route_or_takes_what_the_page_would(lawyer: World) -> None:
    """A route that there is not is told with those that there are."""
    published(lawyer, a_route(a_stage(LAWYER)))
    script = """Appeal: by post
Head of the agency: Issue the resolution; responsible executor: executor (05)
Executor (05): Take into work
Executor (05): Draft the answer to the applicant; heading: On the roof; text: Next year.
Executor (05): Submit for approval{route}
Work: give a visa; with: head of a unit (08)
"""
    plain, named, other = (
        run(script.format(route=route), lawyer.office.agency)
        for route in ("", "; route: head and lawyer", "; route: none")
    )

    assert (plain.failure, named.failure) == ("", "")
    assert "usual" in other.failure


def test_ready_reasons_stand_beside_the_remark(world: World) -> None:
    """Of the act that the list names, from the moment it is published until it is retired; wrong ones are refused."""
    content = {
        "name": "Возврат",
        "name_en": "Return",
        "uses": ["visa", "signature"],
        "reasons": ["Нет ссылки на закон"],
    }
    version = published(world, content, "why", REASONS)
    document = a_draft(world)
    letters.submit_letter(actor=world.person("executor"), document=document)
    work = WorkItem.objects.get(kind=WorkKind.APPROVE, document=document, done_at__isnull=True)
    head = signed_in(world.office, "unit_head")

    assert "Нет ссылки на закон</button>" in head.get(f"/work/{work.pk}/").content.decode()
    head.post(f"/work/{work.pk}/", {"action": "return", "remark": "Нет ссылки на закон"})
    assert Visa.objects.get(document=document).remark == "Нет ссылки на закон"

    agency = world.office.agency
    for wrong, field, code in (
        ({"uses": []}, "uses", "use-unknown"),
        ({"uses": ["wedding"]}, "uses", "use-unknown"),
        ({"reasons": []}, "reasons", "reasons-missing"),
        ({"reasons": ["а", "а"]}, "reasons", "reasons-alike"),
        ({"reasons": ["а" * 301]}, "reasons", "reasons-too-many"),
        ({"name": ""}, "name", "name-missing"),
    ):
        assert [one.code for one in objections_to(REASONS, content | wrong, agency)[field]] == [code]
    again = a_draft(world)
    letters.submit_letter(actor=world.person("executor"), document=again)
    says(world, "unit_head", again)
    signing = WorkItem.objects.get(kind=WorkKind.SIGN, document=again, done_at__isnull=True)
    leader = signed_in(world.office, "leader")
    assert "Нет ссылки на закон</button>" in leader.get(f"/work/{signing.pk}/").content.decode()
    designs.retire(actor=world.person("administrator"), design=version.design)
    assert "Нет ссылки на закон</button>" not in leader.get(f"/work/{signing.pk}/").content.decode()


def test_a_list_of_reasons_is_written_in_the_page(world: World) -> None:
    """One a line; what is missing is told and kept."""
    admin = signed_in(world.office, "administrator")
    address = admin.post("/designs/", {"of": REASONS, "code": "why", "name": "Возврат", "name_en": "Back"})["Location"]
    sent = {"seen": "0", "name": "Возврат", "name_en": "Return", "action": "publish", "note": "Первая"}

    refused = admin.post(address, {**sent, "reasons": "Одно\n\nДругое"})
    done = admin.post(address, {**sent, "seen": "1", "reasons": "Одно\n\nДругое", "uses": ["report", "signature"]})

    assert (refused.status_code, set(refused.context["editor"].main.errors)) == (422, {"uses"})
    assert done.status_code == 302
    assert DesignVersion.objects.get(design__kind=REASONS).content["reasons"] == ["Одно", "Другое"]
