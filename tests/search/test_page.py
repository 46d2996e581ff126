"""The page of search: what it shows, what it keeps, what it notes."""

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from documents.search import finding
from history.models import Reading
from tests.stage import Stage, stage

__all__ = ["stage"]

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F32", "F45")]


def opened(stage: Stage, role: str, **asked: str) -> tuple[int, html.HtmlElement]:
    """Status and page for a person's question."""
    client = Client()
    client.force_login(stage.world.person(role), backend="agencies.backends.EmployeeBackend")
    answer = client.get(reverse("documents:search"), asked)
    return answer.status_code, html.fromstring(answer.content.decode())


def test_one_question_finds_cases_applicants_and_documents(stage: Stage) -> None:
    """With the words marked."""
    _status, page = opened(stage, "clerk", q="Фролову крыши")

    links = page.xpath("//main//a/@href")
    assert reverse("workflows:case", args=[stage.case.pk]) in links
    assert reverse("workflows:document", args=[stage.case.documents.get(flow="appeal").pk]) in links
    assert [one.text for one in page.xpath("//mark")] != []
    assert {one.text.lower() for one in page.xpath("//mark")} == {"крыши"}
    _status, page = opened(stage, "clerk", q="Фролову", of="people")
    assert reverse("citizens:person", args=[stage.applicant.pk]) in page.xpath("//main//a/@href")


def test_what_was_asked_stays_in_the_form_and_a_wrong_day_is_told(stage: Stage) -> None:
    """The words, the field, and the message beside it."""
    status, page = opened(stage, "clerk", q="крыша", since="01.02.2026", until="01.01.2026", whom="Водоканал")

    assert status == 422
    assert page.xpath("//input[@id='id_q']/@value") == ["крыша"]
    assert page.xpath("//input[@name='whom']/@value") == ["Водоканал"]
    assert page.xpath("//input[@name='until']/@aria-invalid") == ["true"]


def test_a_search_leaves_a_reading_of_what_was_looked_for_and_shown(stage: Stage) -> None:
    """Also where nothing was found; a name in the field of correspondents is looked for as well."""
    opened(stage, "clerk", q="крыша", whom="Фролова")

    reading = Reading.objects.latest("id")
    assert (reading.kind, reading.page, reading.query) == ("searched", "documents:search", "крыша Фролова")
    shown = {(one.object_type, one.object_key) for one in reading.mentions.all()}
    assert ("documents.document", stage.case.documents.get(flow="appeal").pk) in shown
    opened(stage, "stranger", q="Фролова")
    assert Reading.objects.latest("id").query == "Фролова"


def test_markup_in_a_paper_or_a_question_is_shown_as_it_is_written(stage: Stage) -> None:
    """Never as markup."""
    letter = stage.letter
    letter.subject = "О <script>alert(1)</script> водоводе"
    letter.save()

    _status, page = opened(stage, "clerk", q='водовод <b>"x" script')

    assert page.xpath("//main//script") == []
    assert page.xpath("//main//b") == []


@pytest.mark.parametrize("asked", [{"page": "9" * 30}, {"before": "-1"}, {"before": "x"}, {"of": "<x>"}, {"unit": "9"}])
def test_a_forged_address_shows_a_page_all_the_same(stage: Stage, asked: dict[str, str]) -> None:
    """Or says what is wrong with it."""
    assert opened(stage, "clerk", q="крыша", **asked)[0] in (200, 422)


def test_pages_of_a_long_find_lead_on(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """By worth and by date, from the first to the last."""
    monkeypatch.setattr(finding, "PAGE", 1)
    for order in ("", "date"):
        _status, page = opened(stage, "clerk", q="соборной", of="documents", order=order)
        seen, following = page.xpath("//ol[@class='hits']//a/@href"), page.xpath("//a[@rel='next']/@href")
        while following:
            client = Client()
            client.force_login(stage.world.person("clerk"), backend="agencies.backends.EmployeeBackend")
            page = html.fromstring(client.get(reverse("documents:search") + following[0]).content.decode())
            seen += page.xpath("//ol[@class='hits']//a/@href")
            following = page.xpath("//a[@rel='next']/@href")
        assert len(seen) == len(set(seen)) >= 3
