"""The form of an appeal in Chromium: it shows what belongs to the chosen kind, without a script; the menu beside it."""

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from tests.pages.readers import Readers
from tests.world import World

# A matter of style sheets and templates.
pytestmark = [pytest.mark.embedded_only, pytest.mark.feature("F43")]


def test_what_a_complaint_about_a_service_has_is_asked_of_it_alone(
    chromium: Browser, live_server: LiveServer, world: World
) -> None:
    """And again hidden when another kind is chosen."""
    page = Readers(chromium, live_server.url, world)["clerk"].open("/register/appeal/")
    appealed, number = page.get_by_label("Что обжалуется"), page.get_by_label("Номер заявления")
    seen = []

    for kind in ("application", "service_complaint", "complaint"):
        page.select_option("select[name=kind]", kind)
        seen.append((appealed.is_visible(), number.is_visible()))

    assert seen == [(False, False), (True, True), (False, False)]


def test_the_menu_of_many_pages_unfolds_by_the_keyboard_and_stands_open_where_one_is(
    chromium: Browser, live_server: LiveServer, world: World
) -> None:
    """Whoever has few pages has one list."""
    people = Readers(chromium, live_server.url, world)
    page = people["leader"].open("/")
    load, few = page.locator(".queues-wide").get_by_role("link", name="Нагрузка"), people["executor"].open("/")
    expect(load).to_be_hidden()

    page.locator(".queues-wide").get_by_text("Люди и время", exact=True).focus()
    page.keyboard.press("Enter")
    expect(load).to_be_visible()
    load.press("Enter")
    page.wait_for_url("**/load/")

    expect(load).to_be_visible()
    assert load.get_attribute("aria-current") == "page"
    assert few.locator(".queues-group").count() == 0
    assert people.complaints == []
