"""Approvals as people meet them: drawing a route by buttons alone, verdicts, remarks, prints, other own papers."""

import io

import pytest
from pypdf import PdfReader

from agencies import services as agencies
from documents import services as documents
from documents.models import Document, DocumentKind, Flow
from documents.services import InternalCard
from history import clock
from tests.workflows.approving import (
    Verdict,
    a_draft,
    approval_of,
    asked,
    chamber,
    names,
    revised,
    says,
    stage,
    submitted,
    visa_work,
)
from tests.workflows.running import signed_in
from tests.world import World
from workflows.approving import ApprovalState, FavouriteRoute, VisaRemark
from workflows.services import approvals

__all__ = ["chamber"]

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F04", "F16")]


def draft_of_route(world: World, document: Document) -> dict[str, object]:
    """What the page of a draft's route sends at first: one stage with the approver whom the letter names."""
    return {"stages": "1", "people_1": [str(world.person("unit_head").pk)], "order_1": "parallel", "days_1": ""}


def shown(page: object) -> list[list[str]]:
    """The people of each stage on a page, by number."""
    return [stage.keys for stage in page.context["form"].stages]  # type: ignore[attr-defined]


def test_a_route_is_drawn_by_buttons_alone(chamber: World) -> None:
    """Added, moved within and between stages, removed; each button answers with the page, and nothing is kept yet."""
    document, executor = a_draft(chamber), signed_in(chamber.office, "executor")
    address = f"/documents/{document.pk}/approval/route/"
    head, lawyer, accountant = (str(chamber.person(one).pk) for one in ("unit_head", "lawyer", "accountant"))
    assert shown(executor.get(address)) == [[head]]
    sent = draft_of_route(chamber, document)

    added = executor.post(address, sent | {"do": "add:1", "add_1": lawyer})
    assert (added.status_code, shown(added)) == (200, [[head, lawyer]])
    sent |= {"people_1": [head, lawyer]}
    risen = executor.post(address, sent | {"do": "up:1:2"})
    assert (shown(risen), 'value="up:1:1" autofocus' in risen.text) == ([[lawyer, head]], True)
    assert shown(executor.post(address, sent | {"do": "out:1:1"})) == [[lawyer]]
    assert shown(executor.post(address, sent | {"do": "stage"})) == [[head, lawyer], []]
    sent |= {"stages": "2", "people_2": [accountant], "order_2": "sequence", "days_2": "3"}
    assert shown(executor.post(address, sent | {"do": "down:1:2"})) == [[head], [lawyer, accountant]]
    assert shown(executor.post(address, sent | {"do": "up:2:1"})) == [[head, lawyer, accountant], []]
    assert shown(executor.post(address, sent | {"do": "rise:2"})) == [[accountant], [head, lawyer]]
    assert shown(executor.post(address, sent | {"do": "drop:1"})) == [[accountant]]
    for nowhere in ("up:1:1", "sink:2", "out:9:9", "add:1", "x", "up:1:0", "down:x:²"):
        assert shown(executor.post(address, sent | {"do": nowhere})) == [[head, lawyer], [accountant]], nowhere

    answer = executor.post(address, sent)
    assert answer.headers["Location"] == f"/drafts/{document.pk}/"
    stages = approval_of(document).stages.all()
    assert [(one.order, one.days, one.approvers.count()) for one in stages] == [
        ("parallel", None, 2),
        ("sequence", 3, 1),
    ]


def test_a_forged_approver_is_in_no_route(chamber: World) -> None:
    """Neither an executor, nor somebody of another agency."""
    document, executor = a_draft(chamber), signed_in(chamber.office, "executor")
    forged = [str(chamber.person(one).pk) for one in ("executor", "other.unit_head")]

    answer = executor.post(
        f"/documents/{document.pk}/approval/route/", {"stages": "1", "people_1": forged, "order_1": "parallel"}
    )

    assert answer.status_code == 422
    assert "1" in answer.context["form"].non_field_errors()[0]


def test_a_favourite_route_is_kept_while_drawing_and_fills_the_next_one(chamber: World) -> None:
    """By one choice; shared with the unit, its people choose it too."""
    executor, document = signed_in(chamber.office, "executor"), a_draft(chamber)
    lawyer = str(chamber.person("lawyer").pk)
    sent = {"stages": "1", "people_1": [lawyer], "order_1": "sequence", "days_1": "2", "name": "Правовая"}
    executor.post(f"/documents/{document.pk}/approval/route/", sent | {"is_shared": "on"})
    kept = FavouriteRoute.objects.get()
    another = a_draft(chamber)

    filled = executor.post(
        f"/documents/{another.pk}/approval/route/",
        draft_of_route(chamber, another) | {"favourite": kept.pk, "fill": "1"},
    )

    assert shown(filled) == [[lawyer]]
    assert filled.context["form"]["days_1"].value() == "2"
    assert "Правовая" in signed_in(chamber.office, "unit_head").get("/approvals/routes/").text
    assert "Правовая" not in signed_in(chamber.office, "stranger").get("/approvals/routes/").text


def test_who_draws_the_route_sees_who_is_away_and_who_stands_in(chamber: World) -> None:
    """Beside the name."""
    away, document = chamber.person("lawyer"), a_draft(chamber)
    day = clock.today()
    agencies.enter_absence(
        actor=away,
        employee=away,
        kind="leave",
        starts_on=day,
        ends_on=day,
        substitutes={"approval": chamber.person("accountant")},
    )

    page = signed_in(chamber.office, "executor", "en").get(f"/documents/{document.pk}/approval/route/").text

    assert f"{chamber.person('accountant').short_name} stands in" in page


def test_a_letter_with_a_route_says_so_instead_of_asking_for_an_approver(chamber: World) -> None:
    """And is submitted from its page."""
    document, executor = a_draft(chamber), signed_in(chamber.office, "executor")
    approvals.draw_route(
        actor=chamber.person("executor"), document=document, stages=[stage(chamber, "lawyer", "accountant")]
    )
    page = executor.get(f"/drafts/{document.pk}/")
    sent = {"subject": "О доме", "body": "Сообщаем.", "signer": chamber.person("leader").pk, "action": "submit"}

    answer = executor.post(f"/drafts/{document.pk}/", sent)

    assert "approver" not in page.context["form"].fields
    assert chamber.person("lawyer").short_name in page.text
    assert answer.status_code == 302
    assert asked(document) == names(chamber, "lawyer", "accountant")


def test_an_approver_agrees_with_remarks_line_by_line_and_the_author_answers_each(chamber: World) -> None:
    """On the page of the approval; what is refused keeps what was typed."""
    document = submitted(chamber, stage(chamber, "lawyer"))
    item = visa_work(chamber, "lawyer", document)
    signed_in(chamber.office, "lawyer").post(
        f"/work/{item.pk}/", {"action": "agree", "remark": "Уточните срок.\r\nИсправьте отчество."}
    )
    author = signed_in(chamber.office, "executor")
    page = author.get(f"/documents/{document.pk}/approval/").text
    first, second = VisaRemark.objects.all()

    refused = author.post(f"/approvals/remarks/{first.pk}/answer/", {"is_taken": "no", "answer": ""})
    author.post(f"/approvals/remarks/{first.pk}/answer/", {"is_taken": "no", "answer": "Срок назван."})
    author.post(f"/approvals/remarks/{second.pk}/answer/", {"is_taken": "yes", "answer": ""})

    assert "Уточните срок." in page
    assert "Исправьте отчество." in page
    assert (refused.status_code, "Уточните срок." in refused.text) == (422, True)
    assert [one.is_taken for one in VisaRemark.objects.all()] == [False, True]


def test_a_visa_is_delegated_from_the_page_of_the_work(chamber: World) -> None:
    """Whoever is in the route already is not offered."""
    document = submitted(chamber, stage(chamber, "unit_head", "accountant"))
    item = visa_work(chamber, "unit_head", document)
    head, lawyer = signed_in(chamber.office, "unit_head"), chamber.person("lawyer")
    offered = dict(head.get(f"/work/{item.pk}/").context["others"][1][1].fields["person"].people)

    head.post(f"/work/{item.pk}/", {"action": "delegate", "person": lawyer.pk, "reason": "Вопрос правовой."})

    assert str(chamber.person("accountant").pk) not in offered
    assert asked(document) == names(chamber, "lawyer", "accountant")
    page = signed_in(chamber.office, "lawyer").get(f"/work/{item.pk}/").text
    assert "Вопрос правовой." in page
    assert 'value="delegate"' not in page


def test_the_author_takes_a_letter_back_on_the_page_of_its_approval(chamber: World) -> None:
    """With a reason; others are not offered it."""
    document = submitted(chamber, stage(chamber, "unit_head"))
    address, author = f"/documents/{document.pk}/approval/", signed_in(chamber.office, "executor")

    silent = author.post(address, {"action": "recall", "reason": ""})
    other = signed_in(chamber.office, "unit_head").get(address)
    done = author.post(address, {"action": "recall", "reason": "Пришли новые сведения."})

    assert (silent.status_code, done.status_code, other.context["recall"]) == (422, 302, None)
    assert approval_of(document).state == ApprovalState.RETURNED


@pytest.mark.parametrize(
    ("language", "heading", "fell"), [("ru", "ЛИСТ СОГЛАСОВАНИЯ", "утратила"), ("en", "APPROVAL SHEET", "fell")]
)
def test_the_sheet_prints_old_and_new_visas_with_their_versions(
    chamber: World, language: str, heading: str, fell: str
) -> None:
    """Who, post, verdict, remark, time, version, delegation, digest; in the language of who prints it."""
    document = submitted(chamber, stage(chamber, "unit_head"), stage(chamber, "accountant"))
    lawyer = chamber.person("lawyer")
    approvals.delegate(
        actor=chamber.person("unit_head"),
        item=visa_work(chamber, "unit_head", document),
        person=lawyer,
        reason="Вопрос правовой.",
    )
    visa = says(chamber, "lawyer", document, Verdict.RETURNED, "Уточните срок.")
    revised(chamber, document, "Ремонт запланирован на 2028 год.")
    says(chamber, "lawyer", document)

    text = printed(signed_in(chamber.office, "executor", language), f"/documents/{document.pk}/approval/sheet.pdf")

    for one in (
        heading,
        fell,
        lawyer.short_name,
        "Уточните срок.",
        visa.digest[:16],
        chamber.person("unit_head").short_name,
    ):
        assert one in text, one


def test_the_protocol_prints_each_remark_with_its_answer(chamber: World) -> None:
    """And how many are left."""
    document = submitted(chamber, stage(chamber, "lawyer"))
    visa = says(chamber, "lawyer", document, Verdict.RETURNED, "Уточните срок.\nИсправьте отчество.")
    first = visa.remarks.first()
    assert first is not None
    approvals.answer_remark(
        actor=chamber.person("executor"), remark=first, is_taken=False, answer="Срок назван в абзаце 2."
    )

    client = signed_in(chamber.office, "executor")
    text = printed(client, f"/documents/{document.pk}/approval/disagreements.pdf")

    for one in ("ПРОТОКОЛ РАЗНОГЛАСИЙ", "Исправьте отчество.", "Срок назван в абзаце 2.", "Замечаний: 2"):
        assert one in text, one


def test_the_longest_remark_is_printed_whole(chamber: World) -> None:
    """On one page, and a hundred of them on several."""
    document = submitted(chamber, stage(chamber, "lawyer", "unit_head"))
    says(chamber, "lawyer", document, Verdict.RETURNED, " ".join(["слово"] * 165) + " конец.")
    says(chamber, "unit_head", document, Verdict.RETURNED, "Срок.\n" * 160)
    client = signed_in(chamber.office, "executor")

    sheet = printed(client, f"/documents/{document.pk}/approval/sheet.pdf")
    protocol = printed(client, f"/documents/{document.pk}/approval/disagreements.pdf")

    assert (sheet.count("слово"), sheet.count("конец.")) == (165, 1)
    assert (protocol.count("слово"), protocol.count("Срок.")) == (165, 160)


def printed(client: object, address: str) -> str:
    """The words of a printed paper."""
    answer = client.get(address)  # type: ignore[attr-defined]
    pages = PdfReader(io.BytesIO(answer.getvalue())).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_an_internal_paper_is_approved_by_its_route_without_any_letter(chamber: World) -> None:
    """Its registrar draws the route and submits it; those who are asked see the paper."""
    registrar = chamber.person("clerk")
    card = InternalCard(
        flow=Flow.INTERNAL,
        kind=DocumentKind.objects.get(name="Служебная записка"),
        subject="О поверке счётчиков",
        signer=chamber.person("unit_head"),
        addressee=chamber.person("leader"),
    )
    paper = documents.register_internal(actor=registrar, agency=chamber.office.agency, paper=card)
    clerk = signed_in(chamber.office, "clerk")
    address = f"/documents/{paper.pk}/approval/"
    lawyer = chamber.person("lawyer")
    assert clerk.get(address).status_code == 200
    clerk.post(f"{address}route/", {"stages": "1", "people_1": [str(lawyer.pk)], "order_1": "parallel", "days_1": "2"})

    clerk.post(address, {"action": "submit"})

    assert asked(paper) == names(chamber, "lawyer")
    assert signed_in(chamber.office, "lawyer").get(f"/documents/{paper.pk}/").status_code == 200
    says(chamber, "lawyer", paper)
    assert approval_of(paper).state == ApprovalState.AGREED
