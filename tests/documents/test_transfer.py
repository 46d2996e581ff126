"""Transfer to the archive: signatures checked, copies in PDF/A, decisions, the act, the package, the reception."""

import hashlib
import io
import json
import time
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from PIL import Image

from documents import archiving, conversion, files, packing, services
from documents.models import (
    Document,
    DocumentFile,
    FileState,
    Filing,
    Inventory,
    LetterTemplate,
    Transfer,
    TransferState,
    Volume,
)
from documents.services import Checked
from documents.services.attaching import attach
from history import clock
from tests.codes import codes
from tests.documents import archive
from tests.documents.archive import card, file
from tests.world import World
from workflows.services import archive_checks

pytestmark = [pytest.mark.django_db, pytest.mark.feature("L10")]
PAST = clock.today().year - 6


def signed_letter(world: World) -> Document:
    """An inquiry that the head has signed."""
    case = world.appeal()
    world.resolved(case)
    return world.signed(world.submitted(case, world.draft(LetterTemplate.Purpose.INQUIRY)))


def inventory_with(world: World, *documents: Document) -> Inventory:
    """An approved inventory of a permanent file in which these papers lie, and nothing else."""
    keeper = world.person("controller")
    found = archive.plan(world, PAST, card(world, "01-02", "orders-main", "Приказы"))
    orders = file(PAST, "01-02")
    volume = Volume.objects.create(file=orders, number=1, begun_on=date(PAST, 2, 1))
    for document in documents:
        Filing.objects.create(
            volume=volume, document=document, sheets=1, filed_on=clock.today(), filed_by=world.person("clerk")
        )
    services.close_files(actor=keeper, plan=found, files=[orders])
    inventory = services.draw_inventory(actor=keeper, plan=found, kind="permanent")
    return services.approve_inventory(actor=world.person("leader"), inventory=inventory)


def checked(world: World, *documents: Document) -> Transfer:
    """A transfer of these papers, every one checked."""
    transfer = services.prepare_transfer(actor=world.person("controller"), inventory=inventory_with(world, *documents))
    while archive_checks.check_next():
        pass
    transfer.refresh_from_db()
    return transfer


def drawn(world: World, transfer: Transfer) -> Transfer:
    """Its act."""
    return services.draw_transfer_act(actor=world.person("controller"), transfer=transfer, archive="Архив области")


def packed(transfer: Transfer) -> bytes:
    """The bytes of its package."""
    target = io.BytesIO()
    packing.write_package(transfer, target)
    return target.getvalue()


def test_a_signed_letter_goes_to_the_archive_with_its_container_report_and_copy(world: World) -> None:
    """To the archive's confirmation: then the file is transferred, and what it holds stays."""
    transfer = checked(world, signed_letter(world))

    line = transfer.lines.get()
    assert (transfer.state, line.soundness, line.findings) == (TransferState.CHECKED, "sound", [])
    assert line.not_checked
    assert line.reports[0]["valid"]
    copy = line.copies.get()
    assert copy.origin == "lifted"
    assert copy.made is not None
    with files.open_stored(copy.made) as stream:
        assert archiving.objections(stream) == []

    transfer = drawn(world, transfer)
    transfer = services.approve_transfer(actor=world.person("leader"), transfer=transfer)
    whole = packed(transfer)
    time.sleep(1.1)  # the files know seconds
    assert whole == packed(transfer)
    with zipfile.ZipFile(io.BytesIO(whole)) as package:
        manifest = json.loads(package.read("manifest.json"))
        assert {one["name"] for one in manifest} == set(package.namelist()) - {"manifest.json"}
        assert all(hashlib.sha256(package.read(one["name"])).hexdigest() == one["sha256"] for one in manifest)
        assert "container" in {one.get("role") for one in manifest}
        assert {"opis.pdf", "opis.xml", "opis.json", "akt.pdf"} <= set(package.namelist())
        assert archiving.objections(io.BytesIO(package.read("akt.pdf"))) == []
        assert archiving.objections(io.BytesIO(package.read("opis.pdf"))) == []
        assert json.loads(package.read("documents/000001/report.json"))["signatures"][0]["valid"]

    services.confirm_reception(
        actor=world.person("controller"), transfer=transfer, number="7", received_on=clock.today()
    )
    assert file(PAST, "01-02").state == FileState.ARCHIVED
    assert not line.document.files.filter(stored__destroyed_at__isnull=False).exists()
    with pytest.raises(ValidationError) as refused:
        services.give_transfer_up(actor=world.person("controller"), transfer=transfer, reason="Ошибка")
    assert codes(refused) == ["transfer-moved-on"]


def test_a_failed_signature_stops_the_paper_until_the_archivist_decides(world: World) -> None:
    """Kept back, it is not in the package and its file is not transferred; both stand in the act."""
    letter = signed_letter(world)
    bad = DocumentFile.objects.get(document=letter, role=DocumentFile.FileRole.CONTAINER)
    raw = bytearray(files.path_of(bad.stored).read_bytes())
    with zipfile.ZipFile(io.BytesIO(bytes(raw))) as given:
        place = raw.find(given.read("passport.xml")[:60]) if "passport.xml" in given.namelist() else len(raw) // 2
    raw[place + 50] ^= 1
    bad.stored = files.store(io.BytesIO(bytes(raw)), files.CONTAINER)
    bad.save()
    sound = archive.letter(world, "88")
    attach(sound, "письмо.txt", files.store(io.BytesIO("О ремонте".encode())), DocumentFile.FileRole.ATTACHMENT)
    transfer = checked(world, letter, sound)
    keeper = world.person("controller")

    line = transfer.lines.get(document=letter)
    assert line.soundness == "unsound"
    assert line.findings[0].startswith("signature:")
    with pytest.raises(ValidationError) as refused:
        drawn(world, transfer)
    assert codes(refused) == ["papers-undecided"]
    with pytest.raises(ValidationError) as refused:
        services.decide_on_paper(actor=keeper, line=line, decision="keep", reason=" ")
    assert codes(refused) == ["reason-missing"]
    with pytest.raises(ValidationError) as refused:
        services.decide_on_paper(actor=keeper, line=transfer.lines.get(document=sound), decision="keep", reason="Нет")
    assert codes(refused) == ["paper-sound"]

    services.decide_on_paper(actor=keeper, line=line, decision="keep", reason="Подпись не сошлась")
    transfer = services.approve_transfer(actor=world.person("leader"), transfer=drawn(world, transfer))
    with zipfile.ZipFile(io.BytesIO(packed(transfer))) as package:
        assert not [name for name in package.namelist() if name.startswith(f"documents/{line.ordinal:06}")]
    services.confirm_reception(actor=keeper, transfer=transfer, number="7", received_on=clock.today())
    assert file(PAST, "01-02").state == FileState.CLOSED
    again = services.prepare_transfer(actor=keeper, inventory=transfer.inventory)
    assert [one.document_id for one in again.lines.all()] == [letter.pk]


def test_a_paper_without_a_file_is_said_to_have_none_and_goes_with_a_remark(world: World) -> None:
    """What the program does not hold is no silent gap."""
    transfer = checked(world, archive.letter(world))
    line = transfer.lines.get()
    assert line.findings == ["content-missing"]

    services.decide_on_paper(
        actor=world.person("controller"), line=line, decision="remark", reason="Передаётся на бумаге"
    )

    assert drawn(world, transfer).state == TransferState.DRAWN


def test_a_database_that_is_away_is_no_finding_about_a_paper(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The paper waits, and the next round checks it."""
    keeper, inventory = world.person("controller"), inventory_with(world, archive.letter(world))
    transfer = services.prepare_transfer(actor=keeper, inventory=inventory)

    def away(_line: object) -> Checked:
        raise OperationalError("the connection is closed")

    with monkeypatch.context() as broken:
        broken.setattr(archive_checks, "check", away)
        with pytest.raises(OperationalError):
            archive_checks.check_next()
    waiting = transfer.lines.get().soundness
    archive_checks.check_next()

    assert (waiting, transfer.lines.get().findings) == ("waiting", ["content-missing"])


def test_a_transfer_given_up_frees_the_inventory(world: World) -> None:
    """With a reason; while one is open there is no second, and none of an inventory that is not approved."""
    keeper = world.person("controller")
    transfer = checked(world, archive.letter(world))
    with pytest.raises(ValidationError) as refused:
        services.prepare_transfer(actor=keeper, inventory=transfer.inventory)
    assert codes(refused) == ["transfer-open"]

    services.give_transfer_up(actor=keeper, transfer=transfer, reason="Не та опись")

    assert services.prepare_transfer(actor=keeper, inventory=transfer.inventory).state == TransferState.CHECKING


def test_only_who_keeps_plans_transfers_and_only_the_head_approves(world: World) -> None:
    """And the archive does not receive before the approval."""
    transfer = checked(world, archive.letter(world))
    line = transfer.lines.get()
    clerk, keeper = world.person("clerk"), world.person("controller")
    with pytest.raises(PermissionDenied):
        services.decide_on_paper(actor=clerk, line=line, decision="remark", reason="Да")
    services.decide_on_paper(actor=keeper, line=line, decision="remark", reason="На бумаге")
    with pytest.raises(PermissionDenied):
        services.draw_transfer_act(actor=clerk, transfer=transfer, archive="Архив")
    transfer = drawn(world, transfer)
    with pytest.raises(PermissionDenied):
        services.approve_transfer(actor=keeper, transfer=transfer)
    with pytest.raises(ValidationError) as refused:
        services.confirm_reception(actor=keeper, transfer=transfer, number="7", received_on=clock.today())
    assert codes(refused) == ["transfer-moved-on"]


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P"])
def test_pictures_become_pages_in_pdf_a(tmp_path: Path, mode: str) -> None:
    """Whatever their colours."""
    path = tmp_path / "scan.png"
    Image.new(mode, (300, 200)).save(path)

    with archiving.archived(path, "скан") as copy:
        assert (copy.origin, archiving.objections(copy.stream)) == ("pictured", [])


def test_a_foreign_pdf_becomes_pictures_of_its_pages_and_a_true_one_stays(tmp_path: Path) -> None:
    """Bare PDF is not PDF/A; what declares it and holds to it is taken as it is."""
    from fpdf import FPDF

    bare = FPDF()
    bare.set_font("Helvetica")
    bare.add_page()
    bare.cell(text="Text")
    path = tmp_path / "bare.pdf"
    path.write_bytes(bare.output())
    with path.open("rb") as given:
        assert {"font-not-embedded", "no-output-intent"} <= set(archiving.objections(given))

    with archiving.archived(path, "чужой") as copy:
        assert copy.origin == "pictured"
        good = tmp_path / "good.pdf"
        copy.stream.seek(0)
        good.write_bytes(copy.stream.read())
    with archiving.archived(good, "чужой") as copy:
        assert copy.origin == "given"


@pytest.mark.skipif(not conversion.is_available(), reason="LibreOffice is not installed")
def test_an_office_file_is_converted_by_the_filter_for_archives(tmp_path: Path) -> None:
    """As PDF/A-2b; where LibreOffice is missing the file is said not to be convertible."""
    from docx import Document as Docx

    path = tmp_path / "order.docx"
    made = Docx()
    made.add_paragraph("Приказываю")
    made.save(str(path))

    with archiving.archived(path, "приказ") as copy:
        assert (copy.origin, archiving.objections(copy.stream)) == ("converted", [])


def test_without_libreoffice_an_office_paper_is_plainly_not_convertible(tmp_path: Path, settings: Any) -> None:
    """Never silently."""
    from docx import Document as Docx

    settings.LIBREOFFICE = "/nowhere/soffice"
    path = tmp_path / "order.docx"
    Docx().save(str(path))

    with pytest.raises(archiving.NotArchivable, match="no-converter"), archiving.archived(path, "приказ"):
        pass


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_keeper_goes_the_whole_way_in_the_pages(world: World, language: str) -> None:
    """From the inventory's page to the package and the reception."""
    inventory = inventory_with(world, archive.letter(world))
    client, head = Client(headers={"accept-language": language}), Client()
    client.force_login(world.person("controller"))
    head.force_login(world.person("leader"))
    assert (
        reverse("documents:transfer-prepare", args=[inventory.pk])
        in client.get(reverse("documents:inventory", args=[inventory.pk])).text
    )
    client.post(reverse("documents:transfer-prepare", args=[inventory.pk]))
    transfer = Transfer.objects.get()
    here = reverse("documents:transfer", args=[transfer.pk])
    while archive_checks.check_next():
        pass
    line = transfer.lines.get()

    assert client.post(here, {"action": "decide", "line": line.pk, "decision": "remark"}).status_code == 422
    done = {"action": "decide", "line": line.pk, "decision": "remark", "reason": "На бумаге"}
    assert client.post(here, done).status_code == 302
    assert client.post(here, {"action": "draw", "archive": ""}).status_code == 422
    assert client.post(here, {"action": "draw", "archive": "Архив"}).status_code == 302
    assert client.post(here, {"action": "approve"}).status_code == 404
    assert head.post(here, {"action": "approve"}).status_code == 302
    assert head.get(reverse("documents:transfer-package", args=[transfer.pk])).status_code == 404
    sent = client.get(reverse("documents:transfer-package", args=[transfer.pk]))
    assert zipfile.is_zipfile(io.BytesIO(b"".join(sent.streaming_content)))  # type: ignore[attr-defined]
    assert client.get(reverse("documents:transfer-print", args=[transfer.pk])).status_code == 200
    wrong = {"action": "confirm", "number": "9", "received_on": "01.01.2020"}
    assert client.post(here, wrong).status_code == 422
    right = {"action": "confirm", "number": "9", "received_on": f"{clock.today():%d.%m.%Y}"}
    assert client.post(here, right).status_code == 302
    assert "№ 9" in client.get(here).text
