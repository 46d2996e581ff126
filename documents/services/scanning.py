"""Contents that came while the virus scanner did not answer, or by other ways than a form: scanned by the worker."""

from documents import files
from documents.files.scanning import ScannerUnavailable
from documents.models import Scan, StoredFile
from history.actors import Actor
from history.acts import act, record


def scan_next(*, actor: Actor, at_most: int) -> int:
    """Scan contents that nobody scanned, the oldest first; how many. None while the scanner does not answer."""
    if not files.is_configured():
        return 0
    done = 0
    for stored in StoredFile.objects.filter(scan=Scan.NONE, destroyed_at__isnull=True).order_by("id")[:at_most]:
        try:
            verdict = files.scan(files.path_of(stored))
        except ScannerUnavailable:
            break
        note_verdict(actor=actor, stored=stored, verdict=verdict)
        done += 1
    return done


@act
def note_verdict(*, actor: Actor, stored: StoredFile, verdict: files.Verdict) -> None:
    """Write down what the scanner said of a stored content; an infected one is opened no more."""
    files.keep_verdict(stored, verdict)
    if verdict.is_infected:
        record("documents.infected_found", actor=actor, subject=stored, data={"note": verdict.finding})
    else:
        record("documents.file_scanned", actor=actor, subject=stored)
