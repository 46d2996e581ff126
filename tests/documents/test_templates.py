"""Templates of letters: versions, fields, who may, and what an inquiry's template may not say."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from documents import letters, selectors, services
from documents.models import Document, LetterTemplate
from documents.services import TemplateText
from tests.codes import codes
from tests.world import World
from workflows.models import WorkKind
from workflows.services import letters as road

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F12")]
Purpose = LetterTemplate.Purpose


def template_of(world: World, purpose: str = Purpose.ANSWER) -> LetterTemplate:
    """The ministry's template of a purpose."""
    return LetterTemplate.objects.get(agency=world.office.agency, purpose=purpose)


def written(world: World, body: str, purpose: str = Purpose.ANSWER, subject: str = "О доме") -> LetterTemplate:
    """The template with this text as the draft of its next version."""
    template = template_of(world, purpose)
    services.write_template_draft(
        actor=world.person("controller"), template=template, name=template.name, text=TemplateText(subject, body)
    )
    return template


def published(world: World, body: str, purpose: str = Purpose.ANSWER) -> LetterTemplate:
    """The same, in force."""
    return services.publish_template(actor=world.person("controller"), template=written(world, body, purpose))


def browser(world: World, role: str = "controller") -> Client:
    """A browser of this person."""
    client = Client()
    client.force_login(world.person(role), backend="agencies.backends.EmployeeBackend")
    return client


def test_a_draft_changes_nothing_until_it_is_published(world: World) -> None:
    """And the text that was in force is kept as the first version."""
    template = written(world, "Новый текст.")

    template.refresh_from_db()
    assert (template.version, template.body) == (1, "{greeting}\n\nВаше обращение № {case_number} рассмотрено.")

    services.publish_template(actor=world.person("controller"), template=template)

    template.refresh_from_db()
    assert (template.version, template.body) == (2, "Новый текст.")
    assert [(one.number, one.state) for one in selectors.versions_of(template)] == [
        (2, "published"),
        (1, "superseded"),
    ]


def test_a_letter_stays_on_the_version_that_it_was_drafted_from(world: World) -> None:
    """Whatever is published afterwards."""
    case = world.appeal()
    world.resolved(case)
    template = published(world, "Вторая редакция.")
    draft = world.draft(Purpose.ANSWER, template=template, template_version=template.version)
    letter = road.draft_letter(actor=world.person("executor"), item=world.item(WorkKind.EXECUTE, case), letter=draft)

    published(world, "Третья редакция.")

    letter.refresh_from_db()
    assert (letter.template, letter.template_version) == (template, 2)
    assert template_of(world).version == 3


def test_an_older_version_is_taken_back_as_a_draft_and_published_as_a_new_one(world: World) -> None:
    """The versions in between stay."""
    keeper, template = world.person("controller"), published(world, "Новый текст.")

    draft = services.take_template_back(actor=keeper, template=template, number=1)
    services.publish_template(actor=keeper, template=template)

    template.refresh_from_db()
    assert (draft.number, template.version) == (3, 3)
    assert template.body.startswith("{greeting}")


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda a, t: services.publish_template(actor=a, template=t), "no-draft"),
        (lambda a, t: services.drop_template_draft(actor=a, template=t), "no-draft"),
        (lambda a, t: services.take_template_back(actor=a, template=t, number=7), "version-unknown"),
        (lambda a, t: services.revive_template(actor=a, template=t), "template-in-use"),
    ],
)
def test_what_cannot_be_done_is_refused(world: World, act: Callable[[Any, LetterTemplate], object], code: str) -> None:
    """With a stable code."""
    with pytest.raises(ValidationError) as refused:
        act(world.person("controller"), template_of(world))

    assert codes(refused) == [code]


def test_a_draft_is_not_lost_to_an_older_version_nor_to_a_second_writer(world: World) -> None:
    """Both are told."""
    keeper, template = world.person("controller"), published(world, "Новый текст.")
    seen = services.digest_of(template)
    written(world, "Черновик.")

    with pytest.raises(ValidationError) as taken:
        services.take_template_back(actor=keeper, template=template, number=1)
    with pytest.raises(ValidationError) as late:
        services.write_template_draft(
            actor=keeper, template=template, name=template.name, text=TemplateText("О", "Моё."), seen=seen
        )

    assert codes(taken) + codes(late) == ["draft-open", "changed-meanwhile"]


def test_a_retired_template_is_offered_no_more(world: World) -> None:
    """Nor is one that was never published."""
    keeper, agency = world.person("controller"), world.office.agency
    retired = template_of(world)
    services.retire_template(actor=keeper, template=retired)
    services.make_template(
        actor=keeper, agency=agency, purpose=Purpose.ANSWER, name="Черновой", text=TemplateText("О", "Т")
    )

    assert not selectors.templates(agency, Purpose.ANSWER).exists()

    services.revive_template(actor=keeper, template=LetterTemplate.objects.get(pk=retired.pk))

    assert selectors.templates(agency, Purpose.ANSWER).count() == 1


@pytest.mark.parametrize("role", ["clerk", "leader", "executor", "administrator", "other.controller"])
def test_only_the_head_of_the_records_office_keeps_templates(world: World, role: str) -> None:
    """Of their own agency."""
    actor, template = world.person(role), template_of(world)

    for act in (
        lambda: services.make_template(
            actor=actor,
            agency=world.office.agency,
            purpose=Purpose.ANSWER,
            name="Чужой",
            text=TemplateText("О", "Т"),
        ),
        lambda: services.write_template_draft(
            actor=actor, template=template, name="Чужой", text=TemplateText("О", "Т")
        ),
        lambda: services.publish_template(actor=actor, template=template),
        lambda: services.drop_template_draft(actor=actor, template=template),
        lambda: services.take_template_back(actor=actor, template=template, number=1),
        lambda: services.retire_template(actor=actor, template=template),
        lambda: services.revive_template(actor=actor, template=template),
    ):
        with pytest.raises(PermissionDenied):
            act()


@pytest.mark.parametrize(
    ("purpose", "subject", "body", "code", "told"),
    [
        (Purpose.ANSWER, "О доме", "Здравствуйте!\nВаш {numer}.", "unknown-field", "body"),
        (Purpose.ANSWER, "О {case}", "Текст.", "unknown-field", "subject"),
        (Purpose.ANSWER, "О доме", "{agency.__class__}", "unknown-field", "body"),
        (Purpose.ANSWER, "О доме", "{case_number:>999999999}", "unknown-field", "body"),
        (Purpose.ANSWER, "О доме", "{greeting!r}", "unknown-field", "body"),
        (Purpose.ANSWER, "О доме", "Пункт {1", "brace-alone", "body"),
        (Purpose.INQUIRY, "О доме", "О {applicant_name_genitive}", "applicant-named", "body"),
        (Purpose.INQUIRY, "О доме", "{greeting}", "applicant-named", "body"),
        (Purpose.REPLY, "О доме", "{applicant_address}", "applicant-named", "body"),
    ],
)
def test_a_text_that_could_not_be_filled_is_refused(
    world: World, purpose: str, subject: str, body: str, code: str, told: str
) -> None:
    """Beside its field, and nothing is saved."""
    with pytest.raises(ValidationError) as refused:
        written(world, body, purpose, subject)

    assert (codes(refused), list(refused.value.error_dict)) == ([code], [told])
    assert not template_of(world, purpose).versions.exists()


def test_a_refusal_names_line_and_place_and_what_was_meant(world: World) -> None:
    """Of every mistake."""
    with pytest.raises(ValidationError) as refused:
        letters.check(Purpose.ANSWER, "О доме", "{greeting}\n\nВаш {case_numbr} и {{скобки}} }")

    first, second = refused.value.messages
    assert "3" in first
    assert "5" in first
    assert "{case_number}" in first
    assert "31" in second


def test_fields_are_filled_from_the_case_in_the_right_grammatical_case(world: World) -> None:
    """Names, posts, units, days in words; doubled braces are braces."""
    case = world.appeal(questions=["Когда?", "Почему?"])
    world.resolved(case)
    body = (
        "{applicant_initials_genitive}; {applicant_name_dative}; {author_post_instrumental} {unit_genitive}; "
        "{signer_post_dative}; {questions_in_words}; {agency_prepositional}; {{так}}"
    )

    _subject, text = letters.fill(published(world, body), case, world.person("executor"), world.person("leader"))

    assert text == (
        "М. С. Фроловой; Фроловой Марии Степановне; консультантом Отдела капитального ремонта; "
        "Исполняющему обязанности министра; два вопроса; "
        "Министерстве жилищно-коммунального хозяйства Верхнеозёрской области; {так}"
    )


def test_every_field_has_a_value_in_a_case_and_in_the_invented_example(world: World) -> None:
    """For each purpose, in each grammatical case."""
    case, executor = world.appeal(), world.person("executor")
    for purpose in Purpose.values:
        for facts in (
            letters.facts_of(case, executor, purpose=purpose, signer=world.person("leader")),
            letters.made_up_facts(executor, purpose=purpose),
        ):
            for one in letters.fields_for(purpose):
                names = [name for name, _case in one.names]
                assert letters.filled("".join(f"{{{name}}}" for name in names), facts) or one.name == "in_reply_to"


def test_an_executor_begins_a_letter_with_the_template_that_they_choose(world: World) -> None:
    """The letter keeps which version of which template it was."""
    keeper, agency, case = world.person("controller"), world.office.agency, world.appeal()
    item = world.resolved(case)
    other = services.make_template(
        actor=keeper,
        agency=agency,
        purpose=Purpose.ANSWER,
        name="Яркий шаблон",
        text=TemplateText("Об ином", "Иной текст {case_number}."),
    )
    services.publish_template(actor=keeper, template=other)
    client = browser(world, "executor")

    page = client.get(reverse("workflows:item", args=[item.pk]), {"template": other.pk}).content.decode()

    assert f"Иной текст {case.number}." in page
    assert f'value="{other.pk}:1"' in page
    assert "Яркий шаблон" in client.get(reverse("workflows:item", args=[item.pk])).content.decode()


def test_the_pages_write_preview_compare_and_publish(world: World) -> None:
    """From the form to the version in force."""
    case, template, client = world.appeal(), template_of(world), browser(world)
    edit = reverse("documents:template-edit", args=[template.pk])
    sent = {
        "name": "Ответ",
        "name_en": "Answer",
        "subject": "О крыше",
        "body": "{greeting}\n\nПо {case_number}.",
        "example": "",
    }

    shown = client.post(edit, sent | {"preview": "1"})
    assert "Уважаемая Мария Степановна!" in shown.text
    assert case.number in shown.text
    assert not template.versions.exists()
    assert client.post(edit, sent | {"body": "{nothing}"}).status_code == 422
    assert client.post(edit, sent | {"publish": "1"}).status_code == 302

    compared = client.get(reverse("documents:template-compare", args=[template.pk]))
    preview = client.get(reverse("documents:template-preview", args=[template.pk]), {"example": "нет"})

    template.refresh_from_db()
    assert (template.version, template.subject) == (2, "О крыше")
    assert (template.name, template.name_en) == ("Ответ", "Answer")
    assert 'value="Answer"' in client.get(edit).text
    assert "<del>О доме</del>" in compared.text
    assert "Уважаемая Мария Степановна!" in preview.text  # the invented one has the same first names
    assert "Образцов" not in client.get(reverse("documents:template-preview", args=[template.pk])).text


def test_where_there_is_no_case_the_preview_is_filled_from_an_invented_one(world: World) -> None:
    """Nobody's data are needed to see a template."""
    template = published(world, "Для {applicant_short_genitive}: {case_number}.")

    page = browser(world).get(reverse("documents:template-preview", args=[template.pk]))

    assert "Для Образцовой М. С.: ПР-" in page.text


def test_a_template_of_another_agency_or_purpose_fills_no_letter(world: World) -> None:
    """A forged key is refused."""
    case = world.appeal()
    world.resolved(case)
    draft = world.draft(Purpose.ANSWER, template=template_of(world, Purpose.INQUIRY), template_version=1)

    with pytest.raises(ValidationError) as refused:
        road.draft_letter(actor=world.person("executor"), item=world.item(WorkKind.EXECUTE, case), letter=draft)

    assert codes(refused) == ["template-foreign"]
    assert not Document.objects.filter(case=case, purpose=Purpose.ANSWER).exists()
