"""Every page in Chromium: clean for axe, silent on the console under the strict CSP, no wider than the window."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.chromium import LAPTOP, PHONE, Reader
from tests.pages.house import pages
from tests.pages.readers import Readers
from tests.stage import Stage
from tests.world import World

# Looks are a matter of templates, styles and scripts; test_readings opens the same pages on every database.
pytestmark = pytest.mark.embedded_only

ROWS_OF_A_LAPTOP = 18
# Numbers, terms and kinds of new work that do not fit their column.
CUT_OFF = """[...document.querySelectorAll("td.c-number, td.c-due, tr.is-new td.c-kind")]
  .filter(cell => cell.scrollWidth > cell.clientWidth).map(cell => cell.innerText)"""
# Counts the rows of the list that are wholly in the window.
ROWS_IN_SIGHT = """[...document.querySelectorAll("table.dense tbody tr")].filter(row => {
  const box = row.getBoundingClientRect();
  return box.top >= 0 && box.bottom <= innerHeight;
}).length"""

# Two paragraphs of one colour, too pale for their ground.
PALE_TEXTS = """["pale", "pale-too"].forEach(name => {
  const text = document.createElement("p");
  text.id = name;
  text.textContent = name;
  text.style.color = "#ddd";
  document.querySelector("main").append(text);
})"""


def flaws(reader: Reader, path: str, scheme: str, judged: set[str]) -> Iterator[str]:
    """What is wrong with a page on a laptop and on a phone. Colours are those of the theme, whatever the width; roles,
    names and order are those of the width, whatever the theme.
    """
    reader.resize(LAPTOP)
    reader.open(path)
    yield from reader.contrast_violations(judged)
    if scheme == "light":
        yield from reader.axe_violations()
    yield from too_wide(reader, path)
    yield from (f"{path} cuts off {text}" for text in reader.page.evaluate(CUT_OFF))
    reader.resize(PHONE)
    if scheme == "light":
        yield from reader.axe_violations()
    yield from too_wide(reader, path)


def of_a_guest(guest: Reader, house: Stage, scheme: str, judged: set[str]) -> Iterator[str]:
    """What is wrong with the entrance of a link and with the case behind it, for whoever has the code."""
    yield from flaws(guest, f"/guest/{house.talk.made.token}/", scheme, judged)
    guest.page.fill("input[name=code]", house.talk.made.code)
    guest.page.press("input[name=code]", "Enter")
    guest.page.wait_for_url("**/guest/")
    yield from flaws(guest, "/guest/", scheme, judged)


def too_wide(reader: Reader, path: str) -> Iterator[str]:
    """A page wider than its window."""
    if reader.overflow() > 0:
        yield f"{path} is {reader.overflow()} px too wide for {reader.page.viewport_size}"


@pytest.mark.feature("F39", "F45", "F46")
@pytest.mark.parametrize(("language", "scheme"), [("ru", "light"), ("en", "dark")])
def test_every_page_is_clean_at_every_size_and_in_both_themes(
    shell: Browser, chromium: Browser, live_server: LiveServer, house: Stage, language: str, scheme: str
) -> None:
    """As a person opens it to whom it is open, with work at every step of the road; each theme in one language.

    Pages that show a file are looked at in the whole browser, which alone has a viewer of PDF, a second time.
    """
    people = Readers(shell, live_server.url, house.world, language=language, scheme=scheme)
    readers_of_papers = Readers(chromium, live_server.url, house.world, language=language, scheme=scheme)
    guest = Reader(shell, live_server.url, size=LAPTOP, language=language, scheme=scheme)
    judged: set[str] = set()
    found: list[str] = []
    with_papers: list[tuple[str, str]] = []

    for role, path in sorted(set(pages(house))):
        found += flaws(people[role], path, scheme, judged)
        if people[role].shows_a_paper:
            with_papers.append((role, path))
    for role, path in with_papers:
        found += flaws(readers_of_papers[role], path, scheme, set())
    found += of_a_guest(guest, house, scheme, judged)

    assert found == [], "\n".join(found)
    assert with_papers != []
    assert people.complaints + readers_of_papers.complaints + guest.complaints == []


@pytest.mark.feature("F43")
def test_a_laptop_shows_eighteen_rows_of_the_desk(chromium: Browser, live_server: LiveServer, world: World) -> None:
    """Whole ones, without scrolling."""
    for _number in range(ROWS_OF_A_LAPTOP + 7):
        world.appeal()
    leader = Readers(chromium, live_server.url, world)["leader"]

    page = leader.open("/")

    assert page.evaluate(ROWS_IN_SIGHT) >= ROWS_OF_A_LAPTOP


def test_the_theme_is_the_systems_until_the_person_chooses(
    chromium: Browser, live_server: LiveServer, world: World
) -> None:
    """And the choice holds on the next page."""
    people = Readers(chromium, live_server.url, world, scheme="dark")
    theme = "document.documentElement.dataset.bsTheme"
    page = people["clerk"].page
    seen = [page.evaluate(theme)]

    page.get_by_role("button", name="Светлая или тёмная").click()
    seen.append(page.evaluate(theme))
    people["clerk"].open("/cases/")

    assert [*seen, page.evaluate(theme)] == ["dark", "light", "light"]


def test_a_text_that_hardly_differs_from_its_ground_is_found_once(shell: Browser, live_server: LiveServer) -> None:
    """Whatever page it stands on first, and not beside others that look as some that were judged before."""
    reader = Reader(shell, live_server.url, size=LAPTOP)
    reader.open("/login/")
    judged: set[str] = set()

    clean = reader.contrast_violations(judged)
    reader.page.evaluate(PALE_TEXTS)
    found, again = reader.contrast_violations(judged), reader.contrast_violations(judged)

    assert clean == []
    assert len(found) == 1
    assert "#pale" in found[0]
    assert "#pale-too" not in found[0]
    assert again == []
