"""The open page of taken work tells that its person is active, by its script alone."""

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.pages.readers import Readers
from tests.stage import Stage
from workflows.models import Effort

pytestmark = [pytest.mark.embedded_only, pytest.mark.feature("F06")]


def test_an_open_page_of_taken_work_counts_its_persons_time(
    chromium: Browser, live_server: LiveServer, house: Stage
) -> None:
    """At once, without a click: the last activity of the person is later than it was."""
    reader = Readers(chromium, live_server.url, house.world)["executor"]
    before = max(one.last_seen for one in Effort.objects.filter(employee=house.colleague))

    with reader.page.expect_response("**/touch/") as told:
        reader.open(f"/work/{house.execution.pk}/")

    running = Effort.objects.get(employee=house.colleague, is_running=True)
    assert told.value.ok
    assert running.item == house.execution
    assert running.last_seen > before
