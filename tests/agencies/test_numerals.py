"""Numbers and dates in words."""

from datetime import date

import pytest

from agencies import numerals

pytestmark = pytest.mark.feature("F45")


@pytest.mark.parametrize(
    ("number", "gender", "words"),
    [
        (0, "m", "ноль"),
        (1, "f", "одна"),
        (2, "n", "два"),
        (22, "f", "двадцать две"),
        (13, "m", "тринадцать"),
        (100, "m", "сто"),
        (1_001, "n", "одна тысяча одно"),
        (22_022, "m", "двадцать две тысячи двадцать два"),
        (211_005, "m", "двести одиннадцать тысяч пять"),
        (999_999, "m", "девятьсот девяносто девять тысяч девятьсот девяносто девять"),
    ],
)
def test_numbers_have_words_with_a_gender(number: int, gender: str, words: str) -> None:
    """In the nominative."""
    assert numerals.cardinal(number, gender) == words


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 26), "двадцать шестое ноября две тысячи двадцать шестого года"),
        (date(2000, 1, 1), "первое января двухтысячного года"),
        (date(2003, 2, 3), "третье февраля две тысячи третьего года"),
        (date(1999, 8, 31), "тридцать первое августа тысяча девятьсот девяносто девятого года"),
        (date(2040, 5, 30), "тридцатое мая две тысячи сорокового года"),
        (date(2100, 6, 10), "десятое июня две тысячи сотого года"),
    ],
)
def test_a_date_is_written_wholly_in_words(day: date, words: str) -> None:
    """The day in the nominative, the year in the genitive."""
    assert numerals.day_in_words(day) == words


def test_a_date_is_written_in_the_genitive_and_with_its_month_in_words() -> None:
    """«от двадцать шестого ноября …»."""
    day = date(2026, 11, 26)

    assert numerals.day_in_words(day, "genitive") == "двадцать шестого ноября две тысячи двадцать шестого года"
    assert numerals.day_long(day) == "26 ноября 2026 г."


@pytest.mark.parametrize(
    ("number", "form"),
    [(1, "вопрос"), (3, "вопроса"), (5, "вопросов"), (11, "вопросов"), (21, "вопрос"), (112, "вопросов")],
)
def test_a_noun_follows_its_number(number: int, form: str) -> None:
    """One, two to four, five and more."""
    assert numerals.plural(number, "вопрос", "вопроса", "вопросов") == form


def test_a_number_without_words_is_refused() -> None:
    """Rather than written wrongly."""
    with pytest.raises(ValueError, match="no words"):
        numerals.cardinal(1_000_000)
    with pytest.raises(ValueError, match="no words"):
        numerals.day_in_words(date(4000, 1, 1))
