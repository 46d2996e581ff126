"""The pages of tests of processes: an author writes and runs one, sees what went otherwise, and what is covered."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from history.models import Act, Reading
from tests.people import Office
from tests.workflows.patience import without_haste
from tests.workflows.running import signed_in
from tests.world import World
from workflows.process_tests import ProcessTest
from workflows.trials.ready import READY

pytestmark = pytest.mark.django_db
SCRIPT = """Обращение: почта; вопрос: Когда отремонтируют крышу?
Руководитель органа: Вынести резолюцию; ответственный исполнитель: Исполнитель (05)
Стадия: в работе"""
NEW = "workflows:process-test-new"

__all__ = ["without_haste"]


def typed(script: str = SCRIPT, action: str = "run", name: str = "Резолюция") -> dict[str, str]:
    """What an author types."""
    return {"name": name, "process": "case", "script": script, "action": action}


@pytest.mark.feature("X10")
@pytest.mark.parametrize("role", ["administrator", "controller"])
def test_an_author_writes_and_runs_a_test_on_the_page(world: World, role: str) -> None:
    """Without Python: the outcome is kept with who ran it, and nothing of the run stays but that."""
    client = signed_in(world.office, role)

    page = client.post(reverse(NEW), typed())

    test = ProcessTest.objects.get()
    text = page.content.decode()
    assert page.status_code == 200
    assert "Всё прошло, как ожидалось" in text
    assert "Руководитель органа: Вынести резолюцию; ответственный исполнитель: исполнитель (05)" in text
    assert (test.last_outcome, test.last_run_by) == ("passed", world.person(role))
    assert test.walked["case"]["nodes"] == ["execute", "has_first", "resolution", "start"]
    verbs = ["workflows.process_test_written", "workflows.process_test_run"]
    assert list(Act.objects.order_by("id").values_list("verb", flat=True))[-2:] == verbs
    assert not Reading.objects.filter(page="workflows:process-test-new").exists()
    listed = client.get(reverse("workflows:process-tests")).content.decode()
    assert "Пройдено 1 из 1" in listed


def test_a_test_is_tried_without_being_kept(world: World) -> None:
    """And says what was found instead."""
    client = signed_in(world.office, "controller")

    page = client.post(reverse(NEW), typed(SCRIPT.replace("в работе", "списано в дело"), "try"))

    text = page.content.decode()
    assert "Прошло не так, как ожидалось" in text
    assert "Стадия: «в работе»." in text
    assert "списано в дело" in text
    assert not ProcessTest.objects.exists()


@pytest.mark.parametrize("language", ["ru", "en"])
def test_wrong_lines_are_named_and_what_was_typed_stays(office: Office, language: str) -> None:
    """Each with its number and what would be right."""
    client = signed_in(office, "administrator", language)

    page = client.post(reverse(NEW), typed("Обращение: почта\nИсполнитель: Взять в роботу\nЧто-то"))

    text = page.content.decode()
    assert page.status_code == 422
    assert ("Строка 2" if language == "ru" else "Line 2") in text
    assert ("Взять в работу" if language == "ru" else "Take into work") in text
    assert "Взять в роботу\nЧто-то" in text
    assert 'value="Резолюция"' in text
    assert not ProcessTest.objects.exists()


def test_a_kept_test_is_changed_run_again_and_deleted_after_a_question(world: World) -> None:
    """What failed stands in the list, until it is run and passes."""
    client = signed_in(world.office, "administrator")
    client.post(reverse(NEW), typed(SCRIPT + "\nНе видит: исполнитель"))
    test = ProcessTest.objects.get()
    listed = client.get(reverse("workflows:process-tests")).content.decode()
    assert "не пройдена" in listed
    assert "Дело видят: Ахметзянова Д. Р." in listed

    address = reverse("workflows:process-test", args=[test.pk])
    assert client.post(address, typed(action="save")).status_code == 302
    assert "Этот сценарий ещё не запускался." in client.get(address).content.decode()
    assert client.post(address, typed()).status_code == 200
    assert ProcessTest.objects.get().last_outcome == "passed"
    assert client.post(address, typed()).status_code == 200, "what is run again need not be changed"

    deletion = reverse("workflows:process-test-delete", args=[test.pk])
    assert "Удалить проверку «Резолюция»" in client.get(deletion).content.decode()
    assert ProcessTest.objects.exists()
    assert client.post(deletion).status_code == 302
    assert not ProcessTest.objects.exists()


def test_a_taken_name_is_refused_beside_what_was_typed(world: World) -> None:
    """Nothing typed is lost."""
    client = signed_in(world.office, "controller")
    client.post(reverse(NEW), typed(action="save"))

    page = client.post(reverse(NEW), typed(SCRIPT + "\n# ещё", "save"))

    assert page.status_code == 422
    assert "Проверка с таким названием в органе уже есть." in page.content.decode()
    assert "# ещё" in page.content.decode()


def test_ready_tests_are_put_in_and_run_by_a_button_and_coverage_counts_them(world: World) -> None:
    """In words and for the picture; the administrator, who sees no papers, gets the drawing too."""
    client = signed_in(world.office, "administrator")
    empty = client.get(reverse("workflows:process-coverage")).content.decode()
    assert "Ни одна проверка ещё не запускалась" in empty

    client.post(reverse("workflows:process-tests-ready"))
    ran = client.post(reverse("workflows:process-tests-run"), follow=True).content.decode()
    covered = client.get(reverse("workflows:process-coverage")).content.decode()

    assert "Все проверки пройдены." in ran
    assert ProcessTest.objects.filter(last_outcome="passed").count() == len(READY)
    assert "Пройдено шагов: 13 из 20; путей: 13 из 27; сработало таймеров: 2 из 13." in covered
    assert 'data-element="flow_is_accepted__execute" data-state="walked"' in covered
    assert 'data-element="node_wait" data-state="missed"' in covered
    assert client.get(reverse("workflows:process-drawing", args=["case"])).status_code == 200
    assert "Добавить готовые проверки" not in client.get(reverse("workflows:process-tests")).content.decode()


def test_the_page_of_words_names_every_button_with_its_fields(office: Office) -> None:
    """From the table that reads them."""
    page = signed_in(office, "controller").get(reverse("workflows:process-test-words")).content.decode()

    for word in (
        "Вынести резолюцию",
        "ответственный исполнитель",
        "Не видит",
        "Передать на согласование",
        "рабочих дня",
    ):
        assert word in page
    assert "Пароль вашего ключа" not in page


@pytest.mark.parametrize("role", ["leader", "executor", "auditor", "clerk"])
def test_who_tests_no_processes_finds_no_page(office: Office, role: str) -> None:
    """Nor the link to it."""
    client: Client = signed_in(office, role)

    assert client.get(reverse("workflows:process-tests")).status_code == 404
    assert client.post(reverse(NEW), typed()).status_code == 404
    assert reverse("workflows:process-tests") not in client.get(reverse("workflows:desk")).content.decode()


def test_the_command_prints_what_went_otherwise_and_ends_with_one(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of one agency, if it is named."""
    client = signed_in(world.office, "administrator")
    client.post(reverse(NEW), typed(action="save"))
    call_command("test_processes", agency=world.office.agency.exchange_id)
    assert "Резолюция: passed" in capsys.readouterr().out

    client.post(reverse(NEW), typed(SCRIPT + "\nВидит: Лапин", "save", "Видят не все"))
    with pytest.raises(CommandError, match="failed: 1 of 2"):
        call_command("test_processes")
    assert "4: Видит: Лапин – Дело не видят: Лапин О. И." in capsys.readouterr().out
    call_command("test_processes", agency="RU-VO-KOOKN")
    assert "passed: 0" in capsys.readouterr().out
    with pytest.raises(CommandError, match="no agency"):
        call_command("test_processes", agency="RU-XX")
