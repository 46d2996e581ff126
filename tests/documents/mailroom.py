"""A records office at work on paper: a batch of scans half placed, letters in registers of the post."""

import io
from dataclasses import dataclass

from django.utils import timezone
from fpdf import FPDF

from documents import files, services
from documents.models import BatchPage, BatchPart, Document, PostalItem, PostalRegister, ScanBatch
from documents.scans import sheets
from documents.services.batches import divide_batch, end_batch, note_pages, put_on_card
from history import clock
from history.actors import Automatic
from tests.documents.post import by_post, items
from tests.world import A_PDF, World

SCANNER = Automatic("scans")


@dataclass
class Mailroom:
    """A batch with a page that has no sheet and a scan on the card of a letter; a register of yesterday that is open,
    and one of today that was handed in; a letter that no register follows.
    """

    batch: ScanBatch
    lost: BatchPart
    open: PostalRegister
    item: PostalItem
    sent: PostalRegister
    posted: PostalItem
    unlisted: Document


def mailroom_of(world: World, letter: Document) -> Mailroom:
    """The ministry's paper; ``letter`` is one that came, of which the batch has the scan."""
    clerk = world.person("clerk")
    early = [by_post(world, f"02-07/80{number}", days_ago=1) for number in (1, 2)]
    by_post(world, "02-07/803")
    sent = services.make_register(actor=clerk, agency=clerk.agency, on=clock.today())
    sent = services.send_register(actor=clerk, register=sent, on=clock.today())
    moment = early[0].dispatched_at
    assert moment is not None
    day = timezone.localtime(moment).date()
    opened = services.make_register(actor=clerk, agency=clerk.agency, on=day, office="Верхнеозёрск, 1")
    batch = _batch(world, letter)
    lost = batch.parts.get(trouble="no-sheet")
    unlisted = by_post(world, "02-07/804", days_ago=3)
    return Mailroom(batch, lost, opened, items(opened)[0], sent, items(sent)[0], unlisted)


def _batch(world: World, letter: Document) -> ScanBatch:
    """Three pages as the worker reads them: one without a sheet, the sheet of the letter, its page."""
    pdf = FPDF()
    for _page in range(3):
        pdf.add_page()
    clerk = world.person("clerk")
    stored = files.store(io.BytesIO(bytes(pdf.output())), name="Скан.pdf")
    batch = services.send_batch(actor=clerk, agency=clerk.agency, name="Почта за день.pdf", stored=stored)
    note_pages(actor=SCANNER, batch=batch, pages=3)
    codes = {2: sheets.code(letter)}
    BatchPage.objects.bulk_create(
        [BatchPage(batch=batch, number=number, code=codes.get(number, "")) for number in (1, 2, 3)]
    )
    divide_batch(actor=SCANNER, batch=batch)
    part = batch.parts.select_related("batch__stored").get(document=letter)
    scan = files.store(io.BytesIO(A_PDF), name="Скан.pdf")
    put_on_card(actor=clerk, part=part, document=letter, stored=scan, pages=[3])
    end_batch(actor=SCANNER, batch=batch)
    return ScanBatch.objects.get(pk=batch.pk)
