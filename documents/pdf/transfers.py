"""The printed act of acceptance and transfer of files to the archive; in Russian, as papers of the office are."""

from io import BytesIO

from django.utils.translation import override

from documents import transfer_words
from documents.models import InventoryKind, Transfer, TransferDecision, TransferState
from documents.pdf.paper import WIDTH, Paper
from documents.pdf.plans import INVENTORIES, Column, approval, head, heading, signature, small, table_row


@override("ru")
def transfer_pdf(transfer: Transfer, *, compliance: str | None = None) -> BytesIO:
    """The act with the files, what is transferred with a remark, and what is kept back."""
    agency, inventory = transfer.agency, transfer.inventory
    paper = Paper(f"Акт № {transfer.act_number}", transfer.prepared_at, compliance=compliance)
    head(paper, agency, approval(transfer.approved_on, transfer.approver_post, transfer.approved_by, agency))
    heading(paper, f"АКТ № {transfer.act_number}", f"от {transfer.act_on:%d.%m.%Y}")
    heading(paper, "", "приёма-передачи документов на хранение")
    if transfer.state == TransferState.CANCELLED:
        small(paper, f"Не исполняется: {transfer.cancel_reason}")
    small(paper, f"Передаёт: {agency.name}. Принимает: {transfer.archive}.")
    small(paper, f"Основание: опись {INVENTORIES[InventoryKind(inventory.kind)]} за {inventory.year} год.")
    columns = [
        Column("№ п/п", 12, "C"),
        Column("Индекс дела", 22),
        Column("Заголовок дела", 76),
        Column("Документов", 26, "C"),
        Column("Оставлено", WIDTH - 136, "C"),
    ]
    table_row(paper, columns, [column.title for column in columns], style="B", align="C")
    total = 0
    for item in inventory.items.select_related("file"):
        lines = transfer.lines.filter(file=item.file_id)
        kept = lines.filter(decision=TransferDecision.KEEP).count()
        given = lines.count() - kept
        total += given
        table_row(paper, columns, [str(item.ordinal), item.file.index, item.file.title, str(given), str(kept or "")])
    paper.ln(3)
    small(paper, f"Всего передаётся документов: {total}. Архивные копии — в формате PDF/A, подписи проверены.")
    for line in transfer.lines.exclude(decision="").select_related("document").iterator():
        what = "передаётся с замечанием" if line.decision == TransferDecision.REMARK else "не передаётся"
        wrong = "; ".join(transfer_words.findings(line))
        small(paper, f"Документ № {line.document.number or 'б/н'}: {what} ({wrong}). {line.reason}")
    signature(paper, "Передал(а)", transfer.prepared_by.short_name)
    signature(paper, "Принял(а)", "")
    if transfer.received_on:
        small(paper, f"Принято архивом {transfer.received_on:%d.%m.%Y}, акт № {transfer.received_number}.")
    return paper.finished()
