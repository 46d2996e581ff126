"""A test of a process leaves nothing: no row of any table, no file, no mail, no ringing, no use of anybody's key."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection

from exchange.services import sending
from signing.keeper import Keeper
from tests.workflows.patience import without_haste
from tests.world import World
from workflows.trials.ready import READY
from workflows.trials.running import run
from workflows.trials.statements import LineState

__all__ = ["without_haste"]


def everything() -> dict[str, str]:
    """The content of every table, as a hash."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - names of our own tables
            rows = sorted(repr(row) for row in cursor.fetchall())
            found[table] = sha256("\n".join(rows).encode()).hexdigest()
    return found


def files() -> list[str]:
    """Every file below the folders of files, uploads and keys."""
    folders = (settings.FILES_DIR, settings.UPLOADS_DIR, settings.KEYS_DIR)
    return sorted(str(path) for folder in folders for path in Path(folder).rglob("*") if path.is_file())


@pytest.mark.feature("X10")
@pytest.mark.django_db(transaction=True)
def test_a_run_leaves_every_table_and_every_file_as_it_was(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a database that commits, through signing, registering, dispatching and filing, and when it fails."""
    rung: list[str] = []
    used: list[Any] = []
    monkeypatch.setattr(sending, "ring", lambda: rung.append("outbox"))
    monkeypatch.setattr(Keeper, "sign", lambda *given: used.append(given))
    before, lying = everything(), files()

    reports = [run(str(one.script), world.office.agency) for one in READY]
    reports.append(run("Обращение: почта\nИсполнитель: Взять в работу", world.office.agency))

    assert [one.is_passed for one in reports] == [*(True for _one in READY), False]
    assert reports[-1].lines[-1].state == LineState.FAILED
    assert everything() == before
    assert files() == lying
    assert (mail.outbox, rung, used) == ([], [], [])


@pytest.mark.django_db(transaction=True)
def test_a_letter_by_exchange_is_sealed_for_nobody_and_not_sent(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """An inquiry to the committee: a message stands in the outbox of the test, and none after it."""
    rung: list[str] = []
    monkeypatch.setattr(sending, "ring", lambda: rung.append("outbox"))
    before, lying = everything(), files()
    script = f"""Обращение: почта; вопрос: Памятник ли этот дом?
Руководитель органа: Вынести резолюцию; ответственный исполнитель: Ахметзянова
Исполнитель: Взять в работу
Исполнитель: Подготовить запрос; кому: {world.committee.name}; заголовок: О доме; текст: Прошу сообщить.
Исполнитель: Передать на согласование
Начальник подразделения: Завизировать
Руководитель органа: Подписать
Делопроизводитель: Зарегистрировать письмо
Нет работы: отправить
Исполнитель: Ожидать ответа
Стадия: ожидает ответа
Исполнитель: Продолжить без ожидания
Стадия: в работе"""

    report = run(script, world.office.agency)

    assert [(line.words, line.found) for line in report.lines if line.state != LineState.PASSED] == []
    assert report.wrong == []
    assert ["goes_by_exchange", "end"] in report.walked["letter"]["ways"]
    assert everything() == before
    assert files() == lying
    assert rung == []
