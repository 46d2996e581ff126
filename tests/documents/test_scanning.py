"""A scanner that speaks clamd's protocol is asked; what it finds is refused and noted, an outage stops nobody."""

import io
import socket
import struct
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from documents import files, services, tasks
from documents.models import DocumentFile, Scan, StoredFile
from history.models import Act
from tests.codes import codes
from tests.world import A_PDF, World

pytestmark = pytest.mark.django_db
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
LARGEST = 64 * 1024


class Scanner(threading.Thread):
    """A small server that answers INSTREAM as clamd does."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.listening.getsockname()[1]}"
        self.asked = 0

    def run(self) -> None:
        """Until it is closed."""
        while True:
            try:
                line, _peer = self.listening.accept()
            except OSError:
                return
            with line:
                self._answer(line)

    def _answer(self, line: socket.socket) -> None:
        source = line.makefile("rb")
        if source.read(len(b"zINSTREAM\0")) != b"zINSTREAM\0":
            return
        self.asked += 1
        content = b""
        while size := struct.unpack(">I", source.read(4))[0]:
            content += source.read(size)
            if len(content) > LARGEST:
                line.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
        line.sendall(b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0")

    def close(self) -> None:
        """No more answers."""
        self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()
        self.join()


@pytest.fixture
def scanner(settings: Any) -> Iterator[Scanner]:
    """A scanner that the program is told of."""
    server = Scanner()
    server.start()
    settings.CLAMAV = server.address
    yield server
    if server.is_alive():
        server.close()


def sent(world: World, content: bytes) -> StoredFile:
    """A text that the clerk sends."""
    upload = SimpleUploadedFile("Письмо.txt", content)
    return services.keep_upload(actor=world.person("clerk"), upload=upload)[1]


def test_a_clean_file_is_taken_and_says_so(world: World, scanner: Scanner) -> None:
    """With the moment of the check."""
    stored = sent(world, b"Good day.")

    assert (stored.scan, stored.scanned_at is not None, scanner.asked) == (Scan.CLEAN, True, 1)


def test_an_infected_file_is_refused_by_its_code_and_noted(world: World, scanner: Scanner) -> None:
    """Nothing of it is kept, and the note outlives the refusal."""
    with pytest.raises(ValidationError) as refused:
        sent(world, EICAR)

    assert codes(refused) == ["file-infected"]
    assert not StoredFile.objects.exists()
    noted = Act.objects.get(verb="documents.infected_refused")
    assert (noted.actor_key, noted.data["note"]) == (world.person("clerk").pk, "Eicar-Test-Signature")


def test_a_scanner_that_is_down_stops_nobody_and_is_asked_later(world: World, scanner: Scanner, settings: Any) -> None:
    """The file counts as not checked until then."""
    scanner.close()
    stored = sent(world, b"Good day.")
    assert (stored.scan, tasks.scan_files()) == (Scan.NONE, 0)

    again = Scanner()
    again.start()
    settings.CLAMAV = again.address

    assert (tasks.scan_files(), tasks.scan_files()) == (1, 0)
    again.close()
    stored.refresh_from_db()
    assert stored.scan == Scan.CLEAN


def test_a_stored_file_that_is_found_infected_is_opened_by_nobody(world: World, scanner: Scanner) -> None:
    """What came by exchange, or before a scanner was set up, is scanned by the worker."""
    case = world.appeal()
    paper = case.documents.get()
    stored = files.store(io.BytesIO(EICAR), "text/plain")
    entry = DocumentFile.objects.create(document=paper, stored=stored, role="attachment", name="x.txt")

    tasks.scan_files()

    browser = Client(headers={"accept-language": "en"})
    browser.force_login(world.person("clerk"), backend="agencies.backends.EmployeeBackend")
    opened = browser.get(reverse("documents:file", args=[entry.pk]))
    assert (opened.status_code, EICAR in opened.content) == (403, False)
    shown = browser.get(reverse("documents:file-preview", args=[entry.pk])).content
    assert b"Eicar-Test-Signature" in shown
    assert EICAR not in shown
    assert Act.objects.filter(verb="documents.infected_found").count() == 1


def test_a_file_that_the_scanner_does_not_read_says_so_and_is_asked_about_once(world: World, scanner: Scanner) -> None:
    """Larger than the scanner takes."""
    stored = sent(world, b"0" * (3 * LARGEST))

    assert (stored.scan, stored.scan_finding) == (Scan.UNREADABLE, "INSTREAM size limit exceeded.")
    assert tasks.scan_files() == 0


def test_without_a_scanner_a_file_says_that_it_was_not_checked(world: World) -> None:
    """And nothing else is claimed."""
    assert sent(world, A_PDF.replace(b"%", b" ")).scan == Scan.NONE
    assert tasks.scan_files() == 0
