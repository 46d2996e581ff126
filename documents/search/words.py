"""Words as the index knows them: lower case, е for ё, without endings; the same on every database."""

import re
import threading
from functools import lru_cache

import snowballstemmer

WORD = re.compile(r"[^\W_]+")
# A longer run of letters and digits is no word: a key, a hash, a picture that was written as text.
LONGEST = 64
_CYRILLIC = re.compile("[а-я]+")
_LATIN = re.compile("[a-z]+")
# Too common to find anything by; they stay in the index, for phrases.
_COMMON = (
    "а без бы в во все для до его ее если же за и из или их к как ко ли на не ни но о об от по под при с со так также "
    "то у что чтобы это a an and at by for from in is of on or the to with"
)
COMMON = frozenset(_COMMON.split())
# Endings that Snowball takes off after а and я, and nouns that it takes for a form of something shorter.
_ENDINGS_OF_VERBS = frozenset(["л", "ла", "ло", "ли", "н", "на", "но", "ны"])
_WHOLE = frozenset(["прием", "заем", "водоем", "подъем", "объем"])
_SURNAMES = ("ов", "ев")
_own = threading.local()


def plain(text: str) -> str:
    """Lower case with е for ё, letter by letter: places in it are those of the text."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(one if len(one.lower()) != 1 else one.lower() for one in text)
    return lower.replace("ё", "е")


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The word without its ending; a number or a mixture stays as it is."""
    if _CYRILLIC.fullmatch(word):
        return _of_nouns(word, str(_stemmer("russian").stemWord(word)))
    if _LATIN.fullmatch(word):
        return str(_stemmer("english").stemWord(word))
    return word


def readings(word: str) -> tuple[str, ...]:
    """The stems under which a word may stand in the index, if it is a surname as well: «Чернышёв» looks like a plural.

    The index has «черныш» for «Чернышёв», and «чернышев» for «Чернышёва».
    """
    found = stem(word)
    again = stem(found) if _CYRILLIC.fullmatch(found) and found.endswith(_SURNAMES) else found
    whole = word if word.endswith(_SURNAMES) else found
    return tuple(dict.fromkeys((found, again, whole)))


def stems(text: str) -> list[str]:
    """The words of a text in their order."""
    return [stem(word) for word in WORD.findall(plain(text)) if len(word) <= LONGEST]


def _of_nouns(word: str, found: str) -> str:
    """What Snowball takes for an ending of a verb belongs to the nouns of an office: водоканал, стакан, приём.

    So «канал», «канала» and «каналом» have one stem, and so have «указан», «указана» and «указание».
    """
    if (whole := word.removesuffix("у")) in _WHOLE:
        return whole
    cut = word[len(found) :]
    return found + cut[0] if cut in _ENDINGS_OF_VERBS and found[-1:] in ("а", "я") else found


def _stemmer(language: str) -> snowballstemmer.stemmer:
    """The thread's own: a stemmer keeps the word it works on in itself."""
    kept = _own.__dict__
    if language not in kept:
        kept[language] = snowballstemmer.stemmer(language)
    return kept[language]
