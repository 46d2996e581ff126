"""What the index holds of a document, a case, an applicant and a remark: the texts of their cards by column.

Rows are read as plain values: indexing them shows them to nobody, so that it is no reading.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from citizens.models import Case, Person, Question, Remark
from documents.models import Document, DocumentFile, FileText
from documents.search.engine import BREAK, Card
from documents.search.words import stems
from history.prepared import GivenKeys, Prepared

# The files that tell what a paper says; its signed container and visual copy say the same again.
READ_ROLES = (DocumentFile.FileRole.MAIN, DocumentFile.FileRole.ATTACHMENT, DocumentFile.FileRole.SCAN)
# How many words of all files of a document are indexed: some hundred pages.
MOST_WORDS = 60_000
_NAMES = ("last_name", "first_name", "patronymic")


@dataclass
class Told:
    """The texts of a card, and the contents of its files."""

    title: list[str] = field(default_factory=list)
    whom: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    contents: dict[int, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """Tells whether anything of it changed."""
        whole = (self.title, self.whom, self.body, self.files, sorted(self.contents.items()))
        return hashlib.sha256(repr(whole).encode()).hexdigest()

    def card(self, read: Mapping[int, str]) -> Card:
        """Its words by column; ``read`` are the stems of contents by key."""
        contents = " ".join(f"{BREAK} {read[key]}" for key in sorted(self.contents) if key in read)
        return {
            "title": _words(self.title),
            "whom": _words(self.whom),
            "body": _words(self.body),
            "files": [*_words(self.files), *contents.split()][:MOST_WORDS],
        }


def told(kind: str, keys: Collection[int]) -> dict[int, Told]:
    """The cards of these keys, of those that there are."""
    return _TELLERS[kind](keys)


def cards(tellings: Mapping[int, Told]) -> dict[int, Card]:
    """The words of cards, with those of their files."""
    unread = ("", FileText.State.PENDING)
    contents = {key for one in tellings.values() for key, state in one.contents.items() if state not in unread}
    read = dict(FileText.objects.filter(pk__in=contents).values_list("pk", "stems")) if contents else {}
    return {key: one.card(read) for key, one in tellings.items()}


def _documents(keys: Collection[int]) -> dict[int, Told]:
    rows = [dict(zip(_OF_DOCUMENTS, row, strict=True)) for row in _DOCUMENTS.values(keys=keys)]
    found = {
        row["pk"]: Told(
            title=_said(row["number"], row["their_number"], row["subject"], row["kind__name"]),
            whom=_said(
                *(row["correspondent_name"], row["correspondent_address"], row["their_signer"]),
                *(one for other in row["further_addressees"] for one in (other["name"], other.get("address"))),
                *(row["case__sender_name"], " ".join(row[f"case__applicant__{name}"] or "" for name in _NAMES)),
            ),
            body=_said(row["body"], row["in_reply_to_text"], row["case__number"], *_notes(row)),
        )
        for row in rows
    }
    for document, name, stored, state in _FILES.values(keys=found) if found else ():
        found[document].files.append(name)
        found[document].contents[stored] = state or ""
    return found


def _notes(row: Mapping[str, Any]) -> list[str]:
    """How the letter left, for each addressee: identifiers of the post."""
    return [row["delivery_note"], *(other.get("note", "") for other in row["further_addressees"])]


_OF_DOCUMENTS = (
    *("pk", "number", "their_number", "subject", "body", "kind__name", "in_reply_to_text", "delivery_note"),
    *("correspondent_name", "correspondent_address", "their_signer", "case__sender_name", "case__number"),
    "further_addressees",
    *(f"case__applicant__{name}" for name in _NAMES),
)
_DOCUMENTS = Prepared(lambda: Document.objects.filter(pk__in=GivenKeys("keys")).values_list(*_OF_DOCUMENTS))
_FILES = Prepared(
    lambda: (
        DocumentFile.objects.filter(
            document__in=GivenKeys("keys"), is_current=True, role__in=READ_ROLES, destroyed_by__isnull=True
        )
        .order_by("id")
        .values_list("document_id", "name", "stored_id", "stored__text__state")
    )
)


def _cases(keys: Collection[int]) -> dict[int, Told]:
    rows = [dict(zip(_OF_CASES, row, strict=True)) for row in _CASES.values(keys=keys)]
    found = {
        row["pk"]: Told(
            title=_said(row["number"], row["summary"]),
            whom=_said(row["sender_name"], " ".join(row[f"applicant__{name}"] or "" for name in _NAMES)),
            body=_said(row["text"], row["topic__name"], row["filed_under"]),
        )
        for row in rows
    }
    questions: dict[int, list[str]] = defaultdict(list)
    for case, text in _QUESTIONS.values(keys=found) if found else ():
        questions[case].append(text)
    for key, texts in questions.items():
        if key in found:
            found[key].body += _said(*texts)
    return found


_OF_CASES = (
    *("pk", "number", "summary", "text", "sender_name", "topic__name", "filed_under"),
    *(f"applicant__{name}" for name in _NAMES),
)
_CASES = Prepared(lambda: Case.objects.filter(pk__in=GivenKeys("keys")).values_list(*_OF_CASES))
_QUESTIONS = Prepared(
    lambda: Question.objects.filter(case__in=GivenKeys("keys")).order_by("ordinal").values_list("case_id", "text")
)


def _people(keys: Collection[int]) -> dict[int, Told]:
    found = {}
    for key, *texts in _PEOPLE.values(keys=keys):
        names, contacts = texts[: len(_NAMES)], texts[len(_NAMES) :]
        found[key] = Told(title=_said(" ".join(names)), whom=_said(*contacts))
    return found


_PEOPLE = Prepared(
    lambda: Person.objects.filter(pk__in=GivenKeys("keys"), merged_into__isnull=True).values_list(
        "pk", *_NAMES, *Person.CONTACTS
    )
)


def _remarks(keys: Collection[int]) -> dict[int, Told]:
    """What stands in discussions: a remark that was withdrawn is found by nobody."""
    rows = Remark.objects.standing().filter(pk__in=keys).values("pk", "text", "author_name")
    return {row["pk"]: Told(whom=_said(row["author_name"]), body=_said(row["text"])) for row in rows}


_TELLERS: dict[str, Callable[[Collection[int]], dict[int, Told]]] = {
    "document": _documents,
    "case": _cases,
    "person": _people,
    "remark": _remarks,
}


def _said(*texts: str | None) -> list[str]:
    return [text for text in texts if text and text.strip()]


def _words(texts: Iterable[str]) -> list[str]:
    words: list[str] = []
    for text in texts:
        words += [BREAK, *stems(text)] if words else stems(text)
    return words
