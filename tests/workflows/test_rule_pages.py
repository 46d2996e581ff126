"""Pages of automation rules: drawn, looked at before, published, watched, taken back, carried to another agency."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from agencies import services as agencies
from agencies.models import Employee, Role
from agencies.services import NewPost
from citizens.models import Topic
from tests.people import LOADER, PASSWORD, SINCE
from tests.workflows.ruling import a_rule, rule_in_force
from tests.workflows.running import signed_in
from tests.world import World
from workflows.designed import Design
from workflows.ruled import RuleFiring
from workflows.services import designs, rules

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F52")]


def typed(page: Any, **more: Any) -> dict[str, Any]:
    """What the editor of a draft shows, as its form sends it back, with changes."""
    sent: dict[str, Any] = {"seen": str(page.context["seen"])}
    for field in page.context["editor"].main:
        value = field.value()
        sent[field.html_name] = list(value) if isinstance(value, tuple | list) else "" if value is None else str(value)
    return {**sent, **more}


def administrator_of_the_other(world: World) -> Client:
    """A browser of somebody who administers the other agency."""
    other = world.office.other
    assert other is not None
    unit = next(iter(other.units.values()))
    person = Employee(username="b_administrator", last_name="Зимин", first_name="Пётр", sex="m")
    post = NewPost(unit=unit, title="администратор", role=Role.ADMINISTRATOR, starts_on=SINCE)
    other.people["administrator"] = agencies.hire(actor=LOADER, employee=person, password=PASSWORD, post=post)
    return signed_in(world.office, "other.administrator")


def test_an_administrator_draws_a_rule_and_it_acts_without_a_restart(world: World) -> None:
    """What would match is shown by numbers first; what was done, afterwards."""
    admin, case = signed_in(world.office, "administrator"), world.appeal()
    topic = Topic.objects.first()
    assert topic is not None
    begun = {"code": "warn", "name": "Сказать контролёру", "name_en": "Tell the controller", "when": "resolved"}
    admin.post("/designs/rules/", begun)
    design = Design.objects.get(code="warn")
    draft = f"/designs/{design.pk}/draft/"

    unfinished = admin.post(draft, typed(admin.get(draft), action="publish", note="Первая"))
    conditions = {"topics": [topic.code], "marks": ["unassigned"]}
    admin.post(draft, typed(admin.get(draft), action="save", tell=["controllers"], **conditions))
    shown = admin.get(draft).content.decode()
    done = admin.post(draft, typed(admin.get(draft), action="publish", note="Первая", marks=[]), follow=True)
    world.resolved(case)
    rules.apply_rules()

    assert unfinished.status_code == 422
    assert "action-missing" in [one.code for one in unfinished.context["editor"].main.errors.as_data()["tell"]]
    assert case.number in shown
    assert case.summary not in shown
    assert design.versions.get().number == 1
    assert "Сообщает: " in done.content.decode()
    report = admin.get(f"/designs/{design.pk}/done/").content.decode()
    assert case.number in report
    assert case.summary not in report
    page = signed_in(world.office, "controller").get("/notices/").content.decode()
    assert "Правило ведомства: Сказать контролёру" in page
    card = signed_in(world.office, "leader").get(f"/cases/{case.pk}/").content.decode()
    assert "правило «Сказать контролёру», версия 1" in card


def test_versions_of_a_rule_are_compared_and_taken_back(world: World) -> None:
    """As those of any other design; its page speaks of no running cases."""
    first = rule_in_force(world, a_rule())
    rule_in_force(world, a_rule("reported"))
    admin, address = signed_in(world.office, "administrator"), f"/designs/{first.design_id}/"

    compared = admin.get(f"{address}compare/").content.decode()
    card = admin.get(address).content.decode()
    back = admin.post(f"{address}back/1/", {"note": "Рано"})
    retired = admin.post(f"{address}retire/", {"action": "retire"}, follow=True).content.decode()

    assert "<ins>" in compared
    assert "Дела в работе" not in card
    assert back.status_code == 302
    assert "Правило снято: больше оно ничего не делает." in retired
    assert admin.get(f"{address}cases/").status_code == 404


def test_rules_go_with_the_set_to_another_agency(world: World) -> None:
    """As drafts, beside types of cases."""
    rule_in_force(world, a_rule())
    given = signed_in(world.office, "administrator").get("/designs/set.json").content
    there = administrator_of_the_other(world)

    page = there.post("/designs/import/", {"file": SimpleUploadedFile("set.json", given), "action": "look"})
    there.post("/designs/import/", {"text": given.decode(), "action": "take"})

    assert "Правило автоматики" in page.content.decode()
    taken = Design.objects.exclude(agency=world.office.agency).get(code="warn")
    assert (taken.kind, taken.versions.get().state) == ("rule", "draft")
    assert there.get(f"/designs/{taken.pk}/draft/").status_code == 200


def test_a_rule_of_another_agency_is_nobodys_business(world: World) -> None:
    """Neither its page nor what it did."""
    version = rule_in_force(world, a_rule())
    world.appeal()
    rules.apply_rules()
    there = administrator_of_the_other(world)

    answers = [there.get(f"/designs/{version.design_id}/{page}").status_code for page in ("", "done/", "draft/")]

    assert answers == [404, 404, 404]
    assert RuleFiring.objects.get().case.agency == world.office.agency
    assert designs.in_force(version.design) == version
