"""Every page in Russian and in English: what is not data of the world is in the language of its reader."""

import re

import pytest
from django.test import Client
from django.utils.translation import override

from agencies.calendars import year_of, years_known
from agencies.models.attendance import LETTERS
from documents.reference import FILING_RULE
from tests.pages.house import pages
from tests.pages.words import CYRILLIC, LATIN, Data, foreign
from tests.stage import Stage
from workflows.forms import assignments, cases

# Words are a matter of templates and catalogues; test_readings and test_query_counts open the same pages everywhere.
pytestmark = [pytest.mark.django_db, pytest.mark.embedded_only]

# Names that are the same in both languages, names of Russian acts, and ready phrases, texts of Russian papers.
EVERYWHERE = frozenset(
    {"Mezhved", "EN", "RU", "English", "Русский", "PDF", "PDF/A", "XML", "BPMN", "SHA", "SVG", "csv", "xlsx"}
    | {"ASiC-E", "CSV", "DOCX", "ODS", "ODT", "Tesseract", "XLSX"}
    | {"DER", "ECDSA", "HTTPS", "JSON", "OCSP", "PEM", "TLS"}
    | {"own-request"}  # an example of a code
    | {"signature"}  # the name of a file: signature.p7s
    | {"Доложить об исполнении"}  # the text of an assignment: data that the catalogue knows, too
    | {"нет"}  # what a page is asked for
    # The name of a file, a kind of paper, a unit, number and date in a receipt: data that the catalogue knows, too.
    | {"Письмо", "Запрос", "Отчёт", "Экспертная комиссия", "от"}
    | {"Жалоба на услугу", "Заявление об услуге"}  # kinds of term: data that the catalogue knows, too
    | frozenset(LETTERS.values())  # codes of a Russian form, each with what it means beside it
    | {"постоянно"}  # what a file plan says of a file: data that the catalogue knows, too
    | set(CYRILLIC.findall(FILING_RULE[1]))  # the source of a rule, in Russian as the rule is
)
DECREES = frozenset(run for year in years_known() for run in CYRILLIC.findall(year_of(year).source))
PHRASES = frozenset(run for text in (*cases.READY_TEXTS, *assignments.READY_TEXTS) for run in CYRILLIC.findall(text))


@pytest.mark.feature("F45")
@pytest.mark.parametrize(("language", "script"), [("en", CYRILLIC), ("ru", LATIN)], ids=["en", "ru"])
def test_no_page_says_a_word_in_the_other_language(house: Stage, language: str, script: re.Pattern[str]) -> None:
    """Neither a string that was never marked for translation nor one whose translation is missing."""
    shown = {}
    for role, path in set(pages(house)):
        client = Client(headers={"accept-language": language})
        client.force_login(house.world.person(role), backend="agencies.backends.EmployeeBackend")
        shown[path] = client.get(path).content.decode()

    with override(language):
        data = Data()
    found = {
        (path, *one)
        for path, page in shown.items()
        for one in foreign(page, script, data, EVERYWHERE | PHRASES | DECREES)
    }
    assert found == set(), "\n".join(sorted(map(str, found)))
