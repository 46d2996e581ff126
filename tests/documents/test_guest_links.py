"""Guests by a link: one case for reading until a day, a code beside the link, all on record, nothing else open."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from citizens import services
from citizens.models import Case, GuestLink, Remark
from citizens.services import GuestCard, MadeLink
from citizens.services.guests import WRONG_IN_A_ROW, WRONG_IN_ALL
from documents.models import Document, DocumentFile
from documents.services import mark_paper
from history import clock
from history.models import Act, Reading
from tests.addresses import PUBLIC, TABLE, address_of
from tests.citizens.talk import linked, said
from tests.codes import codes
from tests.stage import Stage, stage
from tests.world import World
from workflows import selectors as desks
from workflows.models import WorkKind

__all__ = ["stage"]

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F39")]
TO_SIGN_IN, NOT_FOUND, NOT_ALLOWED = 302, 404, 405


def in_work(world: World) -> Case:
    """Frolova's appeal with its executor."""
    case = world.appeal()
    world.resolved(case)
    return Case.objects.get(pk=case.pk)


def entered(made: MadeLink) -> Client:
    """The browser of the guest, who has given the code."""
    client = Client(REMOTE_ADDR="10.9.8.7")
    answer = client.post(
        reverse("documents:guest-enter", args=[made.token]), {"code": f"{made.code[:4]} {made.code[4:]}"}
    )
    assert answer.status_code == 302
    return client


def opens(client: Client) -> bool:
    """Whether the guest's case is open."""
    return client.get("/guest/").status_code == 200


def refused(world: World, case: Case, **given: object) -> list[str]:
    """The codes with which a link is refused."""
    values = {"guest_name": "Воронов И. М.", "guest_from": "Институт", "reason": "Экспертиза", "ends_on": clock.today()}
    with pytest.raises(ValidationError) as one:
        services.make_link(actor=world.person("executor"), case=case, guest=GuestCard(**(values | given)))  # type: ignore[arg-type]  # fields by name
    return codes(one)


def test_neither_the_link_nor_its_code_is_kept(world: World) -> None:
    """The row holds hashes, and the record names the guest and the last day alone."""
    made = linked(world, in_work(world))

    row = GuestLink.objects.values().get()
    told = Act.objects.get(verb="citizens.guest_link_made")
    assert made.token not in str(row)
    assert made.code not in str(row)
    assert made.code not in str(told.data)
    assert told.data["person"] == "Воронов Илья Маркович, Институт реставрации, эксперт"


def test_the_guest_reads_one_case_its_papers_and_files_with_every_reading_under_their_name(world: World) -> None:
    """From where, which page and which file."""
    case = in_work(world)
    paper = Document.objects.get(case=case)
    entry = paper.files.latest("pk")
    client = entered(linked(world, case))

    page = client.get("/guest/")
    answer = client.get(f"/guest/files/{entry.pk}/")

    assert answer.getvalue().startswith(b"%PDF")
    assert case.text in page.text
    assert paper.number in page.text
    assert "Соборная, д. 14, кв. 7" not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    name = "Воронов Илья Маркович, Институт реставрации, эксперт"
    readings = list(Reading.objects.filter(actor_name=name).order_by("id"))
    assert [(one.page, one.address, one.ground) for one in readings] == [
        ("documents:guest-case", "10.9.8.7", "guest_link"),
        ("documents:guest-file", "10.9.8.7", "guest_link"),
    ]
    assert ("citizens.case", case.pk) in {(one.object_type, one.object_key) for one in readings[0].mentions.all()}
    assert Act.objects.get(verb="documents.file_read").actor_name == name


def test_the_link_ends_at_its_date_and_at_once_when_it_is_ended_or_the_case_is_marked(world: World) -> None:
    """Also for whoever is in already; the address answers then as one that never was."""
    case = in_work(world)
    lasting, ended = linked(world, case), linked(world, case, name="Дубов Пётр Ильич")
    client, other = entered(lasting), entered(ended)
    assert [opens(client), opens(other)] == [True, True]

    services.end_link(actor=world.person("unit_head"), link=ended.link, reason="Экспертиза сдана.")
    with clock.at(clock.now() + timedelta(hours=7)):
        last_day = [opens(client), opens(other)]
    with clock.at(clock.now() + timedelta(hours=9)):
        next_shift = opens(client)
    with clock.at(clock.now() + timedelta(days=6)):
        after = Client().get(reverse("documents:guest-enter", args=[lasting.token])).status_code
    mark_paper(actor=world.person("executor"), paper=case, reason="Служебные сведения.")

    assert last_day == [True, False]
    assert not next_shift
    assert after == NOT_FOUND
    assert not opens(client)


def test_wrong_codes_are_written_down_bring_a_pause_and_end_the_link(world: World) -> None:
    """Five in a row close it for a quarter of an hour, to the right code too; twenty for good."""
    made = linked(world, in_work(world))
    here = reverse("documents:guest-enter", args=[made.token])
    client = Client()

    statuses = [client.post(here, {"code": "00000000x"}).status_code for _number in range(WRONG_IN_A_ROW)]
    paused = client.post(here, {"code": made.code})
    with clock.at(clock.now() + timedelta(minutes=16)):
        let_in = client.post(here, {"code": made.code})
    for turn in range(1, WRONG_IN_ALL // WRONG_IN_A_ROW):
        with clock.at(clock.now() + timedelta(hours=turn)):
            for _number in range(WRONG_IN_A_ROW):
                client.post(here, {"code": "00000000x"})

    made.link.refresh_from_db()
    assert statuses == [422] * WRONG_IN_A_ROW
    assert (paused.status_code, let_in.status_code) == (422, 302)
    assert made.link.ended_at is not None
    assert client.get(here).status_code == NOT_FOUND
    assert Act.objects.filter(verb="citizens.guest_refused").count() == WRONG_IN_ALL


def test_a_link_is_made_by_who_asks_others_into_the_case_with_a_name_a_reason_and_a_near_end(world: World) -> None:
    """Not for a marked case, not by a clerk, not for longer than a guest may be asked."""
    case = in_work(world)
    card = GuestCard("Воронов И. М.", "Институт", "Экспертиза", clock.today())
    for name in ("clerk", "stranger", "auditor", "other.leader"):
        with pytest.raises(PermissionDenied):
            services.make_link(actor=world.person(name), case=case, guest=card)

    found = [
        refused(world, case, guest_name=" ", reason=""),
        refused(world, case, ends_on=None),
        refused(world, case, ends_on=clock.today() - timedelta(days=1)),
        refused(world, case, ends_on=clock.today() + timedelta(days=91)),
    ]
    mark_paper(actor=world.person("executor"), paper=case, reason="Служебные сведения.")

    assert found == [["guest-unnamed", "reason-missing"], ["end-missing"], ["end-in-past"], ["visit-too-long"]]
    assert refused(world, case) == ["case-marked"]
    with pytest.raises(ValidationError) as unsaid:
        services.end_link(
            actor=world.person("executor"), link=GuestLink(pk=_made_before_the_mark(world).pk), reason=" "
        )
    assert codes(unsaid) == ["reason-missing"]


def _made_before_the_mark(world: World) -> GuestLink:
    return linked(world, in_work(world)).link


def test_the_guest_discusses_the_case_only_where_the_link_says_so(world: World) -> None:
    """Their remark stands under their name, and whoever asked them finds it on the desk."""
    case = in_work(world)
    said(world, case, "unit_head", "Ждём экспертизу.")
    reader, writer = entered(linked(world, case)), entered(linked(world, case, may_remark=True, name="Дубов П. И."))

    closed = reader.post("/guest/remark/", {"text": "Замечание."})
    empty = writer.post("/guest/remark/", {"text": " "})
    writer.post("/guest/remark/", {"text": "Экспертиза готова."})

    assert (closed.status_code, empty.status_code) == (NOT_FOUND, 422)
    assert "Ждём экспертизу." not in reader.get("/guest/").text
    page = writer.get("/guest/").text
    assert "Ждём экспертизу." in page
    assert "Экспертиза готова." in page
    remark = Remark.objects.get(guest__isnull=False)
    assert remark.author_name == "Дубов П. И., Институт реставрации, эксперт"
    assert desks.desk(world.person("executor"), WorkKind.MENTIONED).count() == 1
    with pytest.raises(PermissionDenied):
        services.write_guest_remark(
            actor=services.ENTRANCE, link=GuestLink.objects.get(may_remark=False), text="В обход страницы."
        )


def test_the_search_of_a_guest_finds_nothing_but_papers_of_their_case(world: World) -> None:
    """Neither another case's papers, nor drafts, nor working material, whatever is asked."""
    case, other = in_work(world), in_work(world)
    paper, hidden = Document.objects.get(case=case), Document.objects.get(case=other)
    client = entered(linked(world, case))

    found = client.get("/guest/", {"q": "крыши"}).context["papers"]
    numbered = client.get("/guest/", {"q": hidden.number}).context["papers"]
    file = client.get(f"/guest/files/{hidden.files.latest('pk').pk}/")

    assert found == [paper]
    assert numbered == []
    assert file.status_code == NOT_FOUND
    assert client.get("/search/", {"q": "крыши"}).status_code == TO_SIGN_IN


def test_working_material_and_drafts_are_hidden_from_the_guest(stage: Stage) -> None:
    """The inquiry is shown, its calculation is not, nor is the answer that is still written."""
    client = entered(stage.talk.made)

    page = client.get("/guest/")
    working = client.get(f"/guest/files/{stage.working.pk}/")

    assert stage.inquiry in page.context["papers"]
    assert stage.draft not in page.context["papers"]
    assert working.status_code == NOT_FOUND
    assert "Расчёт.docx" not in page.text


def test_a_file_that_a_scanner_found_infected_is_not_handed_to_a_guest(world: World) -> None:
    """It is not even listed."""
    case = in_work(world)
    entry = DocumentFile.objects.filter(document__case=case).latest("pk")
    entry.stored.scan, entry.stored.scanned_at = "infected", clock.now()
    entry.stored.scan_finding = "Eicar-Test-Signature"
    entry.stored.save()
    client = entered(linked(world, case))

    assert client.get(f"/guest/files/{entry.pk}/").status_code == NOT_FOUND


def test_nothing_but_the_pages_of_guests_is_open_to_a_guest(stage: Stage) -> None:
    """Every address of the program, read and sent to: as closed as to anybody who did not sign in."""
    client, wrong = entered(stage.talk.made), []
    for name in TABLE.keys() - PUBLIC:
        before = Act.objects.count()
        for method in ("get", "post"):
            answer = getattr(client, method)(address_of(name, stage))
            if answer.status_code != TO_SIGN_IN or Act.objects.count() != before:
                wrong.append(f"{method} {name}: {answer.status_code}")

    assert wrong == []


def test_the_pages_of_guests_are_not_there_for_anybody_else(stage: Stage) -> None:
    """Neither for people of the office nor for whoever has the link without its code."""
    visitor, executor = Client(), Client()
    visitor.get(reverse("documents:guest-enter", args=[stage.talk.made.token]))
    executor.force_login(stage.world.person("executor"), backend="agencies.backends.EmployeeBackend")

    statuses = {
        (name, client.get(address_of(name, stage)).status_code)
        for name in PUBLIC
        if name.startswith("documents:guest-") and name != "documents:guest-enter"
        for client in (visitor, executor)
    }

    assert {status for _name, status in statuses} <= {NOT_FOUND, NOT_ALLOWED}


def test_a_link_is_made_shown_once_and_ended_in_its_page(world: World) -> None:
    """With a code and a QR picture; on the next look both are gone."""
    case = in_work(world)
    here = reverse("documents:guest-links", args=[case.pk])
    client = Client()
    client.force_login(world.person("executor"), backend="agencies.backends.EmployeeBackend")
    said_of = {"guest_name": "Воронов И. М.", "guest_from": "Институт", "reason": "Экспертиза"}

    wrong = client.post(here, {"action": "make", **said_of, "ends_on": "2020-01-01"})
    made = client.post(here, {"action": "make", **said_of, "ends_on": clock.today().isoformat()})
    again = client.get(here).text
    code, link = made.context["code"], GuestLink.objects.get()
    client.post(here, {"action": "end", "link": link.pk, "reason": "Ошибка в имени."})

    assert wrong.status_code == 422
    assert "Воронов И. М." in wrong.text
    assert code in made.text
    assert "data:image/svg" in made.text
    assert code not in again
    assert "/guest/" not in again
    link.refresh_from_db()
    assert link.end_reason == "Ошибка в имени."


def test_a_guest_who_leaves_gives_the_code_again(world: World) -> None:
    """The session forgets the link."""
    client = entered(linked(world, in_work(world)))

    left = client.post("/guest/leave/")

    assert left.status_code == 200
    assert not opens(client)
