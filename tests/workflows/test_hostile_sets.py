"""Files of sets with hostile or broken templates and filters: refused whole, each with a stable code."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from documents.models import LetterTemplate
from tests.codes import codes
from tests.documents.forms import a_form, with_part
from tests.people import Office
from tests.workflows.sets import a_filter, a_template, coded, imported, previewed, the_file

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F53")]
RELATION = (
    '<Relationship Id="rId99" TargetMode="External" Target="http://example.org/x" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/></Relationships>'
)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (lambda: a_template(docx=coded(with_part(a_form(), "word/vbaProject.bin", "x"))), "docx-active"),
        (
            lambda: a_template(
                docx=coded(with_part(a_form(), "word/_rels/document.xml.rels", RELATION, instead_of="</Relationships>"))
            ),
            "docx-active",
        ),
        (lambda: a_template(docx=coded(with_part(a_form(), "word/x.xml", b" " * 21_000_000))), "docx-too-large"),
        (lambda: a_template(docx=coded(b"MZ\x90")), "docx-broken"),
        (lambda: a_template(docx="***"), "docx-broken"),
        (lambda: a_template(docx="é"), "docx-broken"),
        (lambda: a_template(docx=coded(a_form("{{ summary.__class__ }}"))), "docx-forbidden"),
        (lambda: a_template(docx=coded(a_form("{{ nothing }}"))), "unknown-field"),
        (lambda: a_template(body="{nothing}"), "unknown-field"),
        (lambda: a_template(subject="{"), "brace-alone"),
        (lambda: a_template(purpose="inquiry", body="{applicant_name}"), "applicant-named"),
        (lambda: a_template(purpose="none"), "purpose-unknown"),
        (lambda: a_template(name=" "), "name-missing"),
        (lambda: a_template(name="я" * 121), "name-too-long"),
        (lambda: a_template(subject="я" * 301), "name-too-long"),
        (lambda: a_template(body="я" * 20_001), "template-too-long"),
        (lambda: a_template(layout="own"), "template-unreadable"),
        (lambda: a_template(body=7), "template-unreadable"),
        (lambda: a_template(body="\u0000"), "template-unreadable"),
        (lambda: ["answer"], "template-unreadable"),
    ],
)
def test_a_hostile_template_is_refused_beside_the_file_and_nothing_is_taken(
    office: Office, row: Any, code: str
) -> None:
    """With a stable code, in the preview and in the act alike; the sound template beside it is not taken either."""
    text = the_file(templates=[a_template(name="Хороший"), row()])

    for ask in (previewed, imported):
        with pytest.raises(ValidationError) as refused:
            ask(office, text)
        assert {one.code for one in refused.value.error_dict["file"]} == {code}
    assert not LetterTemplate.objects.filter(agency=office.agency).exists()


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (a_filter(q="Фролова"), "filter-unreadable"),
        (a_filter(unit="1"), "filter-unreadable"),
        (a_filter(flow="none"), "filter-unreadable"),
        (a_filter(late=True), "filter-unreadable"),
        ({"name": "П", "asks": []}, "filter-unreadable"),
        ({"name": 1, "asks": {"late": "on"}}, "filter-unreadable"),
        ({"name": "П", "asks": {"late": "on"}, "owner": "clerk"}, "filter-unreadable"),
        ({"name": "П", "asks": {}}, "filter-empty"),
        ({"name": " ", "asks": {"late": "on"}}, "name-missing"),
        ({"name": "я" * 81, "asks": {"late": "on"}}, "name-too-long"),
    ],
)
def test_a_filter_that_asks_for_more_than_closed_lists_is_refused(office: Office, row: Any, code: str) -> None:
    """No words, no people, no rows of one agency."""
    with pytest.raises(ValidationError) as refused:
        previewed(office, the_file(filters=[row]))

    assert {one.code for one in refused.value.error_dict["file"]} == {code}


@pytest.mark.parametrize(
    "more",
    [
        {"templates": {}},
        {"filters": "x"},
        {"templates": [a_template(), a_template()]},
        {"filters": [a_filter(), a_filter()]},
    ],
)
def test_a_file_that_names_something_twice_is_no_set(office: Office, more: dict[str, Any]) -> None:
    """Nor one whose parts are no lists."""
    with pytest.raises(ValidationError) as refused:
        previewed(office, the_file(**more))

    assert codes(refused) == ["set-unreadable"]
