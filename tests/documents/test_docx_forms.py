"""Docx forms: filled with fields and nothing else; a hostile one reaches neither Python nor other files."""

from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from documents import docx, files, letters, selectors, services
from documents.models import Document, LetterTemplate
from documents.services import TemplateText
from tests.codes import codes
from tests.documents.forms import a_form, with_part, words_of
from tests.world import World
from workflows.models import WorkKind
from workflows.services import letters as road

pytestmark = pytest.mark.feature("F12")
Purpose = LetterTemplate.Purpose
DOCUMENT, RELATIONS = "word/document.xml", "word/_rels/document.xml.rels"
END_OF_BODY = "<w:sectPr"


def test_fields_lists_and_conditions_are_filled_and_values_are_only_text() -> None:
    """A value that looks like a field or like XML stays what it is; its lines stay lines."""
    form = a_form(
        "Кому: {{ applicant_short_dative }}",
        "{% if in_reply_to %}На {{ in_reply_to }}{% endif %}",
        "{{ letter_text }}",
        rows=["{%tr for question in question_list %}", "{{ loop.index }}. {{ question }}", "{%tr endfor %}"],
    )

    made = docx.filled(
        form,
        {
            "applicant_short_dative": "Фроловой <М.> & С.\x07",
            "in_reply_to": "",
            "letter_text": "Первая {{ letter_text }}.\nВторая.",
            "question_list": ["Когда?", "Почему?"],
        },
    )

    assert words_of(made) == [
        "Кому: Фроловой <М.> & С.",
        "",
        "Первая {{ letter_text }}.\nВторая.",
        "1. Когда?",
        "2. Почему?",
    ]
    assert docx.names_of(form) == {"applicant_short_dative", "in_reply_to", "letter_text", "question_list"}


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ summary.__init__.__globals__ }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ summary|attr('__class__') }}",
        "{{ summary['x'] }}",
        "{{ lipsum() }}",
        "{{ 'a' * 999999999 }}",
        "{{ self }}{{ self.x }}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{% extends 'x' %}",
        "{% set x = 1 %}",
        "{% macro x() %}{% endmacro %}",
        "{% for x in range(100000) %}x{% endfor %}",
        "{% for x in summary %}x{% endfor %}",
        "{% for x in question_list %}{% for y in question_list %}x{% endfor %}{% endfor %}",
        "{% for x in question_list recursive %}x{% endfor %}",
        "{% if summary == 'x' %}x{% endif %}",
        "{% filter upper %}x{% endfilter %}",
        "{% for x in question_list %}{{ loop.cycle('a') }}{% endfor %}",
    ],
)
def test_a_form_does_nothing_but_fields_lists_and_conditions(text: str) -> None:
    """Refused when it is uploaded, in text, headers and properties alike."""
    for form in (a_form(text), with_header(text)):
        with pytest.raises(ValidationError) as refused:
            docx.names_of(form)

        assert codes(refused) == ["docx-forbidden"]


def with_header(text: str) -> bytes:
    """A form that says this in its header."""
    from docx import Document as Docx

    document, made = Docx(), BytesIO()
    document.sections[0].header.paragraphs[0].text = text
    document.save(made)
    return made.getvalue()


FIELD = '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{}</w:instrText></w:r></w:p>'
EXTERNAL = (
    '<Relationship Id="rId99" TargetMode="External" Target="http://example.org/x" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}"/></Relationships>'
)


@pytest.mark.parametrize(
    ("name", "content", "instead_of", "code"),
    [
        ("word/vbaProject.bin", "x", "", "docx-active"),
        ("word/embeddings/oleObject1.bin", "x", "", "docx-active"),
        ("word/activeX/activeX1.xml", "<x/>", "", "docx-active"),
        (RELATIONS, EXTERNAL.format("attachedTemplate"), "</Relationships>", "docx-active"),
        (RELATIONS, EXTERNAL.format("image"), "</Relationships>", "docx-active"),
        (DOCUMENT, FIELD.format("DDEAUTO c:\\\\x cmd") + END_OF_BODY, END_OF_BODY, "docx-active"),
        (DOCUMENT, FIELD.format("INCLUDETEXT /etc/passwd") + END_OF_BODY, END_OF_BODY, "docx-active"),
        (DOCUMENT, '<w:p><w:fldSimple w:instr="IMPORT x"/></w:p>' + END_OF_BODY, END_OF_BODY, "docx-active"),
        ("[Content_Types].xml", "document.macroEnabled.main", "document.main", "docx-active"),
        ("word/x.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "", "docx-broken"),
        ("word/x.xml", "<x>".encode("utf-16"), "", "docx-broken"),
        (DOCUMENT, "<w:p>" + END_OF_BODY, END_OF_BODY, "docx-broken"),
    ],
)
def test_a_form_that_reaches_out_of_itself_is_refused(name: str, content: str, instead_of: str, code: str) -> None:
    """Macros, embedded objects, other files, entities."""
    with pytest.raises(ValidationError) as refused:
        docx.names_of(with_part(a_form("{{ summary }}"), name, content, instead_of=instead_of))

    assert codes(refused) == [code]


def test_a_bomb_a_large_file_and_no_docx_at_all_are_refused() -> None:
    """Each with its code."""
    tries = {
        "docx-too-large": [with_part(a_form(), "word/x.xml", b" " * 21_000_000), b"x" * (docx.LARGEST + 1)],
        "docx-broken": [b"PK\x03\x04", b"", a_form("{{ summary")],
    }
    for code, forms in tries.items():
        for form in forms:
            with pytest.raises(ValidationError) as refused:
                docx.names_of(form)
            assert codes(refused) == [code]


def test_a_form_that_would_take_minutes_is_ended() -> None:
    """By the limit on time or memory, or because it is broken; in any case soon."""
    text = "{{ summary }}" * 20_000

    docx.names_of(a_form(text))

    with pytest.raises(ValidationError) as refused:
        docx.filled(a_form(text), {"summary": "x" * 200_000})
    assert codes(refused) == ["docx-too-slow"]


@pytest.mark.parametrize(
    ("purpose", "field", "code"),
    [
        (Purpose.ANSWER, "nothing", "unknown-field"),
        (Purpose.INQUIRY, "applicant_name", "applicant-named"),
        (Purpose.REPLY, "greeting", "applicant-named"),
    ],
)
def test_the_fields_of_a_form_are_checked_when_it_is_uploaded(purpose: str, field: str, code: str) -> None:
    """An inquiry's form does not name the applicant (L03)."""
    with pytest.raises(ValidationError) as refused:
        letters.check_form(purpose, a_form(f"{{{{ {field} }}}}"))

    assert codes(refused) == [code]


def letter_with_form(world: World) -> Document:
    """The draft of an answer, begun with a template that has a form."""
    keeper, case = world.person("controller"), world.appeal(questions=["Когда?"])
    world.resolved(case)
    template = LetterTemplate.objects.get(agency=world.office.agency, purpose=Purpose.ANSWER)
    form = a_form("{{ applicant_short_dative }}", "{{ letter_subject }}: {{ letter_text }}", "{{ signer_initials }}")
    text = TemplateText("О доме", "{greeting}", files.store(BytesIO(form), name="форма.docx"))
    services.write_template_draft(actor=keeper, template=template, name=template.name, text=text)
    template = services.publish_template(actor=keeper, template=template)
    draft = world.draft(Purpose.ANSWER, template=template, template_version=template.version)
    return road.draft_letter(actor=world.person("executor"), item=world.item(WorkKind.EXECUTE, case), letter=draft)


@pytest.mark.django_db
def test_the_working_form_is_a_file_of_the_letter_and_never_what_is_signed(world: World) -> None:
    """It says what the letter says; a changed letter supersedes it."""
    executor, letter = world.person("executor"), letter_with_form(world)

    kept = services.make_working_form(actor=executor, document=letter)

    with files.open_stored(kept.stored) as source:
        assert words_of(source.read()) == [
            "Фроловой М. С.",
            "О доме 14 по ул. Соборной: Сообщаем следующее.",
            "И. П. Сомова",
        ]
    assert (kept.role, kept.is_current, kept.version) == ("working_form", True, 1)
    road.change_draft(actor=executor, document=letter, letter=world.draft(Purpose.ANSWER, body="Иначе."))
    kept.refresh_from_db()
    assert not kept.is_current
    assert services.make_working_form(actor=executor, document=letter).version == 2
    road.submit_letter(actor=executor, document=letter)
    assert [one.role for one in selectors.shown_files(letter)] == ["main"]


@pytest.mark.django_db
def test_a_letter_keeps_the_form_of_its_version(world: World) -> None:
    """Though the next version has none."""
    letter, keeper = letter_with_form(world), world.person("controller")
    assert letter.template is not None
    form = selectors.form_of(letter)
    services.write_template_draft(
        actor=keeper, template=letter.template, name="Без формы", text=TemplateText("О доме", "{greeting}")
    )
    services.publish_template(actor=keeper, template=letter.template)

    letter = Document.objects.get(pk=letter.pk)

    assert form is not None
    assert selectors.form_of(letter) == form


@pytest.mark.django_db
def test_only_the_author_makes_a_working_form_and_only_where_there_is_a_form(world: World) -> None:
    """Others see it among the files."""
    letter, case = letter_with_form(world), world.appeal()
    plain = road.draft_letter(
        actor=world.person("executor"), item=world.resolved(case), letter=world.draft(Purpose.ANSWER)
    )

    with pytest.raises(PermissionDenied):
        services.make_working_form(actor=world.person("unit_head"), document=letter)
    with pytest.raises(ValidationError) as refused:
        services.make_working_form(actor=world.person("executor"), document=plain)

    assert codes(refused) == ["no-form"]


@pytest.mark.django_db
def test_the_pages_take_a_form_give_it_back_and_make_the_working_form(world: World) -> None:
    """A form chosen before another mistake need not be chosen again; a bad one is refused beside its field."""
    keeper, letter = Client(), letter_with_form(world)
    keeper.force_login(world.person("controller"), backend="agencies.backends.EmployeeBackend")
    edit = reverse("documents:template-edit", args=[letter.template_id])
    sent = {"name": "Ответ", "subject": "О доме", "body": "{greeting}"}

    def upload(form: bytes) -> SimpleUploadedFile:
        return SimpleUploadedFile("форма.docx", form, docx.MEDIA_TYPE)

    refused = keeper.post(edit, sent | {"docx": upload(a_form("{{ nothing }}"))})
    assert (refused.status_code, "{nothing}" in refused.text) == (422, True)
    mistaken = keeper.post(edit, sent | {"body": "{wrong}", "docx": upload(a_form("{{ summary }}"))})
    token = mistaken.context["form"]["kept_docx"].value()
    assert mistaken.status_code == 422
    assert keeper.post(edit, sent | {"kept_docx": token, "publish": "1"}).status_code == 302

    given = keeper.get(reverse("documents:template-docx", args=[letter.template_id, 3]))
    assert words_of(given.getvalue()) == ["{{ summary }}"]
    executor = Client()
    executor.force_login(world.person("executor"), backend="agencies.backends.EmployeeBackend")
    assert executor.post(reverse("documents:working-form", args=[letter.pk])).status_code == 302
    assert letter.files.filter(role="working_form").count() == 1
