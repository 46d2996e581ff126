"""The index inside the database: FTS5 tables of SQLite, GIN over tsvector in PostgreSQL; both find the same.

The program has made the words already (`documents.search.words`), so neither database parses or stems anything. The GIN
knows which words a card has and which of them follow each other (``documents_found_together``, a function of the
database): what it finds for a phrase is checked by the places in the vector, and is few.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, TypeVar

from django.db import connection
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from documents.search.asking import Question, Term

# Columns of the index with their weights, the weightiest first; in PostgreSQL they are the weights A to D.
COLUMNS = ("title", "whom", "body", "files")
_LETTERS = dict(zip(COLUMNS, "ABCD", strict=True))
KINDS = ("document", "case", "person", "remark")
# Stands between parts of a column, so that no phrase reaches over; a word of its own to SQLite, a gap to PostgreSQL.
BREAK = "¶"
_GAP = 20
# A word that no card has: what finds nothing, quoted as both languages do.
_NOTHING = {"sqlite": f'"{BREAK}{BREAK}"', "postgresql": f"'{BREAK}{BREAK}'"}
# What a tsvector can tell apart: the place of a word, and the places kept of each.
_LAST_PLACE, _PLACES = 16383, 255

# How many answers are few enough to be named one by one.
FEW = 3000

Card = Mapping[str, Sequence[str]]
Rows = TypeVar("Rows", bound="QuerySet[Any]")


def write(kind: str, cards: Mapping[int, Card]) -> None:
    """Put cards into the index in place of what it knew of them: by key, the stems of each column."""
    if not cards:
        return
    table = _table(kind)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.executemany(
                f"INSERT INTO {table} (rowid, vector) VALUES (%s, %s::tsvector)"  # noqa: S608  # a name of our own
                " ON CONFLICT (rowid) DO UPDATE SET vector = EXCLUDED.vector",
                [(key, _vector(card)) for key, card in cards.items()],
            )
            return
        cursor.executemany(f"DELETE FROM {table} WHERE rowid = %s", [(key,) for key in cards])  # noqa: S608
        places = ", ".join(["%s"] * len(COLUMNS))
        cursor.executemany(
            f"INSERT INTO {table} (rowid, {', '.join(COLUMNS)}) VALUES (%s, {places})",  # noqa: S608
            [(key, *(" ".join(card.get(name, ())) for name in COLUMNS)) for key, card in cards.items()],
        )


def note(kind: str, digests: Mapping[int, str]) -> None:
    """Keep, by key, what tells whether a card has changed since it was indexed."""
    rows = ", ".join(["(%s, %s, %s)"] * len(digests))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO documents_indexedcard (kind, key, digest) VALUES {rows}"  # noqa: S608  # marks alone
            " ON CONFLICT (kind, key) DO UPDATE SET digest = EXCLUDED.digest",
            [value for key, digest in digests.items() for value in (kind, key, digest)],
        )


def remove(kind: str, keys: Iterable[int]) -> None:
    """Take cards out of the index."""
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM {_table(kind)} WHERE rowid = %s", [(key,) for key in keys])  # noqa: S608


def keys(kind: str) -> set[int]:
    """Every card that the index knows: for the check of the whole."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT rowid FROM {_table(kind)}")  # noqa: S608
        return {row[0] for row in cursor.fetchall()}


def narrow(rows: Rows, kind: str, *questions: Question, column: str = "") -> Rows:
    """Those of the rows whose card answers any of the questions, in one column if it is named.

    Who may see them is the affair of the rows that are narrowed: the index itself is never shown. SQLite looks for all
    answers and walks them. PostgreSQL would often check every card of the table, since it knows nothing of what that
    costs: so few answers are given to it as keys, and where there are many, each row is checked as it is met.
    """
    table = _table(kind)
    condition, asked = _condition(kind, questions, column)
    if connection.vendor != "postgresql":
        found = RawSQL(f"SELECT rowid FROM {table} WHERE {condition}", [asked])  # noqa: S608, S611  # asked is a parameter
        return rows.filter(pk__in=found)
    asked_if_needed = None if _is_told_by_words(questions, column) else asked
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {table}_keys(%s::tsquery, %s::tsquery, %s)",
            [_candidates(questions, column), asked_if_needed, FEW + 1],
        )
        keys = [row[0] for row in cursor.fetchall()]
    if len(keys) <= FEW:
        return rows.filter(pk__in=keys)
    own = f"{connection.ops.quote_name(rows.model._meta.db_table)}.id"
    card = f"(SELECT vector FROM {table} WHERE rowid = {own}) @@ %s::tsquery"  # noqa: S608
    return rows.filter(RawSQL(card, [asked], output_field=BooleanField()))  # noqa: S611


def ranked(kind: str, question: Question, found: Sequence[int]) -> list[int]:
    """These keys, the best answers first; of equal ones the newest."""
    if len(found) < 2:
        return list(found)
    condition, asked = _condition(kind, [question], "")
    table = _table(kind)
    if connection.vendor == "postgresql":
        worth = "-ts_rank('{0.1, 0.2, 0.4, 1.0}', vector, %s::tsquery)"
        statement = f"SELECT rowid, {worth} FROM {table} WHERE rowid = ANY(%s)"  # noqa: S608
        parameters: list[Any] = [asked, list(found)]
    else:
        # The range is what the index is walked by; `+` keeps the list a filter, each key of which would walk it anew.
        statement = (
            f"SELECT rowid, bm25({table}, 10.0, 4.0, 2.0, 1.0) FROM {table} WHERE {condition}"  # noqa: S608
            f" AND rowid BETWEEN %s AND %s AND +rowid IN ({', '.join(str(int(key)) for key in found)})"
        )
        parameters = [asked, min(found), max(found)]
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        worth_of = dict(cursor.fetchall())
    return sorted(found, key=lambda key: (worth_of.get(key, 0.0), -key))


def _table(kind: str) -> str:
    if kind not in KINDS:
        raise LookupError(f"no index of {kind}")
    return f"documents_found_{kind}"


def _condition(kind: str, questions: Sequence[Question], column: str) -> tuple[str, str]:
    """An SQL condition and its parameter. An empty question has no answers."""
    if connection.vendor == "postgresql":
        letter = _LETTERS.get(column, "")
        asked = " | ".join(f"({_tsquery(one, letter)})" for one in questions if one) or _NOTHING[connection.vendor]
        return "vector @@ %s::tsquery", asked
    asked = " OR ".join(_match(one) for one in questions if one) or _NOTHING[connection.vendor]
    return f"{_table(kind)} MATCH %s", f"{column} : ({asked})" if column in COLUMNS else asked


def _match(question: Question) -> str:
    """The question in the language of FTS5; every word is quoted."""
    asked = f"({' AND '.join(map(_fts_term, question.wanted))})"
    for term in question.unwanted:
        asked = f"({asked} NOT {_fts_term(term)})"
    return asked


def _fts_term(term: Term) -> str:
    whole = [f'"{" ".join(map(_bare, phrase))}"' for phrase in term.whole_phrases]
    begun = [f'"{" ".join(map(_bare, phrase))}"*' for phrase in term.phrases] if term.is_beginning else []
    return f"({' OR '.join([*begun, *whole])})"


def _tsquery(question: Question, letter: str) -> str:
    """The question in the language of tsquery; every word is quoted."""
    terms = [_ts_term(term, letter) for term in question.wanted]
    terms += [f"!{_ts_term(term, letter)}" for term in question.unwanted]
    return " & ".join(terms)


def _is_told_by_words(questions: Sequence[Question], column: str) -> bool:
    """Whether it is enough to know which words a card has, wherever they stand."""
    terms = [term for one in questions for term in (*one.wanted, *one.unwanted)]
    return column not in COLUMNS and all(len(term.words) == 1 for term in terms)


def _candidates(questions: Sequence[Question], column: str) -> str:
    """What every answer has: words, and pairs of words that follow each other. What is not to be there is left to the
    check, but for single words that are to be nowhere.
    """
    alternatives = []
    for one in filter(None, questions):
        terms = [_has(term) for term in one.wanted]
        terms += [f"!{_has(term)}" for term in one.unwanted if column not in COLUMNS and len(term.words) == 1]
        alternatives.append(f"({' & '.join(terms)})")
    return " | ".join(alternatives) or _NOTHING["postgresql"]


def _has(term: Term) -> str:
    whole = [_together(phrase, "") for phrase in term.whole_phrases]
    begun = [_together(phrase, ":*") for phrase in term.phrases] if term.is_beginning else []
    return f"({' | '.join(f'({one})' for one in [*begun, *whole])})"


def _together(stems: Sequence[str], star: str) -> str:
    words = [_bare(one) for one in stems]
    known = words[:-1] if star else words
    pairs = [f"'{_pair(*two)}'" for two in pairwise(known)]
    return " & ".join([*pairs, f"'{words[-1]}'{star}"])


def _pair(one: str, two: str) -> str:
    """As the database names two words that follow each other; two pairs of the same name cost a check more."""
    return f"{BREAK}{hashlib.md5(f'{one} {two}'.encode(), usedforsecurity=False).hexdigest()[:6]}"


def _ts_term(term: Term, letter: str) -> str:
    whole = [_ts_phrase(phrase, letter, "") for phrase in term.whole_phrases]
    begun = [_ts_phrase(phrase, letter, "*") for phrase in term.phrases] if term.is_beginning else []
    return f"({' | '.join(f'({one})' for one in [*begun, *whole])})"


def _ts_phrase(stems: Sequence[str], letter: str, star: str) -> str:
    flags = [letter] * (len(stems) - 1) + [star + letter]
    marked = [f"'{_bare(one)}'" + (f":{flag}" if flag else "") for one, flag in zip(stems, flags, strict=True)]
    return " <-> ".join(marked)


def _bare(word: str) -> str:
    """Letters and digits alone, whatever comes: nothing that could end a quote."""
    return re.sub(r"[\W_]", "", word)


def _vector(card: Card) -> str:
    """The columns one after another as a tsvector is written."""
    places: dict[str, list[str]] = {}
    place = 0
    for name in COLUMNS:
        for word in card.get(name, ()):
            if word == BREAK:
                place += _GAP
                continue
            place += 1
            kept = places.setdefault(_bare(word), [])
            if len(kept) < _PLACES:
                kept.append(f"{min(place, _LAST_PLACE)}{_LETTERS[name]}")
        place += _GAP
    return " ".join(f"'{word}':{','.join(at)}" for word, at in places.items() if word)
