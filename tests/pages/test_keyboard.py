"""Working without a mouse: the list, search, the table of keys, sending a form, the way past the queues."""

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from citizens.models import Person
from tests.chromium import Reader
from tests.pages.readers import Readers
from tests.world import World
from workflows.models import WorkItem, WorkKind

# Keys are a matter of scripts and templates.
pytestmark = [pytest.mark.feature("F43"), pytest.mark.embedded_only]

# How wide the outline of what has the focus is.
OUTLINE = "parseFloat(getComputedStyle(document.activeElement).outlineWidth)"
PLACE = "document.activeElement.getBoundingClientRect().left"


@pytest.fixture
def leader(chromium: Browser, live_server: LiveServer, world: World) -> Reader:
    """The head at a desk with three appeals."""
    for _number in range(3):
        world.appeal()
    return Readers(chromium, live_server.url, world)["leader"]


def row_in_focus(page: Page) -> int:
    """Which row of the list has the focus, from 0."""
    row: int = page.evaluate(
        "[...document.querySelectorAll('tbody tr')].findIndex(row => row.contains(document.activeElement))"
    )
    return row


def test_rows_are_walked_and_opened(leader: Reader) -> None:
    """j and k step through the list, wherever the keyboard stands, and Enter opens the row."""
    page = leader.open("/")
    walked = []
    for key in ("j", "j", "о", "k", "ArrowDown"):
        page.keyboard.press("KeyJ" if key == "о" else key)
        walked.append(row_in_focus(page))
    is_seen = page.evaluate(OUTLINE) > 0

    page.keyboard.press("Enter")

    page.wait_for_url("**/work/*/")
    assert (walked, is_seen) == ([0, 1, 2, 1, 2], True)


def test_search_is_one_key_away_and_takes_letters_as_letters(leader: Reader) -> None:
    """After / the letters of the keys are only text."""
    page = leader.open("/")

    page.keyboard.press("/")
    page.keyboard.type("ОГ-Ф jk?")

    expect(page.locator("#search")).to_have_value("ОГ-Ф jk?")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")


def test_the_keys_are_told_on_demand(leader: Reader) -> None:
    """? opens their table, Escape closes it, and g leads to the desk."""
    page = leader.open("/cases/")

    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    expect(page.get_by_role("heading", name="Клавиши")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()

    page.keyboard.press("g")
    page.wait_for_url(f"{leader.address}/")


def test_a_form_is_filled_and_sent_without_a_mouse(leader: Reader) -> None:
    """A resolution from the desk to the next one, once."""
    page = leader.open("/")
    for key in ("j", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url("**/work/*/")
    page.get_by_label("Ответственный исполнитель").focus()
    for key in ("ArrowDown", "Control+Enter"):
        page.keyboard.press(key)

    page.wait_for_url(f"{leader.address}/")
    assert WorkItem.objects.filter(kind=WorkKind.EXECUTE).count() == 1


def test_the_first_tab_leads_past_the_queues(leader: Reader) -> None:
    """The skip link shows itself when it has the focus and leads to the content."""
    page = leader.open("/")

    page.keyboard.press("Tab")
    assert page.evaluate(PLACE) >= 0
    page.keyboard.press("Enter")

    expect(page.locator("#main")).to_be_focused()


def test_two_cards_are_merged_and_parted_without_a_mouse(
    chromium: Browser, live_server: LiveServer, world: World
) -> None:
    """From the panel of doubles to the message with its button."""
    applicants = [world.appeal().applicant_id for _number in range(2)]
    page = Readers(chromium, live_server.url, world)["clerk"].open(f"/applicants/{applicants[0]}/")

    page.get_by_role("link", name="Сравнить").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Почему это один человек").focus()
    page.keyboard.type("Тот же дом.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/?merged=*")
    assert Person.objects.get(merged_into=applicants[0]).pk == applicants[1]
    page.get_by_role("button", name="Отменить объединение", exact=True).focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("Объединение отменено")).to_be_visible()
    assert Person.objects.unmerged().count() == 2
