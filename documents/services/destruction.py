"""What a destruction act takes out of the program: bytes of files that no other paper holds, and texts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, OuterRef

from agencies.models import Employee
from citizens import services as citizens
from documents import files as store
from documents import plan_selectors
from documents.models import Disposal, Document, DocumentFile, FileIndex, FileText, Rendition, StoredFile
from history import clock
from history.acts import record
from history.bulk import stretches
from history.models import Version
from history.services.forgetting import forget_texts

ROWS = 300
# What is made of a content refers to it and does not hold it.
DERIVED = ((FileText, "stored"), (Rendition, "source"))


@dataclass(frozen=True)
class Destroyed:
    """How many papers lost their content, and how many contents went out of the store."""

    papers: int
    contents: int


def destroy_contents(actor: Employee, disposal: Disposal, files: Sequence[FileIndex]) -> Destroyed:
    """Mark every file of the papers as destroyed by the act, and take out of the store what no other paper holds.

    Runs in the act's transaction. Bytes leave the disk after its commit: an act that is rolled back has destroyed
    nothing, and bytes that a power cut has left are taken by `files.remove_destroyed`.
    """
    cases, documents = plan_selectors.papers_of(files)
    papers = 0
    gone: list[int] = []
    for keys in stretches(documents.order_by("pk").values_list("pk", flat=True), ROWS):
        entries = list(DocumentFile.objects.select_for_update(of=("self",)).filter(document__in=keys).order_by("pk"))
        for entry in entries:
            entry.destroyed_by = disposal
            entry.save()
        gone += [entry.stored_id for entry in entries]
        some = list(Document.objects.filter(pk__in=keys).select_related("case"))
        forget_texts(actor=actor, rows=some, columns=["body"])
        for document in some:
            record(
                "documents.content_destroyed",
                actor=actor,
                subject=document,
                about=[document.case, disposal],
                data={"number": disposal.act_number},
            )
        papers += len(some)
    for some_cases in stretches(cases.order_by("pk"), ROWS):
        citizens.forget_text(actor=actor, cases=some_cases)
    return Destroyed(papers, take_out(gone))


def take_out(keys: Iterable[int]) -> int:
    """Take those of these contents out of the store that nothing refers to any more; returns how many these are.

    Part of the running act: their bytes leave the disk when it is committed. Higher rooms whose tables refer to a
    content of a destroyed paper let it go and call this.
    """
    removed = []
    for some in stretches(sorted(set(keys)), ROWS):
        for stored in _held_by_nobody(some):
            _forget_derived(stored)
            stored.destroyed_at = clock.now()
            stored.save()
            removed.append(stored.pk)
    transaction.on_commit(partial(store.remove_destroyed, removed))
    return len(removed)


def _forget_derived(stored: StoredFile) -> None:
    """What was made of a content goes with it: the text that search reads, and the copy for reading."""
    FileText.objects.filter(stored=stored).delete()
    for rendition in Rendition.objects.filter(source=stored):
        made = rendition.made_id
        rendition.delete()
        if made is not None:
            take_out([made])


def _held_by_nobody(keys: Sequence[int]) -> list[StoredFile]:
    """Of these contents, those that no paper in force and nothing else of any room refers to any more."""
    found = StoredFile.objects.select_for_update(of=("self",)).filter(pk__in=keys, destroyed_at__isnull=True)
    held = DocumentFile.objects.filter(stored=OuterRef("pk"), destroyed_by__isnull=True)
    found = found.filter(~Exists(held))
    for model, name in _other_holders():
        found = found.filter(~Exists(model._base_manager.filter(**{name: OuterRef("pk")})))
    return list(found.order_by("pk"))


def _other_holders() -> list[tuple[type[Any], str]]:
    """Every column of another table that refers to a content, such as sealed containers and receipts of the exchange.

    Found in the models, so that none of a higher room is forgotten.
    """
    return [
        (relation.related_model, relation.field.name)
        for relation in StoredFile._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ForeignObjectRel)
        and relation.related_model is not DocumentFile
        and (relation.related_model, relation.field.name) not in DERIVED
        and not issubclass(relation.related_model, Version)
    ]
