"""Incidents: whatever fails by itself stands on a page with its cause, is tried again, and closes when it succeeds."""

import io
import logging
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from viewflow.workflow.models import Task

from agencies.models import Employee
from agencies.selectors import term_of
from citizens.models import Case
from documents import files, services
from documents.models import Document, DocumentFile, FileText, Rendition
from documents.search import upkeep
from documents.tasks import clear_uploads
from exchange.models import OutboxMessage, OutboxState
from history import acts, clock
from history.actors import Automatic
from history.models import Act
from tests.codes import codes
from tests.documents.papers import a_docx
from tests.documents.test_conversion import WRITES, program
from tests.sample.flows import FragileFlow, Impossible
from tests.search.test_extraction import pdf
from tests.workflows.running import assigned, at
from tests.world import World
from workflows.incidents import Incident, IncidentKind, IncidentState
from workflows.invariant_selectors import Breach, broken
from workflows.models import TermReminder, WorkItem
from workflows.services import cases, incidents, retrying
from workflows.tasks import look_for_forgotten, remind_of_terms

__all__ = ["program"]

pytestmark = [pytest.mark.django_db]
WORKER = Automatic("files")


def browser(employee: Employee) -> Client:
    """Somebody at their pages, in English."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(employee, backend="agencies.backends.EmployeeBackend")
    return client


def an_office_file(world: World, paper: Document, text: str = "Смета") -> Rendition:
    """Working material of the clerk that awaits its readable copy."""
    stored = files.store(io.BytesIO(a_docx(text)), name="Расчёт.docx")
    services.add_file(actor=world.person("clerk"), document=paper, name="Расчёт.docx", stored=stored, role="working")
    return Rendition.objects.get(source=stored)


def two_inquiries(world: World) -> list[OutboxMessage]:
    """Two inquiries of two cases in the outbox."""
    for _number in range(2):
        case = world.appeal()
        world.resolved(case)
        world.registered(world.signed(world.submitted(case, world.draft("inquiry"))))
    return list(OutboxMessage.objects.order_by("pk"))


def fragile(paper: Document, subject: str) -> Task:
    """A process over a paper whose subject says at which steps it fails; where it stands."""
    paper.subject = subject
    paper.save()
    process = FragileFlow.start.run(letter=paper)
    return Task.objects.filter(process=process).latest("pk")


def test_a_file_that_is_lost_is_an_incident_and_holds_up_none_behind_it(world: World, program: Any) -> None:
    """Back in the store, it is tried again, and the incident closes by itself."""
    program(WRITES)
    paper = world.appeal().documents.get()
    lost, whole = an_office_file(world, paper), an_office_file(world, paper, "Другая смета")
    place = files.path_of(lost.source)
    content = place.read_bytes()
    place.unlink()

    while services.convert_next(actor=WORKER):
        pass

    found = Incident.objects.get()
    whole.refresh_from_db()
    assert (found.kind, found.state, found.case, found.document) == ("rendition", "open", paper.case, paper)
    assert found.fault == "FileNotFoundError"
    assert whole.progress == Rendition.Progress.MADE
    place.write_bytes(content)
    retrying.retry(actor=world.person("administrator"), incident=found)
    services.convert_next(actor=WORKER)
    found.refresh_from_db()
    assert found.state == IncidentState.SETTLED
    assert Act.objects.filter(verb__in=["workflows.incident_opened", "workflows.incident_settled"]).count() == 2


def test_a_file_that_nobody_can_read_is_an_incident_of_the_search(world: World) -> None:
    """A damaged scan of the post: it says so once, however often it is read, and closes when the file is whole."""
    paper = world.appeal().documents.get()
    stored = DocumentFile.objects.get(document=paper).stored
    place = files.path_of(stored)

    upkeep.index_due()
    found = Incident.objects.get()
    retrying.retry(actor=world.person("controller"), incident=found)
    upkeep.index_due()

    found.refresh_from_db()
    assert (found.kind, found.count, found.document, found.fault) == ("text", 2, paper, "PdfReadError")
    place.chmod(0o644)
    pdf(place, "Прошу починить крышу.")
    retrying.retry(actor=world.person("controller"), incident=found)
    upkeep.index_due()
    found.refresh_from_db()
    assert found.state == IncidentState.SETTLED
    assert FileText.objects.get(stored=stored).state == FileText.State.READ


@pytest.mark.parametrize("step", ["compute", "ask", "write"])
def test_a_process_stands_at_an_automatic_step_that_fails_until_it_is_tried_again(world: World, step: str) -> None:
    """What led there is kept, nothing of the failed step is, and the process ends as if nothing had been."""
    paper = world.appeal().documents.get()
    word = {"write": "lay"}.get(step, step)

    task = fragile(paper, f"Фролова: {word}")
    found = Incident.objects.get()
    retrying.retry(actor=world.person("administrator"), incident=found)
    found.refresh_from_db()

    assert (found.kind, found.state, found.count) == ("step", "open", 2)
    assert (found.agency, found.case, found.document) == (paper.agency, paper.case, paper)
    assert task.status == "ERROR"
    assert found.fault.startswith("Impossible · tests/sample/flows.py:")
    assert not WorkItem.objects.filter(kind="revise").exists()
    paper.subject = "Ответ"
    paper.save()
    after = retrying.retry(actor=world.person("administrator"), incident=found)
    assert after.state == IncidentState.SETTLED
    assert Task.objects.get(work_item__kind="revise").status == "NEW"
    assert list(broken()) == []


def test_a_refusal_of_a_service_is_no_failure_of_a_step(world: World) -> None:
    """It reaches whoever acts, and nothing is begun."""
    case = world.appeal()

    with pytest.raises(ValidationError):
        cases.issue_resolution(
            actor=world.person("leader"),
            item=world.item("resolve", case),
            executor=world.person("other.executor"),
            text="Рассмотреть.",
            due_on=case.due_on,
        )

    assert not Incident.objects.exists()


def test_no_words_of_a_record_stand_in_an_incident_nor_in_the_log(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Errors quote what they fail at."""
    paper = world.appeal().documents.get()

    with caplog.at_level(logging.DEBUG):
        fragile(paper, "Фролова Мария: compute")

    assert "Фролова" not in caplog.text
    assert "Фролова" not in str(Incident.objects.values().get())
    assert "Фролова" not in str(Task.objects.filter(status="ERROR").values().get())
    page = browser(world.person("administrator")).get(reverse("workflows:incidents")).content.decode()
    assert "Impossible" in page
    assert "Фролова" not in page
    assert paper.number not in page


def test_a_job_of_the_worker_that_fails_is_an_incident_of_the_node(
    world: World, settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Seen by administrators alone; its next success closes it. The log names the place, not the text of the error."""
    right, settings.UPLOADS_DIR = settings.UPLOADS_DIR, tmp_path / "Фролова"
    settings.UPLOADS_DIR.write_text("a file in place of the folder")

    for _time in range(2):
        clear_uploads.apply()

    found = Incident.objects.get()
    assert (found.kind, found.subject, found.count) == ("job", "documents.tasks.clear_uploads", 2)
    assert found.agency is None
    assert found.fault.startswith("NotADirectoryError 20 · documents/files/parts.py:")
    assert "documents.tasks.clear_uploads failed" in caplog.text
    assert "Фролова" not in caplog.text
    assert found in Incident.objects.visible_to(world.person("administrator"))
    assert found not in Incident.objects.visible_to(world.person("controller"))
    settings.UPLOADS_DIR = right
    clear_uploads.apply()
    found.refresh_from_db()
    assert found.state == IncidentState.SETTLED


def test_a_term_that_cannot_be_told_holds_up_no_other(world: World) -> None:
    """The paper of one term is gone from under it; the others are told."""
    with clock.at(at("01.04")):
        case = assigned(world.office)
        broken_term(case)
    with clock.at(at("29.04")):
        remind_of_terms()
        remind_of_terms()

    found = Incident.objects.get()
    assert (found.kind, found.count) == ("term", 2)
    assert TermReminder.objects.filter(case=case).exists()


def test_a_message_that_was_given_up_is_an_incident_until_it_is_delivered(world: World) -> None:
    """Sent again by whoever runs the exchange; what the administrator may not send is refused with its reason."""
    case = world.appeal()
    world.resolved(case)
    world.registered(world.signed(world.submitted(case, world.draft("inquiry"))))
    message = OutboxMessage.objects.get()
    message.expires_at = clock.now()
    message.save()

    world.deliver()

    found = Incident.objects.get(kind="delivery")
    assert OutboxMessage.objects.get().state == OutboxState.EXPIRED
    assert (found.case, found.document) == (case, message.document)
    with pytest.raises(PermissionDenied):
        retrying.retry(actor=world.person("administrator"), incident=found)
    retrying.retry(actor=world.person("controller"), incident=found)
    world.deliver()
    found.refresh_from_db()
    assert found.state == IncidentState.SETTLED


def test_a_package_that_cannot_be_built_holds_up_no_other(world: World, tmp_path: Path) -> None:
    """The container of one is gone from the store; the other is delivered, the first one when it is back."""
    first, second = two_inquiries(world)
    entry = DocumentFile.objects.get(document=first.document_id, role="container", is_current=True)
    place = files.path_of(entry.stored)
    place.rename(tmp_path / "kept")

    world.deliver()

    found = Incident.objects.get()
    second.refresh_from_db()
    assert (found.kind, found.document, found.fault) == ("delivery", first.document, "not_built")
    assert second.state == OutboxState.ACCEPTED
    (tmp_path / "kept").rename(place)
    retrying.retry(actor=world.person("controller"), incident=found)
    world.deliver()
    found.refresh_from_db()
    assert found.state == IncidentState.SETTLED


def test_a_reader_of_an_act_of_the_worker_that_fails_holds_up_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its act is undone with it, and done when it is tried again."""
    first, second = two_inquiries(world)
    fails = {first.pk}

    def reader(_act: Act, message: OutboxMessage) -> None:
        if message.pk in fails:
            raise Impossible(str(message.document))

    monkeypatch.setitem(acts._readers, "exchange.delivered", [reader, *acts._readers["exchange.delivered"]])

    world.deliver()

    found = Incident.objects.get()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (found.kind, found.document, found.fault) == ("delivery", first.document, "Impossible")
    assert (first.state, second.state) == (OutboxState.NEW, OutboxState.ACCEPTED)
    fails.clear()
    retrying.retry(actor=world.person("controller"), incident=found)
    world.deliver()
    found.refresh_from_db()
    first.refresh_from_db()
    assert (found.state, first.state) == (IncidentState.SETTLED, OutboxState.ACCEPTED)


def test_what_the_nightly_look_finds_is_an_incident_until_it_is_put_right(world: World) -> None:
    """Forgotten work and a broken invariant; found again, they count and are not doubled."""
    item = world.resolved(world.appeal())
    item.due_on = None
    item.save()
    astray = world.item("execute")
    Task.objects.filter(pk=astray.task_id).update(status="DONE")

    look_for_forgotten()
    look_for_forgotten()

    found = {(one.kind, one.fault): one.count for one in Incident.objects.open()}
    assert found == {
        ("forgotten", "no-term"): 2,
        ("invariant", Breach.PROCESS_LOST.value): 2,
        ("invariant", Breach.WORK_WITHOUT_STEP.value): 2,
    }
    Task.objects.filter(pk=astray.task_id).update(status="NEW")
    item.due_on = clock.today()
    item.save()
    assert look_for_forgotten() == 0
    assert not Incident.objects.open().exists()


def test_an_incident_is_dismissed_with_a_reason_by_whoever_sees_to_it(world: World) -> None:
    """Without one the page says so; failing again it is a new incident."""
    paper = world.appeal().documents.get()
    found = incidents.report(IncidentKind.RENDITION, "documents.rendition:1", fault="x", document=paper)

    with pytest.raises(PermissionDenied):
        incidents.dismiss(actor=world.person("other.controller"), incident=found, reason="Чужое")
    with pytest.raises(ValidationError) as refused:
        incidents.dismiss(actor=world.person("controller"), incident=found, reason=" ")
    page = browser(world.person("controller"))
    empty = page.post(reverse("workflows:incident", args=[found.pk]), {"reason": ""})
    page.post(reverse("workflows:incident", args=[found.pk]), {"reason": "Файл не нужен"})

    assert codes(refused) == ["reason-missing"]
    assert empty.status_code == 422
    found.refresh_from_db()
    assert (found.state, found.reason, found.ended_by) == ("dismissed", "Файл не нужен", world.person("controller"))
    with pytest.raises(ValidationError):
        retrying.retry(actor=world.person("controller"), incident=found)
    again = incidents.report(IncidentKind.RENDITION, "documents.rendition:1", fault="x", document=paper)
    assert again.pk != found.pk


def test_the_counter_of_the_desk_equals_the_list(world: World) -> None:
    """The administrator sees causes and no papers, the controller papers and plain causes."""
    case = world.appeal()
    for number in range(3):
        incidents.report(IncidentKind.RENDITION, f"documents.rendition:{number}", fault="took too long", case=case)
    incidents.report(IncidentKind.JOB, "documents.tasks.index_due", fault="MemoryError")
    administrator, controller = browser(world.person("administrator")), browser(world.person("controller"))

    desk = administrator.get(reverse("workflows:desk")).content.decode()
    listed = administrator.get(reverse("workflows:incidents")).content.decode()
    papers = controller.get(reverse("workflows:incidents")).content.decode()

    assert "Open incidents: 4" in desk
    assert listed.count("documents.") == 0
    assert listed.count("took too long") == 6  # in words, and as the technical cause
    assert case.number not in listed
    assert papers.count(case.number) == 3
    assert papers.count("took too long") == 3
    assert "MemoryError" not in papers
    assert browser(world.person("executor")).get(reverse("workflows:incidents")).status_code == 404


def test_all_of_a_kind_are_tried_again_at_once(world: World, program: Any) -> None:
    """From the page; those of another agency are not."""
    program("exit 1")
    paper = world.appeal().documents.get()
    for number in range(3):
        an_office_file(world, paper, f"Смета {number}")
    while services.convert_next(actor=WORKER):
        pass
    other = world.person("other.leader").agency
    foreign = incidents.report(IncidentKind.RENDITION, "documents.rendition:9", fault="x", agency=other)

    answer = browser(world.person("administrator")).post(
        reverse("workflows:incidents-retry"), {"kind": "rendition"}, follow=True
    )

    assert "Tried again: 3." in answer.content.decode()
    assert Rendition.objects.filter(progress="waiting").count() == 3
    foreign.refresh_from_db()
    assert foreign.tried_at is None


def broken_term(case: Case) -> None:
    """A second term, as pressing, of a paper that is not there."""
    term = term_of(case)
    assert term is not None
    term.pk = None
    term.paper_key = term.subject_key = 10**9
    term._state.adding = True
    term.save()
