"""Pages of types of cases: what an administrator draws there, cases go through, without any code."""

from typing import Any

import pytest
from django.test import Client

from citizens.models import Case
from tests.workflows.designing import a_field, a_step, a_type, an_appeal, in_force
from tests.workflows.running import signed_in
from tests.world import World
from workflows.designed import CaseMove, Design, DesignVersion
from workflows.models import CaseProcess, WorkItem, WorkKind
from workflows.services import cases

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F52")]

APPEAL = {
    "last_name": "Фролова",
    "first_name": "Мария",
    "sex": "f",
    "address": "ул. Соборная, д. 14",
    "kind": "application",
    "channel": "post",
    "received_on": "2026-03-02",
    "co_applicants": "0",
    "summary": "Дом 14",
    "text": "Прошу сказать, памятник ли наш дом.",
}


def typed(page: Any, **more: str) -> dict[str, str]:
    """What the editor of a draft shows, as its form sends it back, with changes."""
    editor = page.context["editor"]
    forms = [editor.main, editor.steps.management_form, editor.fields.management_form, *editor.steps, *editor.fields]
    sent = {"seen": str(page.context["seen"])}
    for form in forms:
        for field in form:
            value = field.value()
            if value is True:
                sent[field.html_name] = "on"
            elif value not in (None, False):
                sent[field.html_name] = str(value)
    return {**sent, **more}


def a_row(at: int, **more: str) -> dict[str, str]:
    """The form of a new step of the lawyers before control."""
    values = {
        "name": "Правовая экспертиза",
        "name_en": "Legal check",
        "place": "reported",
        "who": "post",
        "role": "executor",
        "unit": "08",
        "days": "2",
        "may_return": "on",
        "reasons": "Нет ссылки на закон",
    }
    return {f"steps-{at}-{name}": value for name, value in (values | more).items()}


def registered(clerk: Client, code: str, **more: str) -> Case:
    """An appeal that the clerk registers on the page as of a type."""
    answer = clerk.post("/register/appeal/", {**APPEAL, "type": code, **more})
    assert answer.status_code == 302, answer.context["form"].errors
    return Case.objects.latest("pk")


def reported(world: World, case: Case) -> list[str]:
    """The case resolved, decided and reported; what lies open then."""
    world.resolved(case)
    world.decided(case, "withdrawn")
    cases.report(actor=world.person("executor"), item=world.item(WorkKind.EXECUTE, case), text="Отозвано.")
    return [item.kind for item in WorkItem.objects.filter(case=case, done_at__isnull=True)]


def test_an_administrator_adds_an_approval_without_code(world: World) -> None:
    """New cases go through it; earlier ones do not, until they are moved; then the version is undone."""
    admin, clerk = signed_in(world.office, "administrator"), signed_in(world.office, "clerk")
    begun = admin.post(
        "/designs/", {"code": "heritage", "name": "О памятниках", "name_en": "Monuments", "kind": "application"}
    )
    address = begun["Location"]
    card = address.removesuffix("draft/")
    page = admin.get(address)
    assert admin.post(address, typed(page, action="publish", note="Первая")).status_code == 302
    earlier, later = registered(clerk, "heritage"), registered(clerk, "heritage")

    admin.post(card + "begin/")
    page = admin.get(address)
    published = admin.post(address, typed(page, action="publish", note="С экспертизой", **a_row(0)))
    assert (published.status_code, published["Location"]) == (302, card)
    newest = registered(clerk, "heritage")
    assert reported(world, newest) == [WorkKind.STEP_REPORTED]
    assert reported(world, earlier) == [WorkKind.CONTROL]

    shown = admin.get(card + "cases/")
    assert later.number in shown.content.decode()
    process = CaseProcess.objects.get(case=later)
    moved = admin.post(card + "cases/", {"which": "chosen", "chosen": [str(process.pk)]}, follow=True)
    assert "Переведено 1 дело" in moved.content.decode()
    assert reported(world, later) == [WorkKind.STEP_REPORTED]

    lawyer = signed_in(world.office, "stranger")
    item = WorkItem.objects.get(case=newest, kind=WorkKind.STEP_REPORTED)
    assert "Правовая экспертиза" in lawyer.get("/").content.decode()
    done = lawyer.post(f"/work/{item.pk}/", {"action": "done", "remark": ""})
    assert done.status_code == 302
    assert WorkItem.objects.filter(case=newest, kind=WorkKind.CONTROL, done_at__isnull=True).exists()

    silent = admin.post(card + "back/1/", {"note": " "})
    undone = admin.post(card + "back/1/", {"note": "Экспертиза не нужна"}, follow=True)
    assert silent.status_code == 422
    assert "Действует версия 3" in undone.content.decode()
    assert reported(world, registered(clerk, "heritage")) == [WorkKind.CONTROL]


def test_wrong_input_keeps_what_was_typed_and_says_where(world: World) -> None:
    """The draft is saved all the same; nothing is published."""
    design = in_force(world, a_type()).design
    admin = signed_in(world.office, "administrator")
    address = f"/designs/{design.pk}/draft/"
    admin.post(f"/designs/{design.pk}/begin/")

    row = a_row(0, days="", unit="05", name_en="")
    refused = admin.post(address, typed(admin.get(address), action="publish", note="", **row))
    other = admin.post(address, typed(admin.get(address), action="publish", note="Проба", **{"steps-0-days": "2"}))

    assert (refused.status_code, other.status_code) == (422, 422)
    editor = refused.context["editor"]
    assert set(editor.steps.forms[0].errors) == {"name_en", "days"}
    assert "Правовая экспертиза" in refused.content.decode()
    assert set(other.context["editor"].steps.forms[0].errors) == {"name_en"}
    assert design.versions.filter(state="draft").get().content["steps"][0]["name"] == "Правовая экспертиза"
    assert design.versions.published().count() == 1


def test_the_second_of_two_administrators_is_told_and_loses_nothing(world: World) -> None:
    """What they typed stands on the page; saving again replaces knowingly."""
    design = in_force(world, a_type()).design
    admin = signed_in(world.office, "administrator")
    address = f"/designs/{design.pk}/draft/"
    admin.post(f"/designs/{design.pk}/begin/")
    page = admin.get(address)
    admin.post(address, typed(page, action="save", name="Первый"))

    told = admin.post(address, typed(page, action="save", name="Второй"))
    kept = design.versions.get(state="draft").content["name"]
    again = admin.post(address, typed(told, action="save"))

    assert (told.status_code, kept) == (422, "Первый")
    assert "Второй" in told.content.decode()
    assert "тем временем" in told.content.decode()
    assert again.status_code == 302
    assert design.versions.get(state="draft").content["name"] == "Второй"


def test_steps_are_ordered_and_left_out_in_the_page(world: World) -> None:
    """By their numbers; a step keeps its code, a new one gets one of its own."""
    design = in_force(world, a_type(a_step("one"), a_step("two"), a_step("three"))).design
    admin = signed_in(world.office, "administrator")
    address = f"/designs/{design.pk}/draft/"
    admin.post(f"/designs/{design.pk}/begin/")

    changes = {"steps-0-order": "9", "steps-1-drop": "on", **a_row(3, order="1")}
    admin.post(address, typed(admin.get(address), action="save", **changes))

    found = [step["code"] for step in design.versions.get(state="draft").content["steps"]]
    assert found[1:] == ["three", "one"]
    assert len(found[0]) == 8


def test_registration_asks_for_the_fields_of_the_type(world: World) -> None:
    """An empty one is refused beside its field; the card shows what was filled in, in both languages."""
    in_force(world, a_type(fields=(a_field(), a_field("listed", kind="yes_no", is_required=False))))
    clerk = signed_in(world.office, "clerk")

    plain, shown = clerk.get("/register/appeal/"), clerk.get("/register/appeal/?type=heritage")
    refused = clerk.post("/register/appeal/", {**APPEAL, "type": "heritage", "own-object": ""})
    gone = clerk.post("/register/appeal/", {**APPEAL, "type": "none"})
    case = registered(clerk, "heritage", **{"own-object": "Дом купца", "own-listed": "yes"})

    assert "own-object" not in plain.content.decode()
    assert "own-object" in shown.content.decode()
    assert set(refused.context["form"].errors) == {"own-object"}
    assert (refused.status_code, gone.status_code) == (422, 422)
    card = clerk.get(f"/cases/{case.pk}/").content.decode()
    assert "Дом купца" in card
    assert "Обращение о памятнике" in card
    english = signed_in(world.office, "clerk", "en").get(f"/cases/{case.pk}/").content.decode()
    assert "Heritage object" in english
    assert "Appeal about a monument" in english


def test_a_report_comes_back_from_the_page_of_the_step(world: World) -> None:
    """Without a reason or a remark it does not; the executor reads why."""
    in_force(world, a_type(a_step()))
    case = an_appeal(world)
    reported(world, case)
    lawyer = signed_in(world.office, "stranger")
    item = WorkItem.objects.get(case=case, kind=WorkKind.STEP_REPORTED)

    silent = lawyer.post(f"/work/{item.pk}/", {"action": "return", "reason": "", "remark": " "})
    returned = lawyer.post(f"/work/{item.pk}/", {"action": "return", "reason": "Нет ссылки на закон", "remark": ""})

    assert (silent.status_code, returned.status_code) == (422, 302)
    back = WorkItem.objects.get(case=case, kind=WorkKind.EXECUTE, done_at__isnull=True)
    page = signed_in(world.office, "executor").get(f"/work/{back.pk}/")
    assert "Нет ссылки на закон" in page.content.decode()


@pytest.mark.parametrize("role", ["clerk", "controller", "leader", "auditor", "other.leader"])
def test_types_are_nobody_elses_to_see(world: World, role: str) -> None:
    """Their pages answer as if there were none."""
    design = in_force(world, a_type()).design
    client = signed_in(world.office, role)

    for address in ("", f"{design.pk}/", f"{design.pk}/draft/", f"{design.pk}/compare/", f"{design.pk}/cases/"):
        assert client.get(f"/designs/{address}").status_code == 404
    assert client.post(f"/designs/{design.pk}/back/1/", {"note": "Так"}).status_code == 404
    assert client.post(f"/designs/{design.pk}/retire/").status_code == 404
    assert Design.objects.get().retired_at is None


def test_a_move_tells_why_a_case_stays(world: World) -> None:
    """In words, in the report of the page; nothing chosen moves nothing."""
    in_force(world, a_type(a_step("legal")))
    case = an_appeal(world)
    reported(world, case)
    second = in_force(world, a_type(a_step("other")))
    admin = signed_in(world.office, "administrator")
    address = f"/designs/{second.design_id}/cases/"

    nothing = admin.post(address, {"which": "chosen"}, follow=True)
    before = CaseMove.objects.count()
    page = admin.post(address, {"which": "all"}, follow=True).content.decode()

    assert "Ничего не выбрано" in nothing.content.decode()
    assert before == 0
    assert "оно стоит на этапе, которого в этой версии нет" in page
    assert case.summary not in page
    assert DesignVersion.objects.get(pk=CaseProcess.objects.get(case=case).design_id).number == 1
