"""The chart in a side panel, by mouse, keyboard and on a telephone, with three hundred units."""

from io import BytesIO

import pytest
from playwright.sync_api import Browser, expect
from pypdf import PdfReader
from pytest_django.live_server_helper import LiveServer

from tests.agencies.building import many_units
from tests.chromium import LAPTOP, PHONE
from tests.pages.readers import Readers
from tests.world import World

# The smallest height of the letters of the chart, in pixels of the screen.
LETTERS = """Math.min(...[...document.querySelectorAll("#panel text.chart-text")]
  .map(text => text.getBoundingClientRect().height))"""


@pytest.mark.feature("F34")
@pytest.mark.parametrize("size", [LAPTOP, PHONE])
def test_the_chart_opens_in_a_side_panel_and_is_readable_with_three_hundred_units(
    chromium: Browser, live_server: LiveServer, world: World, size: dict[str, int]
) -> None:
    """A node of it opens the card of its unit; Escape closes it."""
    many_units(world.office.agency, 300)
    people = Readers(chromium, live_server.url, world)
    reader = people["executor"]
    reader.resize(size)
    page = reader.open("/structure/")

    page.get_by_role("link", name="Схема", exact=True).click()
    page.locator("#panel svg").wait_for()

    assert [*reader.axe_violations(), *reader.contrast_violations(set())] == []
    assert reader.overflow() <= 0
    assert page.evaluate(LETTERS) >= 12
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    page.get_by_role("link", name="Схема", exact=True).click()
    page.locator("#panel a.chart-unit").first.click()
    page.wait_for_url("**/structure/units/**")
    assert people.complaints == []


@pytest.mark.feature("F34")
def test_the_chart_is_printed_without_the_page_around_it(
    chromium: Browser, live_server: LiveServer, world: World
) -> None:
    """Every unit is on the sheets."""
    many_units(world.office.agency, 40)
    people = Readers(chromium, live_server.url, world)
    page = people["executor"].open("/structure/chart/")

    page.emulate_media(media="print")
    printed = PdfReader(BytesIO(page.pdf(format="A4", print_background=True)))

    text = " ".join(sheet.extract_text() for sheet in printed.pages)
    codes = world.office.agency.units.values_list("code", flat=True)
    assert [code for code in codes if code not in text] == []
    assert not page.locator(".topbar").is_visible()
    assert not page.locator(".queues").is_visible()
    assert people.complaints == []
