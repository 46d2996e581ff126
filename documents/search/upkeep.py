"""The index follows what is written: cards in the same transaction, texts of files as soon as the worker has read them.

So a card is never missing from the index and never behind; the text of a file is, by the time that the reading takes.
All of it can be made anew, and checked against the cards (``manage.py search_index``).
"""

import logging
import time
from collections.abc import Collection, Iterator

from celery import current_app
from django.db import transaction

from citizens.models import Case, Person, Question, Remark
from documents import files, recognition
from documents.models import Document, DocumentFile, FileText, IndexedCard, StoredFile
from documents.search import cards, engine, extraction
from documents.search.words import stems
from history.actors import Actor, Automatic
from history.acts import act, record
from history.models import TrackedModel
from history.prepared import Given, GivenKeys, Prepared
from history.rows import Changed, follow

logger = logging.getLogger(__name__)

BELL = "documents.tasks.index_due"
BATCH = 200
RINGS_APART = 0.5  # seconds
INDEXER = Automatic("search")
_rung: dict[str, float] = {}
SOURCES: dict[str, type[TrackedModel]] = {"document": Document, "case": Case, "person": Person, "remark": Remark}


def begin() -> None:
    """Let the index follow; called once, when the rooms are loaded."""
    follow(
        Document._meta.label_lower,
        DocumentFile._meta.label_lower,
        Case._meta.label_lower,
        Question._meta.label_lower,
        Person._meta.label_lower,
        Remark._meta.label_lower,
    )(follow_rows)


def follow_rows(changed: Changed) -> None:
    """Index what changed: an applicant's name stands on their cases, and what names a case on its documents."""
    documents = set(changed.get(Document._meta.label_lower, ()))
    cases = set(changed.get(Case._meta.label_lower, ()))
    if attached := changed.get(DocumentFile._meta.label_lower):
        # The last version of a file that was taken off its card still tells whose it was.
        documents |= {row[0] for row in _WHOSE_FILES.values(keys=attached)}
        _await_reading(attached)
    if questions := changed.get(Question._meta.label_lower):
        cases |= {row[0] for row in _CASES_OF_QUESTIONS.values(keys=questions)}
    if (people := changed.get(Person._meta.label_lower)) and (renamed := index("person", people)):
        cases |= {row[0] for row in _CASES_OF_PEOPLE.values(keys=renamed)}
    if cases and (retold := index("case", cases)):
        documents |= {row[0] for row in _PAPERS_OF_CASES.values(keys=retold)}
    if documents:
        index("document", documents)
    if remarks := changed.get(Remark._meta.label_lower):
        index("remark", remarks)


def index(kind: str, keys: Collection[int]) -> list[int]:
    """Bring these cards into the index, and take out those that are no more; which of them had changed.

    Two transactions that changed a card wait for each other here, before either reads it: the later one indexes both.
    """
    changed: list[int] = []
    for batch in _batches(sorted(keys)):
        known: dict[int, str] = dict(_INDEXED.values(kind=kind, keys=batch))
        tellings = cards.told(kind, batch)
        digests = {key: one.digest for key, one in tellings.items()}
        fresh = {key: one for key, one in tellings.items() if known.get(key) != digests[key]}
        gone = [key for key in known if key not in tellings]
        if gone:
            engine.remove(kind, gone)
            IndexedCard.objects.filter(kind=kind, key__in=gone).delete()
        if fresh:
            engine.write(kind, cards.cards(fresh))
            engine.note(kind, {key: digests[key] for key in fresh})
        changed += [*fresh, *gone]
    return changed


def index_due() -> int:
    """Read the files that await it and index the cards that do; how many there were. Run twice, it does nothing more.

    Each file and each batch of cards is a transaction of its own, so that little is lost when the worker is ended.
    """
    done = 0
    while waiting := FileText.objects.filter(state=FileText.State.PENDING).select_related("stored").first():
        read_file(waiting)
        done += 1
    for kind in SOURCES:
        while stale := list(IndexedCard.objects.filter(kind=kind, digest="").values_list("key", flat=True)[:BATCH]):
            with transaction.atomic():
                index(kind, stale)
            done += len(stale)
    return done


def read_file(waiting: FileText) -> None:
    """Read the text of a file, and index the documents that hold it. A file that cannot be read is said to be so."""
    found = extraction.read_apart(files.path_of(waiting.stored), waiting.stored.media_type)
    if found.trouble:
        logger.warning("the text of file %s was not read: %s", waiting.stored.sha256, found.trouble)
    is_picture = not (found.trouble or found.text.strip()) and waiting.stored.media_type in recognition.PICTURES
    _keep_text(waiting, found.text, found.trouble, state=FileText.State.PICTURE if is_picture else "")


def recognise_next() -> bool:
    """Recognise the text of the scan that waits longest; whether there was one. Without the program all wait on."""
    if not recognition.is_available():
        return False
    waiting = FileText.objects.filter(state=FileText.State.PICTURE).select_related("stored").order_by("stored").first()
    if waiting is None:
        return False
    if waiting.stored.is_infected or waiting.stored.destroyed_at is not None:
        _keep_text(waiting, "", "it is not to be opened")
        return True
    try:
        text = recognition.text_of(files.path_of(waiting.stored))
    except recognition.NotRecognised as failure:
        _keep_text(waiting, "", str(failure))
    else:
        waiting.is_recognised = True
        _keep_text(waiting, text, "")
    return True


def _keep_text(waiting: FileText, text: str, trouble: str, state: str = "") -> None:
    """Keep what was read of a file, and index the documents that hold it."""
    had_failed = bool(waiting.trouble)
    waiting.text, waiting.trouble = text, trouble[:200]
    waiting.stems = " ".join(stems(text)[: cards.MOST_WORDS])
    states = FileText.State
    waiting.state = state or (states.FAILED if trouble else states.READ if waiting.stems else states.EMPTY)
    with transaction.atomic():
        waiting.save()
        holding = DocumentFile.objects.filter(stored=waiting.stored_id, is_current=True)
        index("document", set(holding.values_list("document_id", flat=True)))
    if trouble or had_failed:
        _tell(actor=INDEXER, waiting=waiting)


@act
def _tell(*, actor: Actor, waiting: FileText) -> None:
    """Tell higher rooms that a file could not be read, or that it was read after all."""
    verb = "documents.text_not_read" if waiting.trouble else "documents.text_read"
    fault = waiting.trouble.partition(":")[0]  # what follows may quote the file
    record(verb, actor=actor, subject=waiting.stored, data={"fault": fault} if fault else {})


def forget() -> None:
    """Let every card be indexed anew, and every file that could not be read be read again, by `index_due`."""
    for kind, model in SOURCES.items():
        with transaction.atomic():
            engine.remove(kind, engine.keys(kind) - set(model._base_manager.values_list("pk", flat=True)))
            IndexedCard.objects.filter(kind=kind).delete()
        for batch in _batches(list(model._base_manager.order_by("pk").values_list("pk", flat=True))):
            IndexedCard.objects.bulk_create([IndexedCard(kind=kind, key=key) for key in batch])
    FileText.objects.filter(state=FileText.State.FAILED).update(state=FileText.State.PENDING)
    attached = DocumentFile.objects.filter(stored__text__isnull=True, role__in=cards.READ_ROLES)
    with transaction.atomic():
        _await_reading(list(attached.values_list("pk", flat=True)))


def differences() -> Iterator[tuple[str, int, str]]:
    """Where the index is not what the cards say: kind, key and what is wrong. Reads everything; for a command."""
    for kind, model in SOURCES.items():
        held, seen = engine.keys(kind), set()
        digests = dict(IndexedCard.objects.filter(kind=kind).values_list("key", "digest"))
        for batch in _batches(list(model._base_manager.order_by("pk").values_list("pk", flat=True))):
            for key, one in cards.told(kind, batch).items():
                seen.add(key)
                if key not in held or key not in digests:
                    yield kind, key, "missing"
                elif digests[key] != one.digest:
                    yield kind, key, "behind"
        yield from ((kind, key, "gone") for key in sorted((held | set(digests)) - seen))


def ring() -> None:
    """Tell the worker that a file awaits reading. A broken bell is logged: the sweep finds the file all the same.

    Of many files in a moment the first one rings, and again whichever comes later than that: the worker reads on while
    any awaits it, and the sweep finds what it has just missed.
    """
    now = time.monotonic()
    if now - _rung.get("at", -RINGS_APART) < RINGS_APART:
        return
    _rung["at"] = now
    options = {**(current_app.conf.broker_transport_options or {}), "max_retries": 0}
    try:
        with current_app.connection_for_write(connect_timeout=1, transport_options=options) as bell:
            current_app.send_task(BELL, connection=bell, ignore_result=True, retry=False)
    except Exception as error:
        logger.warning("the worker could not be rung, the next sweep reads: %s", type(error).__name__)


def _await_reading(attached: Collection[int]) -> None:
    """Contents of these files that were never read await it. Whoever has just read one waits for us to index it."""
    _BEING_READ.values(keys=attached)
    waiting = [FileText(stored_id=key) for key in sorted({row[0] for row in _UNREAD.values(keys=attached)})]
    if waiting:
        FileText.objects.bulk_create(waiting, ignore_conflicts=True)
        transaction.on_commit(ring, robust=True)


_WHOSE_FILES = Prepared(
    lambda: DocumentFile.version_model.objects.filter(id__in=GivenKeys("keys")).order_by().values_list("document_id")
)
_CASES_OF_QUESTIONS = Prepared(lambda: Question.objects.filter(pk__in=GivenKeys("keys")).values_list("case_id"))
_CASES_OF_PEOPLE = Prepared(lambda: Case.objects.filter(applicant__in=GivenKeys("keys")).values_list("pk"))
_PAPERS_OF_CASES = Prepared(lambda: Document.objects.filter(case__in=GivenKeys("keys")).values_list("pk"))
_INDEXED = Prepared(
    lambda: (
        IndexedCard.objects.select_for_update()
        .filter(kind=Given("kind"), key__in=GivenKeys("keys"))
        .order_by("key")
        .values_list("key", "digest")
    )
)
_BEING_READ = Prepared(
    lambda: (
        FileText.objects.filter(stored__documentfile__in=GivenKeys("keys"), state=FileText.State.PENDING)
        .select_for_update(of=("self",))
        .values_list("pk")
    )
)
_UNREAD = Prepared(
    lambda: StoredFile.objects.filter(
        documentfile__in=GivenKeys("keys"),
        documentfile__role__in=cards.READ_ROLES,
        documentfile__destroyed_by__isnull=True,
        media_type__in=extraction.READABLE,
        text__isnull=True,
    ).values_list("pk")
)


def _batches(keys: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]
