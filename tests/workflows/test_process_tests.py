"""Tests that authors of processes write: what their lines do and expect, what is found instead, what cannot be read."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import override

from agencies.calendars import calendar_for
from agencies.models import Agency, TermKind
from agencies.terms import compute_for
from history import clock
from tests.codes import codes
from tests.people import Office
from tests.workflows.patience import without_haste
from tests.world import World
from workflows.process_tests import TESTS_AT_MOST, ProcessTest
from workflows.services.process_tests import delete_test, note_run, write_ready_tests, write_test
from workflows.trials import running
from workflows.trials.cast import Cast
from workflows.trials.language import read, written
from workflows.trials.ready import READY
from workflows.trials.running import Report, run
from workflows.trials.statements import LineState

pytestmark = pytest.mark.django_db
REPORT = "Исполнитель: Доложить об исполнении; что сделано: Всё"
BEGUN = """Обращение: почта; вопрос: Когда отремонтируют крышу?
Руководитель органа: Вынести резолюцию; ответственный исполнитель: Ахметзянова
"""

__all__ = ["without_haste"]


def went(world: World, script: str) -> Report:
    """How a script went, in Russian."""
    with override("ru"):
        report = run(script, world.office.agency)
    assert report.wrong == []
    return report


def found(world: World, script: str) -> str:
    """What was found at the last line of a script, which goes otherwise."""
    last = went(world, script).lines[-1]
    assert last.state == LineState.FAILED
    return last.found


def why(office: Office, line: str) -> str:
    """Why a line after the first cannot be read."""
    with override("ru"):
        script = read(f"Обращение: почта\n{line}", Cast(office.agency))
    return script.wrong[0].why


@pytest.mark.feature("X10")
@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("number", range(len(READY)))
def test_the_ready_tests_pass_in_every_language(world: World, number: int, language: str) -> None:
    """The whole road, an overdue visa, returns: with the real rights, terms and forms of the agency."""
    with override(language):
        report = run(str(READY[number].script), world.office.agency)

    assert report.wrong == []
    assert [line for line in report.lines if line.state != LineState.PASSED] == []
    assert report.is_passed


def test_both_languages_of_a_ready_test_say_the_same(office: Office) -> None:
    """Line by line, but for the invented words."""
    for one in READY:
        told = []
        for language in ("ru", "en"):
            with override(language):
                script = read(str(one.script), Cast(office.agency))
            told.append([(line.head, line.span, [given.key for given in line.fields]) for line in script.lines])
        assert told[0] == told[1]
        assert told[0]


def test_a_line_is_shown_in_the_language_of_the_reader(office: Office) -> None:
    """Whatever it was written in; and what is shown can be read again."""
    text = """appeal: e-mail; question: "Когда; и где?"
executor (05): take into work; refused: no-work
Passed: 3 working days"""
    cast = Cast(office.agency)

    with override("ru"):
        shown = [written(line) for line in read(text, cast).lines]

    assert shown == [
        "Обращение: эл. почта; вопрос: «Когда; и где?»",
        "Исполнитель (05): Взять в работу; отказ: no-work",
        "Прошло: 3 рабочих дня",
    ]
    again = read("\n".join(shown), cast)
    assert again.wrong == []
    with override("en"):
        assert written(again.lines[1]) == "Executor (05): Take into work; refused: no-work"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Взять в работу", "Нет двоеточия"),
        ("Исполнитель: Взять в роботу", "Может быть: Взять в работу"),
        ("Исполнител: Взять в работу", "исполнитель"),
        ("Стадия: на контроле", "доложено, на контроле"),
        ("Прошло: неделя", "3 рабочих дня"),
        ("Прошло: 999 дней", "не больше 120 дней"),
        ("Работа: исполнить; у кого: Исполнитель; до: 3 дня", "Поля «до» здесь нет. Может быть: "),
        ("Работа: исполнить; срок: скоро", "«скоро» – не день"),
        ("Работа: исполнить; срок: 31.02.2027", "«31.02.2027» – не день"),
        ("Видит: Исполнитель; срок: 01.04.2027", "У этой строки полей нет"),
        ("Исполнитель: Доложить об исполнении; что сделано", "Поле имеет вид"),
        ("Обращение: лично", "уже второе"),
        ("Руководитель органа: Вынести резолюцию; ответственный исполнитель: Никто", "Никто"),
        ("Исполнитель: Взять в работу; работа: спать", "«спать» здесь неизвестно"),
    ],
)
def test_a_line_that_cannot_be_read_says_what_would_be_right(office: Office, line: str, words: str) -> None:
    """By its number, so that the author finds it."""
    assert words in why(office, line)


def test_an_empty_script_and_one_without_an_appeal_say_how_to_begin(office: Office) -> None:
    """With the line that may stand first."""
    with override("ru"):
        for text in ("", "# ничего\n\n", "Стадия: в работе"):
            script = read(text, Cast(office.agency))
            assert "Обращение: почта" in script.wrong[0].why


def test_an_expectation_that_fails_tells_what_was_found_and_the_rest_goes_on(world: World) -> None:
    """Stage, work, due date, notices and sight."""
    report = went(
        world,
        BEGUN
        + """Стадия: списано в дело
Работа: исполнить; у кого: Лапин
Работа: исполнить; у кого: Ахметзянова; срок: через 1 рабочий день
Нет работы: исполнить
Уведомление: меня упомянули
Нет уведомления: новая работа для меня
Видит: Лапин
Не видит: Ахметзянова
Видит: Ахметзянова""",
    )

    stage, work, due, no_work, notice, no_notice, sees, sees_not, last = report.lines[2:]
    assert stage.found == "Стадия: «в работе»."
    assert work.found.startswith("Открытая работа: исполнить – Ахметзянова Д. Р., ")
    assert due.found.startswith("Срок – ")
    assert no_work.found == work.found
    assert notice.found.startswith("Такого уведомления нет; есть: ")
    assert "Ахметзянова Д. Р.: новая работа для меня" in notice.found
    assert no_notice.found == "Уведомлены: Ахметзянова Д. Р."
    assert sees.found == "Дело не видят: Лапин О. И."
    assert sees_not.found == "Дело видят: Ахметзянова Д. Р."
    assert last.state == LineState.PASSED
    assert not report.is_passed
    assert report.failure.startswith("3: Стадия: списано в дело – ")


def test_after_an_act_that_failed_the_rest_is_not_reached(world: World) -> None:
    """It would only repeat the first failure."""
    report = went(world, BEGUN + "Лапин: Взять в работу\nСтадия: в работе\nАхметзянова: Взять в работу")

    assert [line.state for line in report.lines[2:]] == [
        LineState.FAILED,
        LineState.NOT_REACHED,
        LineState.NOT_REACHED,
    ]
    assert report.lines[2].found == "Работы по делу у них нет."
    assert report.lines[3].found == "Строка 3 прошла не так, как ожидалось."


def test_an_act_is_refused_for_the_reason_that_the_form_or_the_service_gives(world: World) -> None:
    """An expected refusal passes; another one, or none, does not."""
    taken = BEGUN + "Исполнитель: Взять в работу\n"

    assert "(question-without-outcome)" in found(world, taken + REPORT)
    assert "Отказано по другой причине" in found(world, taken + REPORT + "; отказ: wrong")
    assert found(world, BEGUN + "Исполнитель: Взять в работу; отказ: no-work") == "Отказа не было."
    assert went(world, taken + REPORT + "; отказ: question-without-outcome").is_passed
    assert went(world, BEGUN + "Лапин: Взять в работу; отказ: no-work").is_passed
    assert "Ахметзянова Д. Р.: исполнить (Взять в работу)." in found(
        world, BEGUN + "Исполнитель: Доложить об исполнении"
    )


def test_whoever_is_complained_of_is_not_offered(world: World) -> None:
    """The rules of the agency hold in a test as they hold on the page."""
    script = """Обращение: почта; жалоба на: Ахметзянова
Руководитель органа: Вынести резолюцию; ответственный исполнитель: Ахметзянова"""

    assert "Ахметзянова: здесь такого выбора нет." in found(world, script)


def test_time_passes_by_working_days_with_what_the_worker_does_on_them(world: World) -> None:
    """The executor is reminded before the term and the heads when it has passed, each on their day."""
    script = BEGUN + "Исполнитель: Взять в работу\nНет уведомления: срок подходит или истёк\n"

    report = went(world, script + "Прошло: 35 дней\nУведомление: срок подходит или истёк; кому: Ершов")

    assert report.is_passed


def test_the_clock_of_a_test_is_its_own(world: World) -> None:
    """A day counted from the line on which it stands."""
    first = calendar_for(world.office.agency).add_working_days(clock.today(), 1)
    due = compute_for(world.office.agency, TermKind.objects.get(code="appeal-answer"), first).due_on
    left = (due - first).days
    script = (
        BEGUN
        + f"""Работа: исполнить; у кого: Ахметзянова; срок: через {left} дней
Прошло: 2 дня
Работа: исполнить; срок: через {left - 2} дней
Работа: исполнить; срок: {due:%d.%m.%Y}"""
    )

    assert went(world, script).is_passed
    assert "Срок – " in found(world, script + f"\nРабота: исполнить; срок: через {left} дней")


def test_a_run_ends_after_some_seconds(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """It holds what others need."""
    monkeypatch.setattr(running, "SECONDS_AT_MOST", -1.0)

    report = went(world, BEGUN)

    assert {line.state for line in report.lines} == {LineState.NOT_REACHED}
    assert "дольше" in report.failure


def test_a_second_factor_is_not_asked_of_a_signature_that_is_none(world: World) -> None:
    """And the agency asks for it as before when the test is over."""
    agency = Agency.objects.get(pk=world.office.agency.pk)
    agency.signing_needs_code = True
    agency.save()

    with override("ru"):
        report = run(str(READY[0].script), agency)

    assert report.is_passed
    assert Agency.objects.get(pk=agency.pk).signing_needs_code


def test_what_was_walked_is_told_by_steps_and_ways(world: World) -> None:
    """Of the case alone, as far as it went."""
    report = went(world, BEGUN)

    assert report.walked == {
        "case": {
            "nodes": ["execute", "has_first", "resolution", "start"],
            "ways": [["has_first", "resolution"], ["resolution", "execute"], ["start", "has_first"]],
            "timers": [],
        }
    }


def kept(office: Office, script: str = BEGUN) -> ProcessTest:
    """A test of the administrator's."""
    return write_test(
        actor=office.person("administrator"), agency=office.agency, name="Начало", process="case", script=script
    )


def test_another_script_has_no_outcome_yet(office: Office) -> None:
    """And a run of the earlier one is not noted for it."""
    test = kept(office)
    noted = {"is_passed": True, "failure": "", "walked": {"case": {"nodes": ["start"], "ways": []}}}
    note_run(actor=office.person("controller"), test=test, script=test.script, **noted)  # type: ignore[arg-type]
    assert ProcessTest.objects.get().last_outcome == "passed"

    changed = write_test(
        actor=office.person("controller"),
        agency=office.agency,
        name="Начало",
        process="case",
        script=BEGUN + "Стадия: в работе",
        test=test,
    )

    assert (changed.last_outcome, changed.walked, changed.last_run_by) == ("", {}, None)
    with pytest.raises(ValidationError) as refused:
        note_run(actor=office.person("controller"), test=test, script=test.script, **noted)  # type: ignore[arg-type]
    assert codes(refused) == ["script-changed"]


def test_a_name_is_taken_once_and_an_agency_keeps_a_hundred(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list is one page."""
    kept(office)

    with pytest.raises(ValidationError) as refused:
        kept(office)
    assert "name-taken" in codes(refused)
    monkeypatch.setattr("workflows.services.process_tests.TESTS_AT_MOST", 1)
    with pytest.raises(ValidationError) as refused:
        kept(office)
    assert codes(refused) == ["too-many-tests"]
    assert TESTS_AT_MOST == 100


def test_only_who_tests_the_processes_of_the_agency_writes_and_deletes(office: Office) -> None:
    """Not its head, and nobody of another agency."""
    test = kept(office)

    for role in ("leader", "executor", "auditor", "other.controller"):
        with pytest.raises(PermissionDenied):
            delete_test(actor=office.person(role), test=test)
    delete_test(actor=office.person("controller"), test=test)

    assert not ProcessTest.objects.exists()


def test_ready_tests_are_put_in_once(office: Office) -> None:
    """Those of the same names stay as they are."""
    ready = [(str(one.name), one.process.value, str(one.script)) for one in READY]
    administrator = office.person("administrator")

    made = write_ready_tests(actor=administrator, agency=office.agency, ready=ready)

    assert len(made) == len(READY)
    with pytest.raises(ValidationError) as refused:
        write_ready_tests(actor=administrator, agency=office.agency, ready=ready)
    assert codes(refused) == ["nothing-changed"]
