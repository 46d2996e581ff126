"""What an official's one passphrase makes: the container of our own, and the detached signature that МЭДО wants."""

import pytest

from citizens.models import Case
from documents import files
from documents.models import DocumentFile, LetterTemplate
from documents.services import marks_on
from signing import cms
from signing.sources import PathSource
from tests.world import World

Purpose = LetterTemplate.Purpose


@pytest.mark.feature("X11")
def test_a_letter_by_exchange_bears_a_detached_signature_of_its_text(world: World) -> None:
    """Made with the signer's own key; the stamps find the places that the letter leaves free."""
    case: Case = world.appeal()
    world.resolved(case)

    letter = world.signed(world.submitted(case, world.draft(Purpose.INQUIRY)))

    text = letter.files.get(role=DocumentFile.FileRole.MAIN, is_current=True).stored
    kept = letter.files.get(role=DocumentFile.FileRole.SIGNATURE).stored
    signature = cms.read(files.path_of(kept).read_bytes(), "signature.p7s")
    given = letter.signatures.get()
    assert list(cms.check(signature, PathSource(files.path_of(text)))) == []
    assert f"{signature.certificate.serial_number:X}" == given.certificate_serial
    assert {name: mark.page for name, mark in marks_on(letter, given).items()} == {"reference": 1, "mark": 1}


def test_an_answer_to_a_citizen_bears_none(world: World) -> None:
    """It goes on paper or by e-mail."""
    case: Case = world.appeal()
    world.resolved(case)

    letter = world.signed(world.submitted(case, world.draft(Purpose.ANSWER)))

    assert not letter.files.filter(role=DocumentFile.FileRole.SIGNATURE).exists()
