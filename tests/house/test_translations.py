"""Everything that the interface says is there in both languages."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.feature("F45")
def test_no_string_is_untranslated() -> None:
    """The catalogue holds every string of code and templates, with the same placeholders, and nothing else."""
    done = subprocess.run(
        [sys.executable, "deploy/translations.py", "check"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout


@pytest.mark.feature("F45")
@pytest.mark.parametrize(("number", "words"), [(1, "1 день"), (2, "2 дня"), (5, "5 дней"), (21, "21 день")])
def test_russian_counts_days_in_the_right_form(number: int, words: str) -> None:
    """Plural forms follow the language."""
    from django.utils.translation import ngettext, override

    with override("ru"):
        assert ngettext("%(count)s day", "%(count)s days", number) % {"count": number} == words
