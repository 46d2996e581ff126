"""The chart in a side panel, by mouse, keyboard and on a telephone, with three hundred units."""

import pytest
from playwright.sync_api import Browser
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

    assert reader.axe_violations() == []
    assert reader.overflow() <= 0
    assert page.evaluate(LETTERS) >= 12
    page.keyboard.press("Escape")
    assert not page.locator("#panel").is_visible()
    page.get_by_role("link", name="Схема", exact=True).click()
    page.locator("#panel a.chart-unit").first.click()
    page.wait_for_url("**/structure/units/**")
    assert people.complaints == []
