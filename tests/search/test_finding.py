"""What each person finds: by words, phrases, numbers and fields, in cards and files, among what they see."""

from datetime import timedelta
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agencies import services as agencies
from agencies.models import Employee, Work
from citizens.models import Case, Channel
from documents import files
from documents.models import Document, DocumentKind, FileText, Flow, Journal, State
from documents.search import finding, upkeep
from documents.search.finding import Wanted
from documents.services import CorrespondenceCard, register_correspondence
from history import clock
from tests.agencies.building import a_person, days_ago
from tests.stage import Stage, stage
from tests.world import World

__all__ = ["stage"]

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F32", "F41", "F45")]


FOUR = ("О ремонте крыши дома 14", "Отчёт о замене лифта", "Крыша: ремонт завершён", "О подъездной дороге")


def letter(world: World, summary: str, *, number: str, text: str = "") -> Document:
    """A registered letter from outside, with a text file if there is a text."""
    card = CorrespondenceCard(
        correspondent_name="МУП «Водоканал»",
        their_number=number,
        their_date=clock.today(),
        summary=summary,
        received_on=clock.today(),
        channel=Channel.POST,
        kind=DocumentKind.objects.get(name="Письмо"),
    )
    stored = [("Отчёт.txt", files.store(BytesIO(text.encode())))] if text else []
    return register_correspondence(actor=world.person("clerk"), agency=world.office.agency, letter=card, stored=stored)


def found(person: Employee, text: str = "", **fields: object) -> list[str]:
    """The subjects of what a person finds, in the order of keys."""
    wanted = Wanted(text=text, **fields)  # type: ignore[arg-type]
    return list(finding.documents(person, wanted).order_by("id").values_list("subject", flat=True))


@pytest.fixture
def clerk(world: World) -> Employee:
    """Who sees every paper of the agency, and four letters to see."""
    for number, summary in enumerate(FOUR):
        letter(world, summary, number=f"А-26/1{number}")
    return world.person("clerk")


@pytest.mark.parametrize(
    ("typed", "subjects"),
    [
        ("крыша", ["О ремонте крыши дома 14", "Крыша: ремонт завершён"]),
        ("КРЫШУ ремонты", ["О ремонте крыши дома 14", "Крыша: ремонт завершён"]),
        ('"ремонт крыши"', ["О ремонте крыши дома 14"]),
        ("«крыша ремонт»", ["Крыша: ремонт завершён"]),
        ("крыша -завершен", ["О ремонте крыши дома 14"]),
        ("отчетом", ["Отчёт о замене лифта"]),
        ("подъезд*", ["О подъездной дороге"]),
        ("А-26/12", ["Крыша: ремонт завершён"]),
        ("а-26/1*", [*FOUR]),
        ("26/99", []),
        ("крыша лифт", []),
        ("-крыша", []),
    ],
)
def test_words_phrases_and_numbers_find_what_they_say(clerk: Employee, typed: str, subjects: list[str]) -> None:
    """Every word in every form; the same on both databases."""
    assert found(clerk, typed) == subjects


def test_a_phrase_does_not_reach_from_one_field_into_the_next(clerk: Employee) -> None:
    """The sender's number stands before the subject, and is no part of it."""
    assert found(clerk, '"10 о ремонте"') == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.sampled_from("аяё1 \"'«»*-():^+~\\%&|!<>¶\0{}NEAROTD"), max_size=40))
def test_no_input_breaks_the_question(clerk: Employee, typed: str) -> None:
    """Neither the syntax of FTS5 nor that of tsquery can be reached."""
    found(clerk, typed, whom=typed, number=typed.replace("\0", ""))
    finding.cases(clerk, typed)
    finding.people(clerk, typed)
    finding.best(clerk, Wanted(text=typed))


def test_the_best_answer_comes_first(world: World, clerk: Employee) -> None:
    """What has the word in its subject before what has it in its file; newest first on demand."""
    inside = letter(world, "Приложение", number="7", text="Сведения о водонапорной башне.")
    upkeep.index_due()
    outside = letter(world, "О водонапорной башне", number="6")
    letter(world, "Иное", number="8", text="О башне.")
    upkeep.index_due()

    best = finding.best(clerk, Wanted(text="водонапорная башня"))
    newest = finding.newest(clerk, Wanted(text="водонапорная башня"))

    assert [hit.document for hit in best.documents] == [outside, inside]
    assert [hit.document for hit in newest.documents] == [outside, inside]
    assert (best.documents[1].file, best.documents[1].passage) == (
        "Отчёт.txt",
        "Сведения о <mark>водонапорной</mark> <mark>башне</mark>.",
    )


def test_the_text_of_a_file_is_found_when_the_worker_has_read_it(world: World, clerk: Employee) -> None:
    """Each content is read once, however many documents hold it."""
    first = letter(world, "Первое", number="31", text="Гидроизоляция кровли")
    second = letter(world, "Второе", number="32", text="Гидроизоляция кровли")
    assert found(clerk, "гидроизоляция") == []

    assert upkeep.index_due() == 1
    assert found(clerk, "гидроизоляцию") == [first.subject, second.subject]
    assert FileText.objects.get(stored=first.files.get().stored).state == FileText.State.READ


@pytest.mark.parametrize(
    ("fields", "subjects"),
    [
        ({"flow": Flow.INCOMING}, 4),
        ({"flow": Flow.OUTGOING}, 0),
        ({"state": State.REGISTERED}, 4),
        ({"number": "А-26/1"}, 4),
        ({"number": "а-26/12"}, 1),
        ({"number": "26/12"}, 0),
        ({"whom": "водоканалом"}, 4),
        ({"whom": "крыша"}, 0),
        ({"has_file": True}, 0),
        ({"is_overdue": True}, 0),
        ({"since": clock.today() - timedelta(days=9)}, 4),
        ({"until": clock.today() - timedelta(days=9)}, 0),
        ({"executor": "Нетакого"}, 0),
    ],
)
def test_a_field_narrows_what_is_found(clerk: Employee, fields: dict[str, object], subjects: int) -> None:
    """Alone, without a word."""
    assert finding.documents(clerk, Wanted(**fields)).count() == subjects  # type: ignore[arg-type]


def test_fields_of_the_case_and_rows_chosen_from_lists_narrow_too(stage: Stage) -> None:
    """Topic, unit with those below, executor by surname, journal, kind, an overdue case, a file."""
    clerk, case = stage.world.person("clerk"), stage.case
    topic, unit = case.topic, stage.unit
    appeal = case.documents.get(flow=Flow.APPEAL).subject

    assert appeal in found(clerk, topic=topic)
    assert appeal in found(clerk, unit=unit)
    assert appeal not in found(clerk, unit=stage.world.office.units["08"])
    assert appeal in found(clerk, executor="ахметз")
    assert found(clerk, journal=Journal.objects.get(agency=case.agency, flow=Flow.APPEAL)) == [appeal]
    letters = found(clerk, kind=DocumentKind.objects.get(name="Письмо"))
    assert (stage.letter.subject in letters, appeal in letters) == (True, False)
    assert appeal in found(clerk, has_file=True)
    with clock.at(clock.now() + timedelta(days=60)):
        assert appeal in found(clerk, is_overdue=True)


def test_an_applicant_is_found_by_name_address_and_phone_and_leads_to_the_papers(stage: Stage) -> None:
    """In every form of the name; a merged card is not offered."""
    clerk = stage.world.person("clerk")
    listed = {card.pk for card in finding.people(clerk, "фроловой")}

    assert listed == {stage.applicant.pk, stage.double.pk}
    assert {card.pk for card in finding.people(clerk, "Фрол")} == listed
    assert {card.pk for card in finding.people(clerk, "111-22-33")} == {stage.double.pk}
    assert [one.pk for one in finding.cases(clerk, "Фролову")] == [stage.case.pk]
    assert [one.pk for one in finding.cases(clerk, stage.case.number[:6])] == [stage.case.pk]
    assert found(clerk, "фролова крыша")


def test_a_new_name_of_the_applicant_is_found_at_once_on_every_paper(stage: Stage) -> None:
    """And the old one is not."""
    clerk, card = stage.world.person("clerk"), stage.applicant
    card.last_name, card.name_key = "Журавлёва", "журавлева мария степановна"
    card.save()

    assert found(clerk, "журавлевой") != []
    assert [one.pk for one in finding.cases(clerk, "Журавлёву")] == [stage.case.pk]
    assert stage.case.documents.get(flow=Flow.APPEAL).subject not in found(clerk, whom="Фролова")


def test_a_stranger_finds_neither_words_nor_numbers_nor_counts(stage: Stage) -> None:
    """Nor anybody of another agency, nor the administrator."""
    for role in ("stranger", "administrator", "other.executor"):
        person = stage.world.person(role)
        hits = finding.best(person, Wanted(text="крыша"))
        assert (hits.count, hits.documents) == (0, [])
        assert finding.best(person, Wanted(text=stage.case.number)).count == 0
        assert finding.cases(person, "Фролова") == []
        assert finding.people(person, "Фролова") == []


def test_a_substitute_finds_the_papers_until_the_substitution_ends(stage: Stage) -> None:
    """Not a day longer."""
    office = stage.world.office
    substitute = a_person(office.units["08"], "substitute")
    agencies.enter_absence(
        actor=stage.world.person("administrator"),
        employee=stage.world.person("executor"),
        kind="leave",
        starts_on=days_ago(1),
        ends_on=days_ago(-2),
        substitutes={Work.EXECUTION: substitute},
    )
    assert found(Employee.objects.get(pk=substitute.pk), "крыши") != []

    with clock.at(clock.now() + timedelta(days=5)):
        assert found(Employee.objects.get(pk=substitute.pk), "крыши") == []


def test_pages_follow_one_another_without_a_gap(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """By dates and by worth; beyond the bound the number is not told."""
    monkeypatch.setattr(finding, "PAGE", 2)
    monkeypatch.setattr(finding, "COUNTED", 3)
    monkeypatch.setattr(finding, "RANKED", 4)
    clerk = world.person("clerk")
    keys = [letter(world, f"О крыше {number}", number=str(number)).pk for number in range(5)]
    wanted = Wanted(text="крыша")

    first = finding.newest(clerk, wanted)
    second = finding.newest(clerk, wanted, before=first.following)
    best = [finding.best(clerk, wanted, page=page) for page in (1, 2)]

    assert [hit.document.pk for hit in (*first.documents, *second.documents)] == keys[:0:-1]
    assert (first.count, first.is_more, second.count) == (3, True, None)
    assert [hit.document.pk for one in best for hit in one.documents] == keys[:0:-1]
    assert (best[0].count, best[0].is_more, best[1].following) == (4, True, None)


def test_a_discarded_draft_is_found_only_where_it_is_asked_for(stage: Stage) -> None:
    """By its state."""
    executor, draft = stage.world.person("executor"), stage.draft
    draft.subject, draft.state = "Черновик о флюгере", State.DISCARDED
    draft.save()

    assert found(executor, "флюгер") == []
    assert found(executor, "флюгер", state=State.DISCARDED) == [draft.subject]


def test_a_case_is_found_by_its_questions(stage: Stage) -> None:
    """They are a part of its card."""
    case: Case = stage.world.appeal(questions=["Когда починят водосток?"])

    assert [one.pk for one in finding.cases(stage.world.person("clerk"), "водостоки")] == [case.pk]
