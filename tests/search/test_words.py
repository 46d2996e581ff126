"""Words, questions and marked passages: what is typed, and what the index knows."""

import pytest
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from documents.search.asking import LONGEST, MOST_TERMS, Term, ask, begun
from documents.search.snippets import Marker
from documents.search.words import plain, readings, stem, stems

pytestmark = pytest.mark.feature("F45")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("обращения", "Обращение"),
        ("отчёт", "ОТЧЕТОМ"),
        ("Фролову", "Фролова"),
        ("крыши", "крышей"),
        ("приём", "приёму"),
        ("водоканал", "водоканала"),
        ("roofs", "Roof"),
    ],
)
def test_forms_of_a_word_are_one_word(one: str, other: str) -> None:
    """Whatever the case of letters, ё as е."""
    assert stems(one) == stems(other)


@pytest.mark.parametrize("text", ["Чернышёв", "Чернышёву", "Чернышёвым"])
@pytest.mark.parametrize("typed", ["чернышев", "Чернышёва", "чернышевым"])
def test_a_surname_that_looks_like_a_plural_is_found_in_every_case(text: str, typed: str) -> None:
    """The index has one stem of it, the question all that it may have."""
    assert stems(text)[0] in readings(plain(typed))


def test_numbers_stay_as_they_are() -> None:
    """And fall into their parts."""
    assert stems("№ ОГ-Ф-218/26, 02-07/1302") == ["ог", "ф", "218", "26", "02", "07", "1302"]


@given(st.text(max_size=60))
def test_the_plain_text_has_the_length_of_the_text(text: str) -> None:
    """So that a place found in it is a place of the text."""
    assert len(plain(text)) == len(text)


def test_a_question_has_words_phrases_beginnings_and_what_to_leave_out() -> None:
    """As they are typed; a number is a phrase."""
    asked = ask('крыша «капитальный ремонт» "дом 14" подъез* -лифт А-26/17')

    assert asked.wanted == (
        Term(("крыша",)),
        Term(("капитальный", "ремонт")),
        Term(("дом", "14")),
        Term(("подъез",), is_beginning=True),
        Term(("а", "26", "17")),
    )
    assert asked.unwanted == (Term(("лифт",)),)


def test_common_words_are_passed_over_unless_there_are_no_others() -> None:
    """«в» alone is looked for, beside another word it is not."""
    assert ask("ремонт в доме").wanted == (Term(("ремонт",)), Term(("доме",)))
    assert ask("в").wanted == (Term(("в",)),)


@pytest.mark.parametrize("text", ["", "   ", '"', '""', "-", "*", "-лифт", "«»", "'; --", "¶"])
def test_nothing_to_find_by_is_an_empty_question(text: str) -> None:
    """It finds nothing instead of everything."""
    assert not ask(text)


@given(st.text(max_size=400))
def test_whatever_is_typed_becomes_a_few_plain_words(text: str) -> None:
    """Nothing of any syntax is left."""
    asked = ask(text)

    assert len(asked.wanted) <= MOST_TERMS
    assert len(asked.unwanted) <= MOST_TERMS
    for term in (*asked.wanted, *asked.unwanted, *begun(text).wanted):
        assert term.words
        assert all(word.isalnum() and len(word) <= LONGEST for word in term.words)


def test_found_words_are_marked_in_every_form_and_the_rest_is_escaped() -> None:
    """The text of a stranger cannot become markup."""
    marked = Marker(ask("обращение")).marked("<b>Обращения</b> & обращением")

    assert marked == "&lt;b&gt;<mark>Обращения</mark>&lt;/b&gt; &amp; <mark>обращением</mark>"


def test_a_passage_is_cut_at_words_around_the_first_find() -> None:
    """Out of the first text that has one."""
    text = "Начало. " * 40 + "Отчёт о крыше сдан. " + "Конец. " * 60

    passage = Marker(ask("отчета")).passage(["ничего", text])

    assert passage is not None
    assert "<mark>Отчёт</mark> о крыше" in passage
    assert passage.startswith("… ")
    assert passage.endswith(" …")
    assert len(passage) < 300


@given(st.text(max_size=200), st.text(max_size=80))
def test_marking_loses_nothing_of_the_text(text: str, typed: str) -> None:
    """And adds nothing but marks."""
    marked = Marker(ask(typed)).marked(text)

    assert marked.replace("<mark>", "").replace("</mark>", "") == escape(text)


def test_a_beginning_is_marked_where_it_begins_a_word() -> None:
    """And where it is a form of it."""
    assert Marker(ask("подъез*")).marked("Подъезд у подъездной двери") == (
        "<mark>Подъезд</mark> у <mark>подъездной</mark> двери"
    )
    assert stem("обращени") == stem("обращение")
