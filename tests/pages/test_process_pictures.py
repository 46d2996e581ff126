"""Pictures of processes in Chromium: bpmn-js opens our drawings, and the current step is marked."""

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from tests.pages.readers import Readers
from tests.world import World

# A drawing is a matter of the flow, the script and the styles.
pytestmark = [pytest.mark.feature("X08"), pytest.mark.embedded_only]


def test_the_picture_of_a_case_shows_where_it_is(chromium: Browser, live_server: LiveServer, world: World) -> None:
    """Boxes and lines are drawn from the file that other programs open; the step of today bears its mark."""
    case = world.appeal()
    world.resolved(case)
    people = Readers(chromium, live_server.url, world)

    page = people["executor"].open(f"/cases/{case.pk}/process/")

    expect(page.locator("[data-drawn=yes]")).to_be_visible()
    assert page.locator(".djs-shape.process-now").get_attribute("data-element-id") == "node_execute"
    assert page.locator(".djs-shape.process-passed").get_attribute("data-element-id") == "node_resolution"
    expect(page.locator(".bjs-powered-by")).to_be_visible()
    assert people.complaints == []


def test_every_kind_of_process_is_drawn_for_the_head(chromium: Browser, live_server: LiveServer, world: World) -> None:
    """One picture a kind, none refused by the program that draws them."""
    people = Readers(chromium, live_server.url, world, language="en")

    page = people["leader"].open("/processes/")
    kinds = page.locator("[data-drawing]").count()

    expect(page.locator("[data-drawn=yes]")).to_have_count(kinds)
    resolution = page.locator(".djs-shape[data-element-id=node_resolution] text").first
    assert str(resolution.text_content()).replace(" ", "") == "Issuearesolution"
    assert people.complaints == []


@pytest.mark.feature("X10")
def test_what_the_tests_walked_is_marked_on_the_picture(
    chromium: Browser, live_server: LiveServer, world: World
) -> None:
    """Steps and ways: those of a short test, and not those behind them."""
    script = "Обращение: почта\nРуководитель органа: Вынести резолюцию; ответственный исполнитель: Исполнитель"
    people = Readers(chromium, live_server.url, world)
    page = people["administrator"].open("/processes/tests/new/")
    page.get_by_label("Название проверки").fill("Резолюция")
    page.get_by_label("Сценарий").fill(script)
    page.get_by_role("button", name="Сохранить и запустить").click()
    expect(page.get_by_role("heading", name="Всё прошло, как ожидалось")).to_be_visible()

    page = people["administrator"].open("/processes/tests/coverage/")

    expect(page.locator("[data-drawn=yes]")).to_have_count(page.locator("[data-drawing]").count())
    walked = page.locator(".djs-shape.process-walked")
    names = {str(one.get_attribute("data-element-id")) for one in walked.all()}
    assert {"node_start", "node_has_first", "node_resolution", "node_execute"} <= names
    assert page.locator(".djs-connection.process-walked").count() == 3
    assert page.locator("[data-element-id=node_file].process-missed").count() == 3  # of a case, a service, a complaint
    assert people.complaints == []
