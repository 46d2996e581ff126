"""What the worker does when the bell rings or a sweep comes round; what is due stands in the database.

Readable copies and late scans of files, batches of scans, recognition of their texts, uploads that nobody finished,
the index of the search, proofs of signatures.
"""

from celery import shared_task
from django.conf import settings

from documents import services
from documents.files import parts
from documents.search import upkeep
from history.actors import Automatic

WORKER = Automatic("files")
SCANNER = Automatic("scans")
SCANS_A_ROUND = 50


@shared_task(name="documents.tasks.convert_files")
def convert_files() -> None:
    """Convert one file, and come back for the next: other work of a single worker goes between."""
    if services.convert_next(actor=WORKER):
        convert_files.delay()


@shared_task(name="documents.tasks.scan_files")
def scan_files() -> int:
    """Scan contents that came unscanned."""
    return services.scan_next(actor=WORKER, at_most=SCANS_A_ROUND)


@shared_task(name="documents.tasks.clear_uploads")
def clear_uploads() -> int:
    """Remove uploads that nobody went on with."""
    return parts.clear(settings.UPLOADS_KEPT_SECONDS)


@shared_task(name="documents.tasks.index_due")
def index_due() -> int:
    """Read files and index cards until nothing is due. Run twice, or never rung, it loses and doubles nothing."""
    return upkeep.index_due()


@shared_task(name="documents.tasks.raise_proofs")
def raise_proofs() -> int:
    """Have time-stamps given, and proofs kept, that are due. Run twice, or never, it loses and doubles nothing."""
    return services.raise_due()


@shared_task(name="documents.tasks.read_batches")
def read_batches() -> None:
    """Do one step of a batch of scans, and come back for the next: other work of a single worker goes between."""
    if services.work_on_batches(actor=SCANNER):
        read_batches.delay()


@shared_task(name="documents.tasks.clear_batches")
def clear_batches() -> int:
    """Remove the files of batches that were decided upon long ago."""
    return services.clear_batches(actor=SCANNER)


@shared_task(name="documents.tasks.recognise_files")
def recognise_files() -> None:
    """Recognise the text of one scan, and come back for the next."""
    if upkeep.recognise_next():
        recognise_files.delay()
