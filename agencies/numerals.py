"""Numbers and dates in Russian words, as letters spell them out.

Own rules, not `num2words`: see docs/decisions for why.
"""

from datetime import date
from decimal import Decimal

from agencies.models import GrammarCase

MONTHS = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)
_ONES = (
    *("ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять"),
    *("одиннадцать", "двенадцать", "тринадцать", "четырнадцать", "пятнадцать", "шестнадцать"),
    *("семнадцать", "восемнадцать", "девятнадцать"),
)
_TENS = (
    *("", "", "двадцать", "тридцать", "сорок", "пятьдесят"),
    *("шестьдесят", "семьдесят", "восемьдесят", "девяносто"),
)
_HUNDREDS = (
    *("", "сто", "двести", "триста", "четыреста", "пятьсот"),
    *("шестьсот", "семьсот", "восемьсот", "девятьсот"),
)
# One and two have a form for each gender.
_GENDERED = {"f": {1: "одна", 2: "две"}, "n": {1: "одно", 2: "два"}, "m": {}}
# Stems of ordinals; the endings are those of an adjective.
_ORDINALS = (
    *("нулев", "перв", "втор", "трет", "четвёрт", "пят", "шест", "седьм", "восьм", "девят", "десят"),
    *("одиннадцат", "двенадцат", "тринадцат", "четырнадцат", "пятнадцат", "шестнадцат"),
    *("семнадцат", "восемнадцат", "девятнадцат"),
)
_ORDINAL_TENS = (
    *("", "", "двадцат", "тридцат", "сороков", "пятидесят"),
    *("шестидесят", "семидесят", "восьмидесят", "девяност"),
)
_ORDINAL_HUNDREDS = (
    *("", "сот", "двухсот", "трёхсот", "четырёхсот", "пятисот"),
    *("шестисот", "семисот", "восьмисот", "девятисот"),
)
_ORDINAL_THOUSANDS = ("", "тысячн", "двухтысячн", "трёхтысячн")
LARGEST = 999_999


def cardinal(number: int, gender: str = "m") -> str:
    """A number from 0 to 999 999 in words, in the nominative: «две», «двадцать один».

    Raises:
        ValueError: it is outside of these.
    """
    if not 0 <= number <= LARGEST:
        raise ValueError(f"no words for {number}")
    if number == 0:
        return _ONES[0]
    thousands, rest = divmod(number, 1000)
    words = []
    if thousands:
        words += [*_below_thousand(thousands, "f"), plural(thousands, "тысяча", "тысячи", "тысяч")]
    return " ".join(words + _below_thousand(rest, gender))


def plural(number: int, one: str, few: str, many: str) -> str:
    """The form of a noun after a number: «вопрос», «вопроса», «вопросов»."""
    last, last_two = number % 10, number % 100
    if last == 1 and last_two != 11:
        return one
    return few if last in (2, 3, 4) and last_two not in (12, 13, 14) else many


def roubles_in_words(amount: Decimal) -> str:
    """A sum of money: «Сто два рубля 50 копеек».

    Raises:
        ValueError: it is negative, or a million roubles or more.
    """
    roubles, kopecks = divmod(int(amount * 100), 100)
    words = cardinal(roubles)
    named = plural(roubles, "рубль", "рубля", "рублей")
    return f"{words[:1].upper()}{words[1:]} {named} {kopecks:02d} {plural(kopecks, 'копейка', 'копейки', 'копеек')}"


def day_in_words(day: date, case: str = GrammarCase.NOMINATIVE) -> str:
    """A date wholly in words, in the nominative or the genitive.

    «Двадцать шестое ноября две тысячи двадцать шестого года».

    Raises:
        ValueError: the year is not one of 1000 to 3999.
    """
    ending = "ого" if case == GrammarCase.GENITIVE else "ое"
    of_month = _ordinal(day.day, ending)
    return f"{of_month} {MONTHS[day.month - 1]} {_ordinal(day.year, 'ого')} года"


def day_long(day: date) -> str:
    """A date with its month in words: «26 ноября 2026 г.»."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year} г."


def _below_thousand(number: int, gender: str) -> list[str]:
    hundreds, rest = divmod(number, 100)
    words = [_HUNDREDS[hundreds]] if hundreds else []
    if rest >= 20:
        words.append(_TENS[rest // 10])
        rest %= 10
    if rest:
        words.append(_GENDERED[gender].get(rest, _ONES[rest]))
    return words


def _ordinal(number: int, ending: str) -> str:
    """An ordinal with the ending of a masculine or neuter adjective; only its last word is declined."""
    if not 1 <= number < 4000:
        raise ValueError(f"no words for {number}")
    thousands, rest = divmod(number, 1000)
    if rest == 0:
        return _ORDINAL_THOUSANDS[thousands] + ending
    before = [cardinal(thousands * 1000).removeprefix("одна ")] if thousands else []
    hundreds, rest = divmod(rest, 100)
    if rest == 0:
        return " ".join([*before, _ORDINAL_HUNDREDS[hundreds] + ending])
    before += [_HUNDREDS[hundreds]] if hundreds else []
    tens, ones = divmod(rest, 10)
    if rest < 20:
        return " ".join([*before, _below_twenty(rest, ending)])
    if ones == 0:
        return " ".join([*before, _ORDINAL_TENS[tens] + ending])
    return " ".join([*before, _TENS[tens], _below_twenty(ones, ending)])


def _below_twenty(number: int, ending: str) -> str:
    if number == 3:
        return "третьего" if ending == "ого" else "третье"
    return _ORDINALS[number] + ending
