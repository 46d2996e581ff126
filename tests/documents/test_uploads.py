"""Uploads in parts: they go on after a lost link, are refused early, and belong to who began them."""

import io
import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import UnreadablePostError
from django.test import Client
from django.urls import reverse

from documents import services, tasks
from documents.files import parts
from documents.models import Document, DocumentFile
from tests.codes import codes
from tests.documents.test_register_correspondence import letter
from tests.world import A_PDF, World

pytestmark = pytest.mark.django_db
WRONG_OFFSET, REFUSED, NOT_FOUND = 409, 422, 404
BODY = A_PDF + b"%" + b"0" * 500


@pytest.fixture(autouse=True)
def _area(tmp_path: Any, settings: Any) -> None:
    """An area that holds nothing of other tests."""
    settings.UPLOADS_DIR = tmp_path / "uploads"


def client(world: World, role: str) -> Client:
    """A person's browser, in English."""
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(world.person(role), backend="agencies.backends.EmployeeBackend")
    return browser


def begun(browser: Client, name: str = "Скан.pdf", size: int = len(BODY)) -> dict[str, Any]:
    """What the server says of a new upload."""
    answer = browser.post(reverse("documents:upload-begin"), {"name": name, "size": size})
    assert answer.status_code == 200, answer.content
    told: dict[str, Any] = answer.json()
    return told


def part(browser: Client, told: dict[str, Any], content: bytes, offset: int) -> Any:
    """The answer to one part."""
    address = f"{told['address']}?offset={offset}"
    return browser.post(address, content, content_type="application/octet-stream")


@pytest.fixture
def paper(world: World) -> Document:
    """A registered letter."""
    return services.register_correspondence(
        actor=world.person("clerk"), agency=world.office.agency, letter=letter(term_kind=None)
    )


def test_an_upload_goes_on_after_a_lost_link_and_becomes_a_file(world: World, paper: Document) -> None:
    """A part sent twice is told where to go on; the form is sent with the token in place of the file."""
    browser = client(world, "clerk")
    told = begun(browser)

    assert part(browser, told, BODY[:100], 0).json() == {"offset": 100}
    again = part(browser, told, BODY[:100], 0)
    assert (again.status_code, again.json()) == (WRONG_OFFSET, {"offset": 100})
    assert browser.get(told["address"]).json() == {"offset": 100}
    assert part(browser, told, BODY[100:], 100).json() == {"offset": len(BODY)}
    sent = browser.post(
        reverse("documents:file-add", args=[paper.pk]), {"role": "working", "file-parts": told["token"]}
    )

    assert sent.status_code == 302, sent.content.decode()
    entry = DocumentFile.objects.get(document=paper, role="working")
    assert (entry.name, entry.stored.size) == ("Скан.pdf", len(BODY))
    assert list(settings.UPLOADS_DIR.iterdir()) == []


class Broken:
    """A link that is lost after some bytes."""

    def __init__(self, content: bytes) -> None:
        self.left = [content]

    def read(self, _size: int = -1, /) -> bytes:
        """What came, then nothing more."""
        if not self.left:
            raise UnreadablePostError
        return self.left.pop()


def test_what_came_of_a_part_that_broke_off_stays(world: World) -> None:
    """The sender goes on behind it."""
    upload = parts.begin(world.person("clerk").pk, "Скан.pdf", len(BODY))

    assert parts.append(upload, Broken(BODY[:70]), 0) == 70
    assert parts.append(upload, io.BytesIO(BODY[70:]), 70) == len(BODY)
    assert upload.is_whole


def test_a_form_with_an_unfinished_upload_is_refused(world: World, paper: Document) -> None:
    """And the upload may go on."""
    browser = client(world, "clerk")
    told = begun(browser)
    part(browser, told, BODY[:100], 0)

    sent = browser.post(
        reverse("documents:file-add", args=[paper.pk]), {"role": "working", "file-parts": told["token"]}
    )

    assert sent.status_code == REFUSED
    assert browser.get(told["address"]).json() == {"offset": 100}


@pytest.mark.parametrize(
    ("name", "size", "code"),
    [
        ("run.exe", 100, "file-type-refused"),
        ("Скан.pdf", 0, "file-empty"),
        ("Скан.pdf", 3 * 1024**3, "file-too-large"),
    ],
)
def test_what_name_and_size_tell_is_refused_before_a_byte_is_sent(
    world: World, name: str, size: int, code: str
) -> None:
    """By its code, and in words."""
    answer = client(world, "clerk").post(reverse("documents:upload-begin"), {"name": name, "size": size})

    assert (answer.status_code, answer.json()["code"]) == (REFUSED, code)
    assert answer.json()["message"]


@pytest.mark.parametrize(
    ("content", "code"), [(b"MZ\x90\x00" + b"0" * 50, "file-type-refused"), (BODY + b"more", "file-too-large")]
)
def test_what_the_bytes_tell_is_refused_at_the_part_that_shows_it(world: World, content: bytes, code: str) -> None:
    """And what came of the upload is removed."""
    browser = client(world, "clerk")
    told = begun(browser)

    answer = part(browser, told, content, 0)

    assert (answer.status_code, answer.json()["code"]) == (REFUSED, code)
    assert browser.get(told["address"]).status_code == NOT_FOUND


def test_an_upload_is_its_persons_alone(world: World, paper: Document) -> None:
    """Nobody else adds to it, looks at it, cancels it or sends a form with it."""
    told = begun(client(world, "clerk"))
    other = client(world, "controller")

    answers = [
        other.get(told["address"]),
        part(other, told, BODY, 0),
        other.post(told["cancel"]),
        client(world, "clerk").get(told["address"] + "x/"),
    ]
    sent = other.post(reverse("documents:file-add", args=[paper.pk]), {"role": "working", "file-parts": told["token"]})

    assert [one.status_code for one in answers] == [NOT_FOUND] * 4
    assert sent.status_code == REFUSED


def test_a_person_has_some_uploads_on_their_way_and_no_more(world: World) -> None:
    """Until one is finished or cancelled."""
    browser = client(world, "clerk")
    all_of_them = [begun(browser) for _number in range(parts.UNFINISHED_AT_MOST)]

    with pytest.raises(ValidationError) as refused:
        parts.begin(world.person("clerk").pk, "Ещё.pdf", 10)
    assert codes(refused) == ["too-many-uploads"]
    assert browser.post(all_of_them[0]["cancel"]).status_code == 200
    begun(browser)


def test_uploads_that_nobody_goes_on_with_are_cleared_away(world: World) -> None:
    """Those of today stay."""
    old, new = (parts.begin(world.person("clerk").pk, "Скан.pdf", 10) for _number in range(2))
    long_ago = time.time() - settings.UPLOADS_KEPT_SECONDS - 1
    os.utime(old.path, (long_ago, long_ago))

    assert tasks.clear_uploads() == 1

    assert [old.path.exists(), new.path.exists()] == [False, True]


def test_what_a_killed_process_left_half_written_in_the_store_is_cleared_away() -> None:
    """A draft of the store, or a message of the exchange that was never answered, may be as large as two gigabytes."""
    folder = Path(settings.FILES_DIR)
    kept = folder / "ab" / "cd" / "abcd"
    kept.parent.mkdir(parents=True, exist_ok=True)
    old, new = folder / "incoming-old", folder / "incoming-new"
    for path in (kept, old, new):
        path.write_bytes(b"half")
    long_ago = time.time() - settings.UPLOADS_KEPT_SECONDS - 1
    for path in (kept, old):
        os.utime(path, (long_ago, long_ago))

    tasks.clear_uploads()

    assert [kept.exists(), old.exists(), new.exists()] == [True, False, True]
    kept.unlink()
    new.unlink()


def test_a_letter_is_registered_with_scans_that_came_in_parts(world: World) -> None:
    """Beside one that came with the form."""
    browser = client(world, "clerk")
    told = begun(browser)
    part(browser, told, BODY, 0)
    address = reverse("documents:register-correspondence")
    given = {
        "correspondent_name": "МУП «Водоканал»",
        "their_number": "17-04/88",
        "their_date": "01.02.2026",
        "summary": "О ремонте водовода",
        "kind": "Письмо",
        "channel": "post",
        "received_on": "02.02.2026",
        "scans-parts": told["token"],
    }

    answer = browser.post(address, given)

    assert answer.status_code == 302, answer.content.decode()
    assert [one.name for one in DocumentFile.objects.filter(role="main")] == ["Скан.pdf"]
