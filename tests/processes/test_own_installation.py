"""An agency without the demo: set up by a command, entered in pages, copied while it works, restored elsewhere."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.browsing import Page, Person
from tests.nodes import Node

pytestmark = [pytest.mark.process, pytest.mark.slow, pytest.mark.feature("F37", "F42", "F51")]

PASSWORD = "четыре верных слова здесь"
AGENCY = {
    "--name": "Управление по труду Верхнеозёрской области",
    "--short-name": "Управление по труду",
    "--exchange-id": "RU-VO-UT",
    "--place": "г. Верхнеозёрск",
    "--login": "yudin",
    "--person": "Юдин Артём Олегович",
    "--sex": "m",
}
PEOPLE = (
    ("vdovin", "Вдовин", "Семён", "m", "leader", "начальник управления"),
    ("rogova", "Рогова", "Инна", "f", "controller", "начальник канцелярии"),
    ("belova", "Белова", "Анна", "f", "clerk", "делопроизводитель"),
    ("kuzmin", "Кузьмин", "Пётр", "m", "executor", "консультант"),
)


@pytest.fixture
def nodes(tmp_path: Path) -> Iterator[dict[str, Node]]:
    """Two machines on which nothing was done yet."""
    found = {name: Node(name, tmp_path / name, is_migrated=False) for name in ("own", "spare")}
    yield found
    for node in found.values():
        node.stop()


def first_steps(admin: Person) -> tuple[int, int]:
    """How many of the steps on the administrator's desk are done, and how many are left."""
    section = admin.get("/").tree.xpath("//section[@aria-labelledby='first-steps']")
    return (len(section[0].xpath(".//s")), len(section[0].xpath(".//li[not(s)]"))) if section else (0, 0)


def hire(admin: Person) -> None:
    """Enter people with their posts, and give each a password."""
    for login, last_name, first_name, sex, role, title in PEOPLE:
        page = admin.get("/structure/people/new/")
        form = page.form(with_field="last_name")
        unit = form.inputs["unit"].value_options[-1]
        told: dict[str, Any] = {"last_name": last_name, "first_name": first_name, "sex": sex, "username": login}
        card = admin.send(page, form, **told, unit=unit, title=title, role=role)
        page = admin.get(f"{card.url}password/")
        admin.send(page, page.form(with_field="password"), password=PASSWORD)


def certify(admin: Person) -> None:
    """Make the agency's authority and its seal."""
    for what in ("authority", "seal"):
        page = admin.get("/certificates/")
        admin.send(page, page.form(f"/certificates/{what}/"))


def open_journals(records: Person) -> None:
    """A journal of appeals and one of letters."""
    for flow, pattern in (("appeal", "ОГ-{letter}-{n}/{yy}"), ("outgoing", "{index}-{n}/{yy}")):
        page = records.get("/journals/new/")
        records.send(page, page.form(with_field="pattern"), flow=flow, name=flow, pattern=pattern)


def register(clerk: Person, text: str) -> Page:
    """The card of a new appeal."""
    page = clerk.get("/register/appeal/")
    told: dict[str, Any] = {
        "last_name": "Петрова",
        "first_name": "Мария",
        "sex": "f",
        "address": "ул. Садовая, д. 3",
        "text": text,
    }
    return clerk.send(page, page.form(with_field="text"), **told, summary=text, questions="")


def test_an_agency_is_set_up_by_a_command_and_pages_and_restored_on_another_machine(
    nodes: dict[str, Node], tmp_path: Path
) -> None:
    """Before the command nobody can do anything; after it no console is needed until the first appeal is registered."""
    node, spare = nodes["own"], nodes["spare"]
    (tmp_path / "password").write_text(f"{PASSWORD}\n", encoding="utf-8")
    told = [word for pair in AGENCY.items() for word in pair] + ["--password-file", str(tmp_path / "password")]

    assert "There is no agency yet" in node.manage("set_up")
    assert "login yudin" in node.manage("set_up", *told)
    assert "nothing was changed" in node.manage("set_up", *told)
    assert node.manage("set_up").splitlines()[-1] == "Agencies: 1."
    node.start("signer", "sequencer", "web")
    with closing(Person(node.address, "yudin", PASSWORD)) as admin:
        assert first_steps(admin) == (0, 6)
        page = admin.get("/structure/agency/")
        admin.send(page, page.form(with_field="address"), address="ул. Мира, д. 1, г. Верхнеозёрск")
        hire(admin)
        certify(admin)
        page = admin.get("/designs/sets/appeals/")
        admin.send(page, page.form(with_field="publish"))
        assert first_steps(admin) == (4, 2)
        with closing(Person(node.address, "rogova", PASSWORD)) as records:
            open_journals(records)
        assert first_steps(admin) == (5, 1)
        with closing(Person(node.address, "belova", PASSWORD)) as clerk:
            card = register(clerk, "Прошу разъяснить порядок выплаты пособия.")
            assert "ОГ-П-1/" in card.words, card.words[-1500:]
        assert first_steps(admin) == (0, 0)

    copy = tmp_path / "copy"
    node.manage("back_up", str(copy))
    node.kill("signer", "sequencer", "web")
    assert "as it was written" in spare.manage("restore", "--check", str(copy))
    assert "rows are equal" in spare.manage("restore", str(copy))
    assert "as the log tells them" in spare.manage("verify_history")
    spare.start("signer", "sequencer", "web")
    with closing(Person(spare.address, "belova", PASSWORD)) as clerk:
        assert "ОГ-П-1/" in clerk.get("/cases/").words
        register(clerk, "Прошу разъяснить порядок выплаты ещё раз.")
        assert "ОГ-П-2/" in clerk.get("/cases/").words


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        ({"--name": "Управление", "--login": "yudin"}, "--short-name, --exchange-id, --place, --person, --sex"),
        (AGENCY | {"--password-file": "/nowhere/password"}, "the password cannot be read"),
    ],
)
def test_what_the_command_was_not_told_is_named_before_anything_is_done(told: dict[str, str], refusal: str) -> None:
    """It needs no database to say so."""
    with pytest.raises(CommandError, match=refusal):
        call_command("set_up", *[word for pair in told.items() for word in pair])
