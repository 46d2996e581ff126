"""Pages of structure and staff: what everybody sees, what an administrator does there, old papers, depth, the chart."""

from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html
from pypdf import PdfReader

from agencies import services, sheets
from agencies.chart import TREE_WIDTH, columns, tree
from agencies.models import Employee, Role, Unit
from agencies.selectors import structure_on, walk
from citizens.models import Case
from history import clock
from history.models import Act
from tests.agencies.building import a_chain, a_person, a_unit, days_ago, many_units
from tests.agencies.staff_tables import staff, table
from tests.people import LOADER, Office
from tests.rows import rewrite
from tests.world import World
from workflows.models import WorkItem, WorkKind

pytestmark = pytest.mark.django_db
SVG = "{http://www.w3.org/2000/svg}"


def signed_in(office: Office, name: str) -> Client:
    """A browser of this person."""
    client = Client(headers={"accept-language": "ru"})
    client.force_login(office.person(name), backend="agencies.backends.EmployeeBackend")
    return client


def read(answer: Any) -> Any:
    """The page as a tree."""
    return html.fromstring(answer.content.decode())


def words(answer: Any) -> str:
    """What the page says."""
    return " ".join(read(answer).text_content().split())


@pytest.mark.feature("F33")
def test_an_old_paper_shows_the_unit_of_its_day_after_a_renaming(world: World) -> None:
    case = world.appeal()
    world.resolved(case)
    inquiry = world.inquired(case)
    for rows in (Case.objects.filter(pk=case.pk), type(inquiry).objects.filter(pk=inquiry.pk)):
        rewrite(rows, registered_on=days_ago(20))
    clerk = signed_in(world.office, "clerk")

    services.rename_unit(
        actor=world.person("administrator"),
        unit=world.office.units["05"],
        code="05",
        name="Управление ремонта",
        on=days_ago(10),
    )

    told = "05 Отдел капитального ремонта (ныне: 05 Управление ремонта)"
    card = clerk.get(reverse("workflows:case", args=[case.pk]))
    printed = clerk.get(reverse("documents:card-print", args=[inquiry.pk]))
    pages = PdfReader(BytesIO(printed.getvalue())).pages
    assert told in words(card)
    assert told in words(clerk.get(reverse("workflows:document", args=[inquiry.pk])))
    assert "Отдел капитального ремонта" in " ".join(" ".join(page.extract_text() for page in pages).split())
    address = read(card).xpath("//dd/a[contains(@href, '/structure/units/')]/@href")[0]
    assert words(clerk.get(address)).count("Отдел капитального ремонта") > 1


@pytest.mark.feature("F35")
def test_a_head_of_the_second_level_sees_the_levels_below_and_no_sibling(world: World) -> None:
    office = world.office
    chain = a_chain(office, 7)
    sibling = a_unit(office, "С2", "Соседнее управление", chain[0])
    a_person(chain[1], "second", "начальник управления", Role.UNIT_HEAD)
    cases = {}
    for unit in (*chain, sibling):
        cases[unit.code] = world.appeal()
        rewrite(Case.objects.filter(pk=cases[unit.code].pk), unit=unit)

    seen = Case.objects.visible_to(Employee.objects.get(username="second"))

    assert {case.unit.code for case in seen if case.unit} == {f"Г{level}" for level in range(2, 8)}
    client = Client()
    client.force_login(Employee.objects.get(username="second"), backend="agencies.backends.EmployeeBackend")
    assert client.get(reverse("workflows:case", args=[cases["Г7"].pk])).status_code == 200
    for hidden in ("Г1", "С2"):
        assert client.get(reverse("workflows:case", args=[cases[hidden].pk])).status_code == 404


@pytest.mark.feature("F35", "F33")
def test_rights_follow_a_moved_subtree(world: World) -> None:
    office = world.office
    chain = a_chain(office, 3)
    case = world.appeal()
    rewrite(Case.objects.filter(pk=case.pk), unit=chain[2])
    before = Case.objects.visible_to(world.person("unit_head")).filter(pk=case.pk).exists()

    services.move_unit(actor=office.administrator, unit=chain[1], parent=office.units["05"], on=clock.today())

    assert not before
    assert Case.objects.visible_to(world.person("unit_head")).filter(pk=case.pk).exists()


@pytest.mark.feature("F33")
def test_work_in_the_queues_of_a_merged_unit_lies_with_its_successor(world: World) -> None:
    world.appeal()
    unit, into = world.office.units["01"], world.office.units["08"]

    services.merge_units(actor=LOADER, unit=unit, into=into, on=clock.today(), with_contents=True)

    assert world.item(WorkKind.RESOLVE).queue_unit == into
    assert WorkItem.objects.lying_with(world.person("leader")).filter(kind=WorkKind.RESOLVE).exists()


@pytest.mark.feature("F33")
def test_a_unit_with_work_in_its_queues_is_not_closed(world: World) -> None:
    world.appeal()
    unit = world.office.units["01"]
    for post in unit.posts.all():
        services.end_post(actor=LOADER, post=post, ends_on=days_ago(1))

    answer = signed_in(world.office, "administrator")
    services.hire(
        actor=LOADER,
        employee=Employee(username="second.admin", last_name="Админов", first_name="Олег", sex="m"),
        password=None,
        post=services.NewPost(world.office.units["08"], "администратор", Role.ADMINISTRATOR, days_ago(1)),
    )
    answer.force_login(Employee.objects.get(username="second.admin"), backend="agencies.backends.EmployeeBackend")
    page = answer.post(reverse("agencies:unit-close", args=[unit.pk]), {"ends_on": f"{clock.today():%Y-%m-%d}"})

    unit.refresh_from_db()
    assert (page.status_code, unit.ends_on) == (422, None)
    assert "В очередях подразделения лежит 1 работа." in words(page)


@pytest.mark.feature("F34")
def test_the_chart_of_three_hundred_units_is_well_formed_and_every_node_opens_its_card(office: Office) -> None:
    many_units(office.agency, 300)
    client = signed_in(office, "executor")

    for view in ("tree", "columns"):
        answer = client.get(reverse("agencies:chart-svg"), {"levels": "20", "view": view})
        root = ElementTree.fromstring(answer.content)
        links = [str(one.get("href")) for one in root.iter(f"{SVG}a")]
        units = Unit.objects.filter(agency=office.agency)
        assert {link.split("?")[0] for link in links} == {reverse("agencies:unit", args=[unit.pk]) for unit in units}
        assert all(one.find(f"{SVG}title") is not None for one in root.iter(f"{SVG}a"))
        assert "script" not in answer.content.decode()
        assert answer["Content-Disposition"].startswith("attachment")
    assert client.get(links[0]).status_code == 200


@pytest.mark.feature("F34")
def test_the_tree_of_any_depth_fits_a_telephone_and_no_box_lies_over_another(office: Office) -> None:
    many_units(office.agency, 300)
    a_chain(office, 20)
    branches = structure_on(office.agency, clock.today())

    drawn = tree("Министерство", branches, levels=20)
    wide = columns("Министерство", branches, levels=20)

    assert drawn.width == TREE_WIDTH
    assert all(box.x + box.width <= TREE_WIDTH and box.width > 200 for box in drawn.boxes)
    assert all(upper.bottom <= lower.y for upper, lower in zip(drawn.boxes, drawn.boxes[1:], strict=False))
    for chart in (drawn, wide):
        assert len(chart.boxes) == sum(1 for _one in walk(branches)) + 1
        assert max(box.bottom for box in chart.boxes) <= chart.height


@pytest.mark.feature("F34")
def test_the_chart_asks_as_many_queries_for_three_hundred_units_as_for_four(office: Office) -> None:
    client = signed_in(office, "executor")
    pages = [reverse("agencies:chart"), reverse("agencies:structure"), reverse("agencies:chart-svg")]

    def asked() -> list[int]:
        counts = []
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                client.get(page, {"levels": "20"})
            counts.append(len(queries))
        return counts

    asked()
    few = asked()
    many_units(office.agency, 300)

    assert asked() == few


@pytest.mark.feature("F34")
def test_a_large_chart_opens_with_its_upper_levels_and_each_branch_can_be_opened(office: Office) -> None:
    units = many_units(office.agency, 300)
    client = signed_in(office, "executor")

    page = client.get(reverse("agencies:chart"))

    tree_of_page = read(page)
    more = tree_of_page.xpath("//*[@class='chart-more']/@href")
    assert 0 < len(tree_of_page.xpath("//*[contains(@class, 'chart-unit')]")) < 300
    branch = client.get(more[0])
    assert units[-1].name not in page.content.decode()
    assert "chart-unit" in branch.content.decode()


@pytest.mark.feature("F34")
def test_a_moved_unit_moves_in_the_chart_and_stays_where_it_was_on_earlier_days(office: Office) -> None:
    unit, client = office.units["05"], signed_in(office, "executor")
    services.move_unit(actor=office.administrator, unit=unit, parent=office.units["08"], on=days_ago(2))
    card = reverse("agencies:unit", args=[unit.pk])
    place = f"//*[local-name()='a'][starts-with(@href, '{card}')]/*[local-name()='rect']/@x"

    now, before = (
        read(client.get(reverse("agencies:chart"), {"on": f"{day:%Y-%m-%d}"})).xpath(place)
        for day in (clock.today(), days_ago(3))
    )

    assert float(now[0]) > float(before[0])


@pytest.mark.feature("F34")
def test_the_side_panel_gets_the_chart_without_the_page(office: Office) -> None:
    client = signed_in(office, "executor")

    answer = client.get(reverse("agencies:chart"), headers={"HX-Request": "true"})

    assert "<svg" in answer.content.decode()
    assert "<html" not in answer.content.decode()


@pytest.mark.feature("F42")
def test_pages_of_another_agencys_units_and_people_do_not_exist(office: Office) -> None:
    assert office.other is not None
    admin, before = signed_in(office, "administrator"), Act.objects.count()
    unit, person = office.other.units["03"], office.other.executor
    post = person.posts.get()
    named = {
        unit.pk: ("unit", "unit-rename", "unit-move", "unit-merge", "unit-close", "unit-reopen", "unit-take-back"),
        person.pk: (
            *("employee", "employee-change", "appoint", "dismiss", "password", "account-close", "account-open"),
        ),
    }
    places = [reverse(f"agencies:{name}", args=[key]) for key, names in named.items() for name in names]
    places += [reverse(f"agencies:{name}", args=[post.pk]) for name in ("transfer", "position", "post-end")]

    answers = {place: (admin.get(place).status_code, admin.post(place, {}).status_code) for place in places}

    assert {status for pair in answers.values() for status in pair} <= {404, 405}
    assert Act.objects.count() == before
    assert "Комитет" not in words(admin.get(reverse("agencies:structure")))


@pytest.mark.feature("F42")
@pytest.mark.parametrize("name", ["unit-move", "unit-merge"])
def test_a_forged_unit_of_another_agency_is_no_choice(office: Office, name: str) -> None:
    assert office.other is not None
    theirs = office.other.units["03"].pk
    field = {"unit-move": "parent", "unit-merge": "into"}[name]
    admin = signed_in(office, "administrator")

    answer = admin.post(
        reverse(f"agencies:{name}", args=[office.units["05"].pk]), {field: theirs, "on": f"{clock.today():%Y-%m-%d}"}
    )

    assert answer.status_code == 422
    assert Unit.objects.get(pk=office.units["05"].pk).parent is None


@pytest.mark.feature("F33")
def test_an_administrator_does_every_act_on_its_page(office: Office) -> None:
    admin, today = signed_in(office, "administrator"), f"{clock.today():%Y-%m-%d}"

    def send(page: str, key: int | None = None, **given: Any) -> None:
        answer = admin.post(reverse(f"agencies:{page}", args=[key] if key else []), given)
        assert answer.status_code == 302, (page, words(answer))

    send("unit-new", kind="staff", code="20", name="Отдел связи", parent=office.units["08"].pk, starts_on="2026-01-12")
    unit = Unit.objects.get(code="20")
    send("unit-rename", unit.pk, code="20", name="Отдел информатизации", on=today)
    send("unit-move", unit.pk, parent="", on=today)
    send("unit-take-back", unit.pk)
    place: dict[str, Any] = {"unit": unit.pk, "title": "инженер", "role": "executor", "position": "member"}
    names: dict[str, Any] = {"last_name": "Связистов", "first_name": "Иван", "sex": "m", "username": "svyaz"}
    send("hire", **names, **place, starts_on=today, is_main="on")
    person = Employee.objects.get(username="svyaz")
    send("password", person.pk, password="a long new one 1")
    send("employee-change", person.pk, last_name="Связистов", first_name="Пётр", sex="m", phone="1")
    send("appoint", person.pk, **(place | {"unit": office.units["05"].pk}), starts_on=today)
    first, second = person.posts.order_by("id")
    send("position", first.pk, position="head", on=today)
    send("transfer", first.pk, **(place | {"unit": office.units["08"].pk}), on=today)
    send("post-end", second.pk, ends_on=today)
    send("account-close", person.pk)
    send("account-open", person.pk)
    send("dismiss", person.pk, ends_on=f"{clock.today():%Y-%m-%d}")
    send("unit-close", unit.pk, ends_on=today)
    send("unit-reopen", unit.pk)
    send("unit-merge", unit.pk, into=office.units["08"].pk, on=today)
    named: dict[str, Any] = {
        "name": office.agency.name,
        "short_name": office.agency.short_name,
        "letter_layout": "2016-corner",
    }
    send("agency", **named, place="", address="ул. Новая", phone="", email="")

    unit.refresh_from_db()
    assert unit.merged_into == office.units["08"]


@pytest.mark.feature("F36")
def test_a_table_is_previewed_and_imported_on_its_pages(office: Office) -> None:
    admin, page = signed_in(office, "administrator"), reverse("agencies:import")
    rows = [list(row.cells) for row in table(staff(3))]
    upload = SimpleUploadedFile("Штат.xlsx", sheets.xlsx_of(rows))

    shown = admin.post(page, {"file": upload, "on": f"{clock.today():%Y-%m-%d}"})
    form = read(shown).xpath("//form[.//input[@name='expected']]")[0]
    before = Employee.objects.filter(username__startswith="new.").count()
    done = admin.post(page, dict(form.form_values()), follow=True)

    assert shown.status_code == 200
    assert "Лапин О. И., консультант" in words(shown)
    assert (before, Employee.objects.filter(username__startswith="new.").count()) == (0, 3)
    assert "новых 23" in words(done)


@pytest.mark.feature("F36")
def test_a_table_with_errors_tells_them_by_row_and_offers_no_import(office: Office) -> None:
    admin = signed_in(office, "administrator")
    content = "индекс подразделения;логин;должность\n99;executor;консультант\n".encode("cp1251")

    shown = admin.post(
        reverse("agencies:import"), {"file": SimpleUploadedFile("a.csv", content), "on": f"{clock.today():%Y-%m-%d}"}
    )

    assert shown.status_code == 422
    assert "2 индекс подразделения Открытого подразделения с таким индексом нет. unit-unknown" in words(shown)
    assert b'name="expected"' not in shown.content


@pytest.mark.feature("F36")
def test_a_confirmation_that_was_tampered_with_imports_nothing(office: Office) -> None:
    admin, before = signed_in(office, "administrator"), Act.objects.count()

    answer = admin.post(reverse("agencies:import"), {"table": "forged", "expected": "0" * 64})

    assert answer.status_code == 422
    assert "Просмотр устарел" in words(answer)
    assert Act.objects.count() == before


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.feature("F36")
def test_a_sample_can_be_downloaded(office: Office, kind: str) -> None:
    answer = signed_in(office, "administrator").get(reverse("agencies:import-sample", args=[kind]))

    assert sheets.read(answer.content)[0].cells[0] == "индекс подразделения"
    assert signed_in(office, "administrator").get("/structure/import/sample.exe").status_code == 404


def test_a_day_that_is_none_is_told_beside_its_field(office: Office) -> None:
    answer = signed_in(office, "executor").get(reverse("agencies:structure"), {"on": "2026-02-31"})

    assert answer.status_code == 422
    assert "Введите правильную дату." in words(answer)


def test_people_are_found_by_the_beginning_of_a_surname_and_listed_by_stretches(office: Office) -> None:
    client, page = signed_in(office, "executor"), reverse("agencies:people")

    found, all_of_them = words(client.get(page, {"name": "ерш"})), words(client.get(page))
    later = words(client.get(page, {"after": office.unit_head.pk}))

    assert "Ершов Павел Дмитриевич" in found
    assert "Лапин" not in found
    assert "Фёдоров" not in all_of_them
    assert "Лапин Олег" in later
    assert "Ахметзянова Дина" not in later


def test_the_history_of_a_colleague_is_open_to_administrators_auditors_and_the_person_alone(office: Office) -> None:
    page = reverse("agencies:employee", args=[office.executor.pk])

    shown = {name: "timeline" in signed_in(office, name).get(page).content.decode() for name in office.people}

    assert {name for name, is_shown in shown.items() if is_shown} == {"executor", "administrator", "auditor"}
