"""The package for the archive: one zip with the inventory, the act, and of each paper its originals, copies and report.

The same transfer at the same step gives the same bytes; contents are copied block by block. What is in it and its
digests stand in ``manifest.json``.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterable
from typing import Any, BinaryIO
from xml.etree import ElementTree as Tree

from documents import archiving, files, plan_selectors, transfer_words
from documents.models import DocumentFile, Transfer, TransferDecision, TransferLine
from documents.pdf.plans import inventory_pdf
from documents.pdf.transfers import transfer_pdf

LEFT_OUT = (DocumentFile.FileRole.WORKING, DocumentFile.FileRole.WORKING_FORM, DocumentFile.FileRole.VISUAL_COPY)
EPOCH = (1980, 1, 1, 0, 0, 0)


def write_package(transfer: Transfer, target: BinaryIO) -> None:
    """Write the package to an empty seekable stream; papers that are kept back are not in it."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        packed = _Packed(archive)
        made_at = transfer.prepared_at
        packed.add("opis.pdf", [inventory_pdf(transfer.inventory, made_at=made_at, compliance=archiving.LEVEL).read()])
        rows = _rows(transfer)
        packed.add("opis.json", [_json(rows)])
        packed.add("opis.xml", [_xml(transfer, rows)])
        packed.add("akt.pdf", [transfer_pdf(transfer, compliance=archiving.LEVEL).read()])
        lines = transfer.lines.exclude(decision=TransferDecision.KEEP).select_related("document", "file")
        for line in lines.iterator():
            _add_paper(packed, line)
        packed.add("manifest.json", [_json(packed.entries)])


class _Packed:
    """The zip under way, and the digests of what is in it."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.entries: list[dict[str, Any]] = []

    def add(self, name: str, blocks: Iterable[bytes], **told: str) -> None:
        digest, size = hashlib.sha256(), 0
        with self.archive.open(zipfile.ZipInfo(name, EPOCH), "w", force_zip64=True) as entry:
            for block in blocks:
                digest.update(block)
                size += len(block)
                entry.write(block)
        self.entries.append({"name": name, "size": size, "sha256": digest.hexdigest(), **told})


def _add_paper(packed: _Packed, line: TransferLine) -> None:
    folder = f"documents/{line.ordinal:06}"
    entries = line.document.files.filter(is_current=True, destroyed_by__isnull=True).exclude(role__in=LEFT_OUT)
    for number, entry in enumerate(entries.select_related("stored"), 1):
        ending = entry.name.rpartition(".")[2].lower()
        safe = ending if ending.isascii() and ending.isalnum() and len(ending) <= len("asice") else "bin"
        packed.add(f"{folder}/original{number}.{safe}", files.blocks(entry.stored), title=entry.name, role=entry.role)
    copies = list(line.copies.select_related("made", "entry"))
    for number, copy in enumerate(copies, 1):
        if copy.made is not None:
            packed.add(f"{folder}/pdfa{number}.pdf", files.blocks(copy.made), title=copy.entry.name, origin=copy.origin)
    document = line.document
    report = {
        "document": str(document.uuid),
        "number": document.number,
        "date": str(document.registered_on or ""),
        "subject": document.subject,
        "file": line.file.index,
        "checked_at": line.checked_at.isoformat() if line.checked_at else "",
        "result": line.soundness,
        "findings": [
            {"code": code, "meaning": text}
            for code, text in zip(line.findings, transfer_words.findings(line), strict=True)
        ],
        "not_checked": line.not_checked,
        "decision": line.decision,
        "reason": line.reason,
        "copies": [{"title": one.entry.name, "origin": one.origin, "fault": one.fault} for one in copies],
        "signatures": line.reports,
    }
    packed.add(f"{folder}/report.json", [_json(report)])


def _rows(transfer: Transfer) -> list[dict[str, Any]]:
    return [
        {
            "ordinal": item.ordinal,
            "index": item.file.index,
            "title": item.file.title,
            "year": item.file.year,
            "volumes": item.volume_count,  # type: ignore[attr-defined]
            "sheets": item.sheet_count or 0,  # type: ignore[attr-defined]
            "retention": item.file.retention,
        }
        for item in plan_selectors.inventory_rows(transfer.inventory)
    ]


def _xml(transfer: Transfer, rows: list[dict[str, Any]]) -> bytes:
    inventory = transfer.inventory
    root = Tree.Element("inventory", agency=transfer.agency.name, year=str(inventory.year), kind=inventory.kind)
    for row in rows:
        Tree.SubElement(root, "file", {name: str(value) for name, value in row.items()})
    return bytes(Tree.tostring(root, encoding="utf-8", xml_declaration=True))


def _json(told: object) -> bytes:
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True).encode()
