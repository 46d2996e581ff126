"""The page of refusals tells of every code what the program says, and where it is said."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from exchange.reports import OWN_CODES, meaning
from signing.findings import Code

pytestmark = pytest.mark.feature("F02")

ROOT = Path(settings.BASE_DIR)
ROW = re.compile(r"^\| `([A-Z_]+)` \| (.+?) \| (.+?) \|$", re.MULTILINE)
TABLE = {code: (words, re.findall(r"`([^`]+)`", where)) for code, words, where in ROW.findall(
    (ROOT / "docs/refusals.md").read_text()
)}  # fmt: skip
AT_THE_GATE = (
    *("exchange/services/receiving.py", "exchange/services/arrivals.py"),
    *("exchange/containers/opening.py", "exchange/views/gateway.py"),
)


def test_the_page_names_every_code_and_no_other() -> None:
    """Those of the verifier and those of the gate."""
    assert TABLE.keys() == {*Code.__members__, *OWN_CODES}


def test_the_page_says_of_each_code_what_the_program_says() -> None:
    """In the language of the sources."""
    with translation.override("en"):
        said = {code: meaning(code) for code in TABLE}

    assert {code: words for code, (words, _where) in TABLE.items()} == said


def test_every_code_has_words_in_both_languages() -> None:
    """And the Russian ones are Russian."""
    with translation.override("ru"):
        said = {code: meaning(code) for code in TABLE}

    assert [code for code, words in said.items() if not re.search("[а-яё]", words)] == []


def test_each_code_is_said_where_the_page_says_so() -> None:
    """The module names it, as the verifier does or as a rule of the gate."""
    missing = []
    for code, (_words, modules) in TABLE.items():
        forms = (f"Code.{code}", f'"{code}"', f'"{code.lower().replace("_", "-")}"')
        missing += [code for module in modules if not any(form in (ROOT / module).read_text() for form in forms)]
        missing += [] if modules else [code]

    assert missing == []


def test_whatever_the_gate_may_answer_is_a_code_of_the_page() -> None:
    """Nothing goes out that nobody can look up."""
    said = {code for module in AT_THE_GATE for code in re.findall(r'"([A-Z][A-Z_]{4,})"', (ROOT / module).read_text())}

    assert said - TABLE.keys() == {"CONTENT_LENGTH"}  # a field of the request
