"""Readable copies of office files: made once for each content where LibreOffice is, and said so where it is not."""

import io
import socket
import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from documents import conversion, files, services
from documents.models import Document, DocumentFile, Rendition, StoredFile
from history.actors import Automatic
from tests.documents.papers import a_docx, an_odt
from tests.world import A_PDF, World

pytestmark = pytest.mark.django_db
WORKER = Automatic("files")
A_LINK = """Смета <d:frame xmlns:d="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" text:anchor-type="as-char"
xmlns:s="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" s:width="5cm" s:height="5cm"><d:image
xmlns:x="http://www.w3.org/1999/xlink" x:href="http://127.0.0.1:{port}/x.png" x:type="simple" x:show="embed"
x:actuate="onLoad"/></d:frame>"""
# What stands for LibreOffice: it takes the same words and writes a PDF where it is told to.
STAND_IN = """#!/bin/sh
for word in "$@"; do
  case "$last" in --outdir) made="$word" ;; esac
  last="$word"
done
[ -z "$MEZHVED_SECRET_KEY" ] || exit 9
{do}
"""
WRITES = 'mkdir -p "$made"; printf "%%PDF-1.4 made of %s" "$(basename "$last")" > "$made/paper.pdf"'


@pytest.fixture
def program(tmp_path: Path, settings: Any) -> Any:
    """A program that does this in place of LibreOffice."""

    def put(do: str) -> None:
        path = tmp_path / "soffice"
        path.write_text(STAND_IN.replace("{do}", do))
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        settings.LIBREOFFICE = str(path)

    return put


@pytest.fixture
def paper(world: World) -> Document:
    """A registered appeal."""
    return world.appeal().documents.get()


def added(world: World, paper: Document, content: bytes, name: str = "Расчёт.docx") -> DocumentFile:
    """Working material of the clerk."""
    stored = files.store(io.BytesIO(content), name=name)
    return services.add_file(actor=world.person("clerk"), document=paper, name=name, stored=stored, role="working")


def page(world: World, entry: DocumentFile) -> str:
    """The file in the page."""
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(world.person("clerk"), backend="agencies.backends.EmployeeBackend")
    return browser.get(reverse("documents:file-preview", args=[entry.pk])).content.decode()


def test_an_office_file_is_converted_once_for_its_content_and_shown(
    world: World, paper: Document, program: Any
) -> None:
    """The worker makes the copy, and the page shows it."""
    program(WRITES)
    entry = added(world, paper, a_docx("Смета"))
    again = added(world, paper, a_docx("Смета"))
    assert "being converted" in page(world, entry)

    assert [services.convert_next(actor=WORKER) for _round in range(2)] == [True, False]

    made = Rendition.objects.get(source=entry.stored)
    assert made.made is not None
    assert files.path_of(made.made).read_bytes() == b"%PDF-1.4 made of paper.docx"
    for one in (entry, again):
        assert reverse("documents:file-readable", args=[one.pk]) in page(world, one)


@pytest.mark.parametrize(
    ("do", "fault"),
    [
        ("exit 1", "LibreOffice ended with 1"),
        ("exit 0", "no PDF came out"),
        ('mkdir -p "$made"; echo no > "$made/paper.pdf"', "no PDF came out"),
        ("sleep 60 & sleep 60", "took too long"),
        ("exec head -c 1000000000 /dev/zero > big", "LibreOffice ended with"),
    ],
)
def test_a_conversion_that_fails_is_told_and_not_tried_again_by_itself(
    world: World, paper: Document, program: Any, settings: Any, do: str, fault: str
) -> None:
    """Whatever the program does to us: hang, fill the disk, write rubbish."""
    settings.LIBREOFFICE_SECONDS = 2
    program(do)
    entry = added(world, paper, a_docx("Смета"))

    services.convert_next(actor=WORKER)

    rendition = Rendition.objects.get(source=entry.stored)
    assert rendition.progress == Rendition.Progress.FAILED
    assert rendition.fault.startswith(fault)
    assert services.convert_next(actor=WORKER) is False
    assert "could not be converted" in page(world, entry)
    program(WRITES)
    services.ask_rendition(actor=world.person("clerk"), entry=entry)
    services.convert_next(actor=WORKER)
    assert Rendition.objects.get().progress == Rendition.Progress.MADE


def test_a_file_with_macros_is_never_converted_nor_shown(world: World, paper: Document, program: Any) -> None:
    """Nor by a forged request."""
    program(WRITES)
    entry = added(world, paper, a_docx("Смета", **{"vbaProject.bin": b"x"}))

    assert not Rendition.objects.exists()
    assert "has macros" in page(world, entry)
    with pytest.raises(PermissionDenied):
        services.ask_rendition(actor=world.person("clerk"), entry=entry)


def test_what_a_correspondent_only_declared_to_be_an_office_file_is_not_given_to_libreoffice(
    world: World, paper: Document, program: Any
) -> None:
    """Its bytes are looked at anew."""
    program(WRITES)
    kind = next(iter(files.OFFICE))
    stored = files.store(io.BytesIO(A_PDF + b"\n%"), kind)
    services.add_file(actor=world.person("clerk"), document=paper, name="a.docx", stored=stored, role="working")

    services.convert_next(actor=WORKER)

    assert Rendition.objects.get().fault == files.PDF


def test_without_libreoffice_the_page_says_so_and_the_file_waits(world: World, paper: Document, settings: Any) -> None:
    """Until it is installed."""
    settings.LIBREOFFICE = "/nowhere/soffice"
    entry = added(world, paper, a_docx("Смета"))

    assert services.convert_next(actor=WORKER) is False
    assert "LibreOffice is not installed" in page(world, entry)
    assert Rendition.objects.get().progress == Rendition.Progress.WAITING


@pytest.mark.slow
@pytest.mark.skipif(not conversion.is_available(), reason="needs LibreOffice")
def test_libreoffice_itself_makes_a_pdf(world: World, paper: Document) -> None:
    """Within the limits that it runs in."""
    entry = added(world, paper, a_docx("Смета на ремонт крыши"))

    services.convert_next(actor=WORKER)

    made = Rendition.objects.get(source=entry.stored)
    assert made.fault == ""
    assert isinstance(made.made, StoredFile)


@pytest.mark.slow
@pytest.mark.skipif(not conversion.is_available(), reason="needs LibreOffice")
@pytest.mark.parametrize("has_namespaces", [True, False])
def test_libreoffice_itself_fetches_nothing_that_a_document_links_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_namespaces: bool
) -> None:
    """Neither in an empty network nor, where the system makes none, by the profile alone."""
    if not has_namespaces:
        monkeypatch.setattr(conversion, "_without_network", lambda: ())
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        paper = tmp_path / "paper.odt"
        paper.write_bytes(an_odt(A_LINK.format(port=server.getsockname()[1])))

        with conversion.converted(paper) as made:
            assert made.read(5) == b"%PDF-"

        with pytest.raises(TimeoutError):
            server.accept()
