"""What is printed: letter, visual copy, acknowledgement, registration card; and the exported container."""

import json
import os
import shutil
import subprocess
from datetime import datetime
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from documents import files
from documents.models import Document, LetterTemplate
from documents.pdf.cards import acknowledgement_pdf, card_pdf
from documents.pdf.letter import letter_pdf, visual_copy
from history import clock
from signing.selectors import trust_anchors
from tests.world import World

pytestmark = pytest.mark.django_db
Purpose = LetterTemplate.Purpose


def signed_answer(world: World) -> Document:
    """A registered answer to Frolova."""
    case = world.appeal()
    world.resolved(case)
    return world.registered(world.signed(world.submitted(case, world.draft(Purpose.ANSWER))))


def test_every_paper_is_a_pdf(world: World) -> None:
    """Drawn without any program of the system."""
    case = world.appeal()

    for paper in (acknowledgement_pdf(case), card_pdf(case.documents.get())):
        assert paper.getvalue().startswith(b"%PDF-")


def test_a_term_that_was_moved_is_printed_in_letters_that_the_font_has(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Thirty days from the first of April end on a holiday."""
    with clock.at(datetime(2026, 4, 1, 12, tzinfo=ZoneInfo("Europe/Moscow"))):
        case = world.appeal()

    text = PdfReader(acknowledgement_pdf(case)).pages[0].extract_text()

    assert "01.05.2026, выходной — 30.04.2026" in " ".join(text.split())
    assert "missing the following glyphs" not in caplog.text


def test_the_same_signed_letter_gives_the_same_visual_copy(world: World) -> None:
    """Byte for byte, so that a copy can be compared."""
    document = signed_answer(world)

    assert visual_copy(document).getvalue() == visual_copy(document).getvalue()
    assert letter_pdf(document).getvalue() != visual_copy(document).getvalue()


@pytest.mark.feature("F02", "X03")
def test_an_exported_container_is_verified_without_the_program_and_by_xmlsec1(world: World, tmp_path: Path) -> None:
    """The two commands of the README, then Debian's xmlsec1."""
    document = signed_answer(world)
    out, trust = tmp_path / "letter.asice", tmp_path / "authority.pem"
    trust.write_bytes(b"".join(anchor.public_bytes(Encoding.PEM) for anchor in trust_anchors(world.office.agency)))

    call_command("export_container", document.number, str(out), stdout=StringIO())
    told = StringIO()
    call_command("verify_container", str(out), "--trust", str(trust), "--json", stdout=told)

    verdict = json.loads(told.getvalue().splitlines()[0])
    assert verdict["valid"] is True
    if shutil.which("xmlsec1") is None and not os.environ.get("CI"):
        pytest.skip("xmlsec1 is not installed (apt-get install xmlsec1)")
    shutil.unpack_archive(out, tmp_path / "letter", "zip")
    checked = subprocess.run(
        [
            "xmlsec1",
            "--verify",
            "--enabled-reference-uris",
            "empty,same-doc,local,remote",
            "--id-attr:Id",
            "http://uri.etsi.org/01903/v1.3.2#:SignedProperties",
            "--trusted-pem",
            str(trust),
            "META-INF/signatures0.xml",
        ],
        cwd=tmp_path / "letter",
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr


def test_export_says_what_it_did_not_find(world: World, tmp_path: Path) -> None:
    """An unknown number, and a document that nobody signed."""
    case = world.appeal()

    with pytest.raises(CommandError, match="no document"):
        call_command("export_container", "99-99/1", str(tmp_path / "x.asice"))
    with pytest.raises(CommandError, match="no signature"):
        call_command("export_container", case.number, str(tmp_path / "x.asice"))


def test_the_container_is_kept_byte_for_byte(world: World, tmp_path: Path) -> None:
    """What is exported is what was signed."""
    document = signed_answer(world)
    call_command("export_container", document.number, str(tmp_path / "x.asice"), stdout=StringIO())

    kept = document.files.get(role="container").stored
    assert (tmp_path / "x.asice").read_bytes() == files.path_of(kept).read_bytes()
