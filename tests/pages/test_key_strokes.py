"""How many keys a plain letter takes: every one is pressed here and counted, the text of the summary apart."""

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from documents.models import Document
from history import clock
from tests.documents.test_register_correspondence import register
from tests.pages.readers import Readers
from tests.world import World

MOST = 25


@pytest.mark.feature("F43")
def test_a_plain_letter_is_registered_by_keyboard_in_twenty_five_strokes(
    chromium: Browser, live_server: LiveServer, world: World
) -> None:
    """The correspondent is known and completed by the page, which opens with the focus on its first field."""
    register(world)
    page = Readers(chromium, live_server.url, world)["clerk"].open("/register/letter/")
    today = clock.today()
    strokes = [
        *"муп",
        "Tab",
        *"5-17/9",
        "Tab",
        *f"{today:%d%m}",
        "Tab",
    ]

    for key in strokes:
        if key == "Tab":
            page.keyboard.press(key)
        else:
            page.keyboard.type(key)
    page.keyboard.type("О ремонте водовода на улице Водной")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/documents/*/")

    document = Document.objects.latest("pk")
    assert (document.correspondent_name, document.their_number) == ("МУП «Водоканал»", "5-17/9")
    assert (document.their_date, document.subject) == (today, "О ремонте водовода на улице Водной")
    assert len(strokes) + len(("Control", "Enter")) <= MOST
