"""Templates of letters and filters of a set: brought once, drafted from, given out again byte for byte."""

import json
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from agencies.models import Employee, Role, TermKind
from agencies.services import NewPost, hire
from citizens.models import Case, Channel
from documents import files, letters, selectors
from documents import services as documents
from documents.letters.fields import BY_NAME, GAP
from documents.models import Document, DocumentKind, LetterTemplate, SavedFilter, Sharing, TemplateVersion
from documents.pdf.letter import letter_pdf
from documents.services import CorrespondenceCard, TemplateText, brought
from documents.services.brought import BroughtTemplate, Standing
from history import clock
from history.models import Act
from tests.codes import codes
from tests.documents.forms import a_form, with_part, words_of
from tests.people import LOADER, PASSWORD, SINCE, Office
from tests.workflows import ordering
from tests.workflows.running import signed_in
from tests.workflows.sets import NOTE, a_filter, a_template, coded, given_out, imported, previewed, the_file, whole
from tests.world import World
from workflows.designs.letter_form import letter_form
from workflows.ready_sets import ready_set, ready_sets
from workflows.services import design_sets

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F52", "F53")]
CODES = [one.code for one in ready_sets()]
Purpose = LetterTemplate.Purpose


@pytest.mark.parametrize("code", CODES)
def test_a_bare_agency_that_takes_a_set_has_its_templates_and_filters_once(office: Office, code: str) -> None:
    """In force and shared at once; a second time there is nothing to do, and what is given out is what was taken."""
    ready = ready_set(code)
    assert ready is not None

    made = whole(office, code)

    assert {one.state for one in made.templates} == {"published"}
    names = {one["name"] for one in ready.held["templates"]}
    assert {one.template.name for one in made.templates} == names
    assert {one.name for one in SavedFilter.objects.visible_to(office.person("clerk"))} == {
        one["name"] for one in ready.held["filters"]
    }
    assert set(previewed(office, ready.text)) == {Standing.SAME}
    with pytest.raises(ValidationError) as refused:
        whole(office, code)
    assert codes(refused) == ["nothing-changed"]
    told = json.loads(given_out(office))
    for part in ("templates", "filters"):
        assert sorted(told[part], key=by_name) == sorted(ready.held[part], key=by_name)
        assert all(one["name_en"] for one in ready.held[part])


def by_name(row: dict[str, str]) -> str:
    """For comparing without regard to order."""
    return row["name"]


def test_sets_have_a_letter_of_each_purpose_and_both_kinds_of_orders(office: Office) -> None:
    """An order on main activity comes with the records office, one on staff with the staff office."""
    for code in CODES:
        whole(office, code)

    found = LetterTemplate.objects.filter(agency=office.agency)
    assert {one.purpose for one in found} == set(Purpose.values)
    assert {one.name for one in found.filter(purpose="order")} == {
        "Приказ по основной деятельности",
        "Приказ по личному составу",
    }
    assert all(one.docx is not None for one in found.exclude(purpose="order"))


@pytest.mark.parametrize("code", CODES)
def test_a_letter_of_each_template_of_a_set_has_all_its_fields_filled(world: World, code: str) -> None:
    """Drafted in a case, drawn as the paper that is signed, and as the working form."""
    made = [one.template for one in whole(world.office, code).templates]
    case = world.appeal(questions=["Когда отремонтируют крышу?"])
    world.resolved(case)
    case.refresh_from_db()
    executor, signer = world.person("executor"), world.person("leader")

    for template in made:
        template.refresh_from_db()
        document = drafted(world, template, case)
        text = drawn(document)
        assert not set(text) & {"{", "}"}, template.name
        assert squeezed(document.subject) in text, template.name
        facts = letters.facts_of(
            None if template.purpose == Purpose.ORDER else document.case,
            executor,
            purpose=template.purpose,
            signer=signer,
            forwarded_to="Комитет по охране памятников",
        )
        for name in used(template):
            assert letters.filled(f"{{{name}}}", facts) not in ("", GAP), (template.name, name)
        if template.docx is not None:
            form = documents.make_working_form(actor=executor, document=document)
            with files.open_stored(form.stored) as source:
                words = " ".join(words_of(source.read()))
            assert "{{" not in words, template.name
            assert all(one in words for one in (document.subject, signer.last_name, executor.last_name)), template.name


def drafted(world: World, template: LetterTemplate, case: Case) -> Document:
    """A letter or an order begun with the template, as its page begins it."""
    executor, signer = world.person("executor"), world.person("leader")
    if template.purpose == Purpose.ORDER:
        subject, body = letters.fill(template, None, executor, signer)
        return ordering.drafted(world, subject=subject, body=body, template=template, template_version=template.version)
    if template.purpose == Purpose.REPLY:
        case = asked(world, str(template.pk))
    subject, body = letters.fill(template, case, executor, signer, forwarded_to="Комитет по охране памятников")
    more: dict[str, Any] = {}
    if template.purpose in (Purpose.FORWARDING, Purpose.REPLY):
        more = {"correspondent_name": "Комитет по охране памятников", "correspondent_address": "пл. Мира, д. 1"}
    draft = world.draft(
        template.purpose, subject=subject, body=body, template=template, template_version=template.version, **more
    )
    return documents.draft_letter(actor=executor, case=case, letter=draft)


def asked(world: World, number: str) -> Case:
    """The case of an inquiry of another body, in the hands of the executor."""
    letter = CorrespondenceCard(
        correspondent_name="Комитет по охране памятников",
        their_number=number,
        their_date=clock.today() - timedelta(days=2),
        summary="О доме 14",
        received_on=clock.today(),
        channel=Channel.POST,
        kind=DocumentKind.objects.get(name="Письмо"),
        term_kind=TermKind.objects.get(code="agency-inquiry"),
    )
    came = documents.register_correspondence(actor=world.person("clerk"), agency=world.office.agency, letter=letter)
    assert came.case is not None
    world.resolved(came.case)
    came.case.refresh_from_db()
    return came.case


def used(template: LetterTemplate) -> set[str]:
    """The fields that a template names."""
    return {name for name in BY_NAME if f"{{{name}}}" in template.subject + template.body}


def drawn(document: Document) -> str:
    """The paper's words."""
    pages = PdfReader(letter_pdf(document)).pages
    return squeezed(" ".join(page.extract_text() for page in pages))


def squeezed(text: str) -> str:
    """Lines are broken anywhere on paper."""
    return "".join(text.split())


def test_the_form_of_the_sets_is_the_same_bytes_each_time_and_a_form_that_may_be_filled() -> None:
    """For every purpose of letters, an inquiry among them: it names no applicant by itself."""
    form = letter_form()
    letter_form.cache_clear()

    assert letter_form() == form
    for purpose in Purpose.values:
        letters.check_form(purpose, form)


def test_what_goes_out_comes_in_elsewhere_and_goes_out_the_same(office: Office) -> None:
    """Byte for byte, with the bytes of the forms; what asks for words stays in the agency."""
    other = office.other
    assert other is not None
    other.people["administrator"] = hire(
        actor=LOADER,
        employee=Employee(username="b_admin", last_name="Юрьев", first_name="Юрий", patronymic="Юрьевич", sex="m"),
        password=PASSWORD,
        post=NewPost(unit=other.units["02"], title="администратор", role=Role.ADMINISTRATOR, starts_on=SINCE),
    )
    form = a_form("{{ summary }}")
    rows = [a_template(docx=coded(form)), a_template(name="Без формы", body="Строка.\r\n\r\n| а | б\n| 1 | 2")]
    imported(office, the_file(templates=rows, filters=[a_filter(), a_filter(flow="order") | {"name": "П"}]))
    documents.save_filter(actor=office.person("clerk"), name="Фролова", asked="q=roof", sharing=Sharing.AGENCY)

    text = given_out(office)
    imported(other, text)

    told = json.loads(text)
    assert [one["name"] for one in told["filters"]] == ["П", "Что просрочено"]
    assert given_out(other) == text == given_out(office)
    kept = LetterTemplate.objects.get(agency=other.agency, name="Ответ из набора").docx
    assert kept is not None
    with files.open_stored(kept) as source:
        assert source.read() == form


def test_without_a_note_templates_are_drafts_and_filters_are_not_shared(office: Office) -> None:
    """The head of the records office puts the draft in force; a letter begins with it only then."""
    text = the_file(templates=[a_template()], filters=[a_filter()])

    made = imported(office, text, note="")

    (draft,) = made.templates
    assert (draft.state, draft.template.version, made.filters) == ("draft", 0, [])
    assert not selectors.templates(office.agency, Purpose.ANSWER)
    assert previewed(office, text) == [Standing.HELD, Standing.NEW]
    documents.publish_template(actor=office.person("controller"), template=draft.template)
    assert selectors.templates(office.agency, Purpose.ANSWER).get().body == "{greeting}\n\nРассмотрено, {{в скобках}}."
    assert previewed(office, text) == [Standing.SAME, Standing.NEW]


def test_a_changed_template_is_the_next_version_and_the_one_before_stays(office: Office) -> None:
    """A form alone is a change, too."""
    (first,) = imported(office, the_file(templates=[a_template()])).templates
    changed = the_file(templates=[a_template(docx=coded(a_form("{{ summary }}")))])

    assert previewed(office, changed) == [Standing.CHANGED]
    (second,) = imported(office, changed).templates

    first.refresh_from_db()
    assert (first.state, second.number, second.state) == ("superseded", 2, "published")
    assert second.template_id == first.template_id
    verbs = Act.objects.filter(subject_type="documents.lettertemplate").order_by("id").values_list("verb", flat=True)
    assert [one.rpartition("_")[2] for one in verbs] == ["made", "published", "drafted", "published"]


def test_what_is_in_the_way_is_told_and_nothing_is_written_over(office: Office) -> None:
    """A retired template, one that somebody is writing, another filter of the name, a topic that is not there."""
    keeper = office.person("controller")
    text = TemplateText("О рассмотрении", "Свой текст.")
    make = {"actor": keeper, "agency": office.agency, "purpose": "answer", "text": text}
    documents.retire_template(
        actor=keeper,
        template=documents.publish_template(
            actor=keeper,
            template=documents.make_template(**make, name="Выведен"),  # type: ignore[arg-type]
        ),
    )
    documents.make_template(**make, name="Пишется")  # type: ignore[arg-type]
    mine = documents.save_filter(actor=keeper, name="Что просрочено", asked="flow=order", sharing=Sharing.AGENCY)
    rows = [a_template(name="Выведен"), a_template(name="Пишется")]
    held = the_file(templates=rows, filters=[a_filter(), {"name": "Тема", "asks": {"topic": "no-such"}}])

    found = design_sets.preview(actor=office.person("administrator"), agency=office.agency, text=held)
    with pytest.raises(ValidationError) as refused:
        imported(office, held)

    assert [(one.becomes, bool(one.why)) for one in found] == [(Standing.HELD, True)] * 4
    assert codes(refused) == ["nothing-changed"]
    mine.refresh_from_db()
    assert (mine.asked, TemplateVersion.objects.filter(body__contains="Рассмотрено").count()) == ("flow=order", 0)


def test_only_who_sets_the_agency_up_or_keeps_its_templates_brings_any(world: World) -> None:
    """And an administrator nothing to another agency."""
    given = BroughtTemplate("answer", "Чужой", "О", "Текст.")
    assert world.office.other is not None

    for role in ("executor", "clerk", "leader"):
        with pytest.raises(PermissionDenied):
            brought.bring_template(actor=world.person(role), agency=world.office.agency, given=given, is_published=True)
    with pytest.raises(PermissionDenied):
        brought.bring_template(
            actor=world.person("administrator"), agency=world.office.other.agency, given=given, is_published=True
        )
    with pytest.raises(PermissionDenied):
        design_sets.import_set(
            actor=world.person("controller"), agency=world.office.agency, text=the_file(templates=[a_template()])
        )
    assert not LetterTemplate.objects.filter(name="Чужой").exists()


def test_a_filter_of_a_set_is_changed_by_the_head_of_the_records_office(office: Office) -> None:
    """Its owner is the administrator, who takes no part in papers; others open it and leave it as it is."""
    (kept,) = imported(office, the_file(filters=[a_filter()])).filters
    page = reverse("documents:filter-change", args=[kept.pk])

    assert signed_in(office, "clerk").get(page).status_code == 404
    assert "Что просрочено" in signed_in(office, "clerk").get(reverse("documents:search")).content.decode()
    head = signed_in(office, "controller")
    assert page in head.get(reverse("documents:search")).content.decode()
    assert head.post(page, {"name": "Просрочено", "sharing": "agency"}).status_code == 302
    kept.refresh_from_db()
    assert kept.name == "Просрочено"
    assert head.post(reverse("documents:filter-delete", args=[kept.pk])).status_code == 302
    assert not SavedFilter.objects.filter(pk=kept.pk).exists()


def test_a_file_is_looked_at_and_taken_in_the_page(office: Office) -> None:
    """The preview shows each template filled with an invented example; a hostile one is told beside the field."""
    admin = signed_in(office, "administrator")
    text = the_file(templates=[a_template(docx=coded(a_form("{{ summary }}")))], filters=[a_filter()])
    bad = the_file(templates=[a_template(docx=coded(with_part(a_form(), "word/vbaProject.bin", "x")))])

    shown = admin.post("/designs/import/", {"action": "look", "file": upload(text)})
    refused = admin.post("/designs/import/", {"action": "look", "file": upload(bad)})
    taken = admin.post("/designs/import/", {"action": "take", "text": shown.context["text"], "note": NOTE}, follow=True)

    assert "Уважаемая Мария Степановна!" in shown.content.decode()
    assert "Рабочая форма: docx" in shown.content.decode()
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["file"])
    said = taken.content.decode()
    assert "1 шаблон писем действует." in said
    assert "1 фильтр предлагается всему органу." in said


def upload(text: str) -> SimpleUploadedFile:
    """A chosen file."""
    return SimpleUploadedFile("set.json", text.encode(), "application/json")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ru", ["Отказ в предоставлении услуги", "шаблоны писем", "фильтры поиска"]),
        ("en", ["Refusal of a service", "templates of letters", "filters of the search"]),
    ],
)
def test_the_list_of_sets_names_templates_and_filters_in_both_languages(
    office: Office, language: str, words: list[str]
) -> None:
    """And the page of a set shows what each template says."""
    admin = signed_in(office, "administrator", language)

    listed = admin.get("/designs/sets/").content.decode()
    card = admin.get("/designs/sets/services/").content.decode()

    assert all(one.lower() in listed.lower() for one in words)
    assert words[0] in card
    assert "Принято решение отказать в предоставлении услуги." in card


def test_what_was_taken_is_called_in_the_language_of_the_page_until_it_is_renamed(office: Office) -> None:
    """In the lists of templates and of filters alike."""
    row = a_template(name_en="Answer of a set")
    imported(office, the_file(templates=[row], filters=[a_filter() | {"name_en": "What is overdue"}]))
    pages = {one: signed_in(office, "controller", one) for one in ("ru", "en")}

    listed = {one: page.get("/templates/").text + page.get("/search/").text for one, page in pages.items()}
    kept = SavedFilter.objects.get(name="Что просрочено")
    documents.change_filter(actor=office.person("controller"), saved=kept, name="Просрочено", sharing=kept.sharing)

    assert all(one in listed["en"] for one in ("Answer of a set", "What is overdue"))
    assert all(one in listed["ru"] for one in ("Ответ из набора", "Что просрочено"))
    assert SavedFilter.objects.get(pk=kept.pk).label == "Просрочено"


def test_a_set_is_looked_at_by_as_many_queries_whatever_it_holds(office: Office) -> None:
    """Templates and filters that the agency has are asked for once."""
    asked = []
    for count in (1, 8):
        rows = [a_template(name=f"Ответ {at}", purpose=("answer", "notice")[at % 2]) for at in range(count)]
        held = the_file(templates=rows, filters=[a_filter() | {"name": f"Ф {at}"} for at in range(count)])
        with CaptureQueriesContext(connection) as found:
            assert previewed(office, held) == [Standing.NEW] * 2 * count
        asked.append(len(found))

    assert asked[0] == asked[1]


def test_a_set_that_nobody_could_read_says_what_makes_it_too_large(office: Office) -> None:
    """Its size, the heaviest forms, and what to do; the page of designs shows it."""
    picture = Random(1).randbytes(1_200_000)
    for name in ("Первый бланк", "Второй бланк"):
        form = with_part(a_form(), f"word/media/{len(name)}.png", picture)
        imported(office, the_file(templates=[a_template(name=name, docx=coded(form))]))

    page = signed_in(office, "administrator").get("/designs/set.json", follow=True)

    assert all(one in page.text for one in ("3.3 МБ", "“Первый бланк” 1.2", "“Второй бланк” 1.2"))
