"""The addressees of a draft by keyboard: typing narrows a long list, Space ticks, and what is ticked stays in sight."""

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from documents.models import LetterTemplate
from exchange.models import Correspondent
from tests.pages.readers import Readers
from tests.world import World
from workflows.models import WorkKind
from workflows.services import letters


@pytest.mark.feature("F12", "F43")
def test_addressees_are_found_and_ticked_without_a_mouse(
    chromium: Browser, live_server: LiveServer, world: World
) -> None:
    for number in range(12):
        channel = Correspondent.Channel.PAPER
        name = f"Администрация района № {number}"
        Correspondent.objects.create(agency=world.office.agency, exchange_id=f"d{number}", name=name, channel=channel)
    case = world.appeal()
    world.resolved(case)
    letter = letters.draft_letter(
        actor=world.person("executor"),
        item=world.item(WorkKind.EXECUTE, case),
        letter=world.draft(LetterTemplate.Purpose.INQUIRY),
    )
    readers = Readers(chromium, live_server.url, world)
    reader = readers["executor"]
    page = reader.open(f"/drafts/{letter.pk}/")
    rows = page.locator("[data-narrows] .choices label")
    page.get_by_label("Narrow the list").or_(page.get_by_label("Сузить список")).focus()
    for wanted in ("№ 7", "№ 3"):
        page.keyboard.press("Control+a")
        page.keyboard.type(wanted)
        box = rows.filter(has_text=wanted).locator("input")
        while not box.evaluate("box => box === document.activeElement"):
            page.keyboard.press("Tab")
        page.keyboard.press("Space")
        expect(box).to_be_checked()
        page.locator("[data-narrows] [type=search]").focus()
    expect(rows.locator("visible=true")).to_have_count(2)
    page.keyboard.press("Enter")
    assert list(reader.axe_violations()) == []
    page.locator("button[value=save]").press("Enter")
    expect(page.locator(".message")).to_be_visible()

    letter.refresh_from_db()
    assert [one.name for one in letter.addressees[1:]] == ["Администрация района № 3", "Администрация района № 7"]
    page = reader.open(f"/drafts/{letter.pk}/")
    page.get_by_label("Narrow the list").or_(page.get_by_label("Сузить список")).wait_for()
    assert [rows.nth(place).locator("input").is_checked() for place in range(3)] == [True, True, False]
    assert readers.complaints == []
