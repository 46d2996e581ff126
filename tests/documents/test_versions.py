"""Files of a document: versions, who works on one, and what is never replaced."""

import io
import re
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from citizens.models import Case
from documents import comparing, files, selectors, services
from documents.models import CheckOut, Document, DocumentFile, LetterTemplate, StoredFile
from history.models import Act
from tests.codes import codes
from tests.documents.papers import a_docx, an_odt
from tests.search.test_extraction import pdf
from tests.world import A_PDF, World
from workflows.models import WorkItem, WorkKind

pytestmark = pytest.mark.django_db


def kept(content: bytes, name: str = "Расчёт.docx") -> StoredFile:
    """A content in the store."""
    return files.store(io.BytesIO(content), name=name)


@pytest.fixture
def case(world: World) -> Case:
    """An appeal that the executor has in work."""
    case = world.appeal()
    world.resolved(case)
    case.refresh_from_db()
    return case


@pytest.fixture
def paper(case: Case) -> Document:
    """Its registered paper."""
    return case.documents.get()


def working(world: World, paper: Document, *words: str) -> DocumentFile:
    """Working material of the executor."""
    return services.add_file(
        actor=world.person("executor"),
        document=paper,
        name="Расчёт.docx",
        stored=kept(a_docx(*words or ("Смета",))),
        role="working",
    )


def version(world: World, entry: DocumentFile, *words: str, role: str = "executor") -> DocumentFile:
    """The next version of it."""
    return services.add_version(
        actor=world.person(role), entry=entry, name="Расчёт.docx", stored=kept(a_docx(*words)), remark="Исправлено."
    )


def test_a_new_version_stands_in_the_place_of_the_file_and_the_earlier_ones_stay(world: World, paper: Document) -> None:
    """With who added each, when and why; the newest alone is in force."""
    first = working(world, paper)
    third = version(world, version(world, first, "Смета", "Итог"), "Смета", "Итог 2")

    series = selectors.series_of(third)

    assert [(one.version, one.is_current) for one in series.versions] == [(3, True), (2, False), (1, False)]
    assert selectors.arrivals(series.versions)[third.pk].who == world.person("executor").actor_name
    assert third.remark == "Исправлено."
    assert [one.name for one in selectors.current_files(paper) if one.role == "working"] == ["Расчёт.docx"]


def test_a_version_of_a_superseded_file_is_refused(world: World, paper: Document) -> None:
    """Whoever looked at the earlier version looks at the newer one first."""
    first = working(world, paper)
    version(world, first, "Смета", "Итог")

    with pytest.raises(ValidationError) as refused:
        version(world, first, "Смета", "Другой итог")

    assert codes(refused) == ["file-superseded"]


def test_the_database_holds_one_version_of_a_number_and_one_in_force(world: World, paper: Document) -> None:
    """Whatever the program does."""
    first = working(world, paper)
    second = version(world, first, "Итог")
    for number in (second.version, second.version + 1):
        with pytest.raises(IntegrityError), transaction.atomic():
            DocumentFile.objects.create(
                document=paper, stored=second.stored, role="working", name="x", version=number, origin=first
            )


def test_the_same_content_is_no_new_version(world: World, paper: Document) -> None:
    """And a version says what is new."""
    first = working(world, paper, "Смета")
    executor = world.person("executor")

    with pytest.raises(ValidationError) as same:
        version(world, first, "Смета")
    with pytest.raises(ValidationError) as silent:
        services.add_version(actor=executor, entry=first, name="x", stored=kept(a_docx("y")), remark=" ")

    assert (codes(same), codes(silent)) == (["content-same"], ["remark-missing"])


def test_a_checked_out_file_takes_versions_of_its_holder_only(world: World, paper: Document) -> None:
    """Another person is told who works on it, and the holder's version checks it in."""
    entry = working(world, paper)
    executor, clerk = world.person("executor"), world.person("clerk")
    services.check_out(actor=executor, entry=entry, reason="Сверяю с актом.")

    for refused_act in (
        lambda: version(world, entry, "Итог", role="clerk"),
        lambda: services.check_out(actor=clerk, entry=entry, reason="Тоже нужно."),
        lambda: services.check_out(actor=executor, entry=entry, reason="Ещё раз."),
    ):
        with pytest.raises(ValidationError) as refused:
            refused_act()
        assert codes(refused) == ["file-checked-out"]
    second = version(world, entry, "Итог")

    held = CheckOut.objects.get()
    assert (held.ended_by, selectors.series_of(second).held) == (executor, None)
    assert version(world, second, "Итог 2", role="clerk").version == 3


def test_a_check_out_ends_by_its_holder_or_by_force_with_a_reason(world: World, paper: Document) -> None:
    """By a head above the paper or the head of the records office; the holder finds a notice on the desk."""
    entry = working(world, paper)
    executor, keeper = world.person("executor"), world.person("controller")
    services.check_out(actor=executor, entry=entry, reason="Сверяю с актом.")
    for nobody in ("clerk", "stranger", "other.controller"):
        with pytest.raises(PermissionDenied):
            services.force_check_in(actor=world.person(nobody), entry=entry, reason="x")
    with pytest.raises(PermissionDenied):
        services.check_in(actor=keeper, entry=entry)
    with pytest.raises(ValidationError) as silent:
        services.force_check_in(actor=keeper, entry=entry, reason=" ")

    services.force_check_in(actor=keeper, entry=entry, reason="Исполнитель в отпуске.")

    with pytest.raises(ValidationError) as nobody_holds:
        services.check_in(actor=executor, entry=entry)
    assert (codes(silent), codes(nobody_holds)) == (["reason-missing"], ["not-checked-out"])
    told = Act.objects.get(verb="documents.check_in_forced")
    assert told.data["reason"] == "Исполнитель в отпуске."
    notice = WorkItem.objects.lying_with(executor).get(kind=WorkKind.CHECK_IN_FORCED)
    assert "Исполнитель в отпуске." in notice.note
    services.check_out(actor=executor, entry=entry, reason="Снова.")
    assert services.check_in(actor=executor, entry=entry).ended_by == executor


@pytest.mark.parametrize("role", ["executor", "clerk"])
def test_the_holder_reads_the_notice_on_the_desk_and_closes_it(world: World, paper: Document, role: str) -> None:
    """Whatever their posts let them do."""
    entry = working(world, paper)
    services.check_out(actor=world.person(role), entry=entry, reason="Правлю.")
    services.force_check_in(actor=world.person("controller"), entry=entry, reason="Срочно нужен.")
    notice = WorkItem.objects.get(kind=WorkKind.CHECK_IN_FORCED)
    address, browser = reverse("workflows:item", args=[notice.pk]), client(world, role)

    page = browser.get(address).content.decode()
    done = browser.post(address, {"action": "note"})

    assert "Срочно нужен." in page
    assert done.status_code == 302, done.content.decode()
    notice.refresh_from_db()
    assert (notice.state, notice.done_by) == ("done", world.person(role))


def test_the_database_lets_one_person_hold_a_file(world: World, paper: Document) -> None:
    """Whatever the program does."""
    entry = working(world, paper)
    held = services.check_out(actor=world.person("executor"), entry=entry, reason="Правлю.")

    with pytest.raises(IntegrityError), transaction.atomic():
        CheckOut.objects.create(file=entry, holder=world.person("clerk"), reason="x", since=held.since)


def test_what_came_is_never_replaced(world: World, paper: Document) -> None:
    """Neither the text nor a visual copy; a later scan joins as an attachment, which stays as it is then."""
    clerk = world.person("clerk")
    main = paper.files.get(role="main")
    scan = services.add_file(
        actor=clerk, document=paper, name="Скан.pdf", stored=kept(A_PDF + b"\n", "s.pdf"), role="attachment"
    )
    for entry in (main, scan):
        with pytest.raises(ValidationError) as refused:
            services.add_version(actor=clerk, entry=entry, name="x.docx", stored=kept(a_docx("x")), remark="x")
        assert codes(refused) == ["file-fixed"]
    with pytest.raises(ValidationError) as unknown:
        services.add_file(actor=clerk, document=paper, name="x.docx", stored=kept(a_docx("x")), role="main")
    assert codes(unknown) == ["role-unknown"]


def test_attachments_of_a_letter_change_until_it_leaves_its_author(world: World, case: Case) -> None:
    """What was agreed upon and signed stays; and a letter of ours carries no macros."""
    executor = world.person("executor")
    letter = services.draft_letter(actor=executor, case=case, letter=world.draft(LetterTemplate.Purpose.ANSWER))

    def attached(content: bytes) -> DocumentFile:
        return services.add_file(
            actor=executor, document=letter, name="Смета.docx", stored=kept(content, "Смета.docx"), role="attachment"
        )

    entry = attached(a_docx("Смета"))
    with pytest.raises(ValidationError) as macros:
        attached(a_docx("Смета", **{"vbaProject.bin": b"x"}))
    second = version(world, entry, "Смета", "Итог")
    services.fix_text(actor=executor, document=letter)
    with pytest.raises(ValidationError) as fixed:
        version(world, second, "Смета", "Другой итог")
    with pytest.raises(ValidationError) as late:
        attached(a_docx("Ещё"))

    assert (codes(macros), codes(fixed), codes(late)) == (["file-has-macros"], ["file-fixed"], ["file-fixed"])
    assert [one.stored for one in selectors.shown_files(letter) if one.role == "attachment"] == [second.stored]


def test_files_of_a_filed_case_stay_as_they_are(world: World, case: Case, paper: Document) -> None:
    """Working material too."""
    entry = working(world, paper)
    world.decided(case, "withdrawn")
    world.ended(case)

    with pytest.raises(ValidationError) as refused:
        version(world, entry, "Итог", role="clerk")

    assert codes(refused) == ["paper-closed"]


def test_only_those_who_work_on_a_paper_add_files_to_it(world: World, paper: Document) -> None:
    """Its executor and the records office."""
    for role in ("stranger", "unit_head", "auditor", "leader", "administrator", "other.clerk"):
        with pytest.raises(PermissionDenied):
            services.add_file(
                actor=world.person(role), document=paper, name="x.docx", stored=kept(a_docx("x")), role="working"
            )


@pytest.mark.parametrize("make", [a_docx, an_odt])
def test_two_versions_of_a_text_are_compared_word_by_word(make: object) -> None:
    """What is the same far from a change is left out."""
    same = [f"Абзац {number}." for number in range(9)]
    before, after = (
        comparing.text_of(kept(make(*same, f"Срок работ – {year} год."), ""))  # type: ignore[operator]
        for year in (2025, 2028)
    )

    found = comparing.difference(before, after)

    assert [one.left_out for one in found] == [8, 0, 0]
    assert [(piece.kind, piece.text) for piece in found[-1].pieces] == [
        ("same", "Срок работ – "),
        ("gone", "2025"),
        ("new", "2028"),
        ("same", " год."),
    ]


def test_two_pdfs_are_compared_by_their_words(world: World, paper: Document, tmp_path: Path) -> None:
    """Words that moved to the next line are the same words."""
    executor = world.person("executor")
    lines = (
        ["Ремонт крыши дома 14 перенесён", "на 2028 год по просьбе", "подрядчика. Смета прилагается."],
        ["Ремонт крыши дома 14 перенесён", "на 2027 год по письменной", "просьбе подрядчика. Смета прилагается."],
    )
    first, second = (
        kept(pdf(tmp_path / str(number), "\n".join(text)).read_bytes(), "a.pdf") for number, text in enumerate(lines)
    )
    entry = services.add_file(actor=executor, document=paper, name="a.pdf", stored=first, role="working")
    newest = services.add_version(actor=executor, entry=entry, name="a.pdf", stored=second, remark="Иначе.")
    address = reverse("documents:file-compare", args=[newest.pk])

    page = client(world, "executor").get(address).text

    assert re.findall(r"<(del|ins)>(.*?)</", page) == [("del", "2028"), ("ins", "2027"), ("ins", " письменной")]


def test_a_comparison_that_would_take_too_long_is_made_of_paragraphs_or_not_at_all() -> None:
    """A page answers in a moment whatever is sent."""
    long = "слово " * 5_000

    found = comparing.difference(f"{long}раз", f"{long}два")
    with pytest.raises(comparing.NoText):
        comparing.difference("а\n" * 6_000, "а\n" * 6_001)

    assert [piece.kind for piece in found[0].pieces] == ["gone", "new"]


def test_versions_of_a_letter_are_compared_by_what_its_author_wrote(world: World, case: Case) -> None:
    """Though what is kept are two PDFs."""
    executor = world.person("executor")
    letter = services.draft_letter(
        actor=executor, case=case, letter=world.draft(LetterTemplate.Purpose.ANSWER, body="Крышу починят.")
    )
    services.fix_text(actor=executor, document=letter)
    services.return_letter(actor=executor, document=letter)
    letter = services.revise_letter(
        actor=executor, document=letter, letter=world.draft(LetterTemplate.Purpose.ANSWER, body="Крышу починят в мае.")
    )
    second = services.fix_text(actor=executor, document=letter)

    page = client(world, "executor").get(reverse("documents:file-compare", args=[second.pk]))

    assert "<ins> в мае</ins>" in page.content.decode()


def test_a_comparison_of_other_files_says_that_it_compares_digests(world: World, paper: Document) -> None:
    """With both digests in full."""
    executor = world.person("executor")
    entry = services.add_file(actor=executor, document=paper, name="a.pdf", stored=kept(A_PDF, "a.pdf"), role="working")
    second = services.add_version(
        actor=executor, entry=entry, name="a.pdf", stored=kept(A_PDF + b"\n\n", "a.pdf"), remark="Иначе."
    )

    page = client(world, "executor").get(reverse("documents:file-compare", args=[second.pk])).content.decode()

    assert "compared by size and digest only" in page
    assert entry.stored.sha256 in page
    assert second.stored.sha256 in page


def test_a_text_is_shown_escaped_and_its_reading_is_noted(world: World, paper: Document) -> None:
    """Nothing in it becomes a part of the page."""
    text = "Смета <script>alert(1)</script>".encode()
    entry = services.add_file(
        actor=world.person("executor"), document=paper, name="a.txt", stored=kept(text, "a.txt"), role="working"
    )

    page = client(world, "unit_head").get(reverse("documents:file-preview", args=[entry.pk])).content.decode()

    assert "Смета &lt;script&gt;" in page
    assert Act.objects.filter(verb="documents.file_read", actor_key=world.person("unit_head").pk).exists()


def test_the_files_page_tells_every_version_and_adds_a_file(world: World, paper: Document) -> None:
    """With size, digest, and that nothing is checked for viruses here; a plain form is enough."""
    entry = working(world, paper)
    browser = client(world, "executor")
    address = reverse("documents:file-version", args=[entry.pk])

    answer = browser.post(address, {"file": io.BytesIO(a_docx("Итог")), "remark": "С итогом."})

    assert answer.status_code == 302, answer.content.decode()
    page = browser.get(answer["Location"]).content.decode()
    assert "С итогом." in page
    assert entry.stored.sha256[:12] in page
    assert "not checked for viruses" in page


def client(world: World, role: str) -> Client:
    """A person's browser, in English."""
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(world.person(role), backend="agencies.backends.EmployeeBackend")
    return browser
