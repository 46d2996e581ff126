"""The signing folder by keyboard: letters open as the keys come to them, Space ticks, one passphrase signs them all."""

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from documents.models import State
from tests.exchange.peers import PASSPHRASE
from tests.pages.readers import Readers
from tests.workflows.test_signing_folder import awaiting, states, to_sign
from tests.world import World


@pytest.mark.feature("L07", "F23")
def test_letters_are_read_ticked_and_signed_without_a_mouse(
    chromium: Browser, live_server: LiveServer, world: World
) -> None:
    """Three letters: the first and the last are signed, the second one stays."""
    found = awaiting(world, 3)
    boxes = [f"#choose-{to_sign(world, one).pk}" for one in found]
    readers = Readers(chromium, live_server.url, world)
    page = readers["leader"].open("/signing-folder/")
    rows = page.locator("#folder tbody a")

    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator(boxes[0])).to_be_checked()
    expect(page.locator(boxes[1])).to_be_disabled()
    for row, key in ((1, "j"), (2, "j"), (1, "k"), (2, "j")):
        page.keyboard.press(key)
        expect(page.locator("tr.is-open " + boxes[row])).to_be_enabled()
        expect(rows.nth(row)).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("k")
    expect(page.locator("tr.is-open " + boxes[1])).not_to_be_checked()
    expect(page.locator(boxes[0])).to_be_checked()
    expect(page.locator("[data-ticked]")).to_have_text("(2)")
    page.locator("[name=passphrase]").focus()
    page.keyboard.type(PASSPHRASE)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".message")).to_contain_text("2")

    assert states(found) == [State.SIGNED, State.TO_SIGN, State.SIGNED]
    assert readers.complaints == []
