"""Large files in the browser: sent in parts before the form, with progress, over a link that is lost, or stopped."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route
from pytest_django.live_server_helper import LiveServer

from documents.models import DocumentFile
from tests.addresses import address_of
from tests.pages.readers import Readers
from tests.stage import Stage

pytestmark = pytest.mark.embedded_only

PARTS = re.compile(r"/uploads/.*offset=")
LARGE = "Строка журнала.\n" * 700_000


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """A text of some twenty megabytes."""
    path = tmp_path / "Журнал.txt"
    path.write_text(LARGE, encoding="utf-8")
    return path


def test_a_large_file_is_sent_in_parts_and_goes_on_after_a_lost_link(
    chromium: Browser, live_server: LiveServer, stage: Stage, journal: Path
) -> None:
    """The first part is lost on the way; the person sees how far it is and need do nothing."""
    people = Readers(chromium, live_server.url, stage.world, language="ru")
    lost: list[str] = []
    page = people["executor"].open(address_of("documents:file-add", stage))

    def lose_the_first(route: Route) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(route.request.url)
            route.abort()

    page.route(PARTS, lose_the_first)
    page.select_option("select[name=role]", "working")
    page.set_input_files("input[type=file]", journal)
    page.get_by_role("button", name="Подтвердить").click()
    page.get_by_text("Связь потеряна").wait_for()
    page.wait_for_url("**/files/")

    assert len(lost) == 1
    assert "Журнал.txt" in page.content()
    entry = DocumentFile.objects.select_related("stored").latest("pk")
    assert (entry.name, entry.stored.size) == ("Журнал.txt", len(LARGE.encode()))


def test_sending_is_stopped_by_its_person_and_a_program_is_refused_at_once(
    chromium: Browser, live_server: LiveServer, stage: Stage, journal: Path
) -> None:
    """The form stays as it was, and another file may be chosen."""
    people = Readers(chromium, live_server.url, stage.world, language="ru")
    page = people["executor"].open(address_of("documents:file-add", stage))
    page.route(PARTS, lambda route: route.abort())
    page.select_option("select[name=role]", "working")
    page.set_input_files("input[type=file]", journal)
    page.get_by_role("button", name="Подтвердить").click()
    page.get_by_text("Связь потеряна").wait_for()
    page.get_by_role("button", name="Прервать отправку").click()
    page.get_by_text("Отправка прервана").wait_for()

    program = journal.rename(journal.with_name("run.exe"))
    page.set_input_files("input[type=file]", program)
    page.get_by_role("button", name="Подтвердить").click()
    page.get_by_text("Файлы такого вида не принимаются").wait_for()

    assert page.url.endswith("/files/add/")
    assert page.input_value("select[name=role]") == "working"
