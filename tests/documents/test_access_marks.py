"""Papers for official use only (ДСП): who sees them, who says so, and which channels they do not leave by."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from agencies.models import AccessMark, Employee, NeedToKnow
from citizens.models import Case, Channel
from documents import services
from documents.models import Document, DocumentKind, Journal, State
from documents.selectors import journal_page, numbers_of_year, recent_correspondents
from exchange import services as exchange
from exchange.models import OutboxMessage
from history import clock
from history.models import Act, Reading
from oversight.selectors import record
from tests.agencies.building import a_person
from tests.codes import codes
from tests.stage import Stage, stage
from tests.world import Purpose, World
from workflows.models import WorkItem, WorkKind
from workflows.services import cases, desk, letters

__all__ = ["stage"]
pytestmark = [pytest.mark.django_db, pytest.mark.feature("L11")]


def browser(person: Employee) -> Client:
    """A browser in which the person is signed in."""
    client = Client()
    client.force_login(person, backend="agencies.backends.EmployeeBackend")
    return client


def marked(world: World) -> Case:
    """Frolova's appeal in the executor's work, marked by the clerk afterwards."""
    case = world.appeal()
    world.resolved(case)
    services.mark_paper(actor=world.person("clerk"), paper=case, reason="Сведения о защите объекта.")
    return Case.objects.get(pk=case.pk)


def sees(world: World, who: str, case: Case) -> bool:
    """Whether a person of the office sees the case."""
    return Case.objects.visible_to(world.person(who)).contains(case)


def test_a_marked_case_is_seen_by_those_in_it_and_their_chiefs_alone(world: World) -> None:
    """Not by posts that see every other paper of the agency."""
    case = marked(world)

    seen = {
        who
        for who in ("clerk", "controller", "leader", "unit_head", "executor", "auditor", "stranger")
        if sees(world, who, case)
    }

    assert seen == {"clerk", "leader", "unit_head", "executor"}


def test_everything_of_a_marked_case_has_its_mark(world: World) -> None:
    """Papers that it had, papers drafted in it later, and the work on both."""
    case = marked(world)
    item = WorkItem.objects.get(case=case, kind=WorkKind.EXECUTE)

    letter = letters.draft_letter(actor=world.person("executor"), item=item, letter=world.draft(Purpose.ANSWER))

    assert set(Document.objects.filter(case=case).values_list("access", flat=True)) == {AccessMark.OFFICIAL}
    assert letter.access == AccessMark.OFFICIAL
    assert set(WorkItem.objects.filter(case=case).values_list("is_restricted", flat=True)) == {True}
    assert not Document.objects.visible_to(world.person("controller")).contains(letter)


def test_work_laid_in_a_queue_names_its_people_and_nobody_who_comes_later(world: World) -> None:
    """Else a marked case would lie on no desk; a new clerk does not see it."""
    case = marked(world)
    later = a_person(world.office.units["02"], "later", role="controller")
    world.decided(case, "withdrawn")
    item = WorkItem.objects.get(case=case, kind=WorkKind.EXECUTE)
    cases.report(actor=world.person("executor"), item=item, text="Отозвано.")
    newest = a_person(world.office.units["02"], "newest", role="controller")

    control = world.item(WorkKind.CONTROL, case)
    assert WorkItem.objects.lying_with(world.person("controller")).contains(control)
    assert WorkItem.objects.lying_with(later).contains(control)
    assert not WorkItem.objects.lying_with(newest).contains(control)
    with pytest.raises(PermissionDenied):
        desk.take(actor=newest, item=control)
    assert NeedToKnow.objects.get(employee=world.person("controller")).source == "work"


def test_whoever_is_named_sees_it_until_they_are_struck_off(world: World) -> None:
    """Both with a reason, and told on the timeline."""
    case, stranger, head = marked(world), world.person("stranger"), world.person("unit_head")

    need = services.name_person(actor=head, paper=case, employee=stranger, reason="Готовит справку.")
    was = sees(world, "stranger", case)
    services.strike_person(actor=head, paper=case, need=need, reason="Справка готова.")

    assert (was, sees(world, "stranger", case)) == (True, False)
    verbs = list(Act.objects.filter(verb__startswith="agencies.need").order_by("id").values_list("verb", flat=True))
    assert verbs[-2:] == ["agencies.need_noted", "agencies.need_ended"]


@pytest.mark.parametrize(
    ("who", "paper_of", "reason", "code"),
    [
        ("stranger", "marked", "", "reason-missing"),
        ("other.executor", "marked", "Справка.", "person-not-in-agency"),
        ("administrator", "marked", "Справка.", "person-not-in-agency"),
        ("stranger", "open", "Справка.", "not-marked"),
    ],
)
def test_a_wrong_naming_is_refused(world: World, who: str, paper_of: str, reason: str, code: str) -> None:
    """With a stable code."""
    case = marked(world)
    if paper_of == "open":
        case = world.appeal()

    with pytest.raises(ValidationError) as refused:
        services.name_person(actor=world.person("leader"), paper=case, employee=world.person(who), reason=reason)

    assert codes(refused) == [code]


def test_a_named_person_is_not_named_twice(world: World) -> None:
    """They are on the list already."""
    case, stranger = marked(world), world.person("stranger")
    services.name_person(actor=world.person("leader"), paper=case, employee=stranger, reason="Справка.")

    with pytest.raises(ValidationError) as refused:
        services.name_person(actor=world.person("leader"), paper=case, employee=stranger, reason="Справка.")

    assert codes(refused) == ["already-named"]


def test_the_official_complained_of_is_never_named_and_sees_nothing_as_a_chief(world: World) -> None:
    """59-ФЗ art. 8 p. 6."""
    head = world.person("unit_head")
    case = world.appeal(complained_of=head)
    world.resolved(case)
    services.mark_paper(actor=world.person("clerk"), paper=case, reason="Сведения о защите объекта.")

    with pytest.raises(ValidationError) as refused:
        services.name_person(actor=world.person("leader"), paper=case, employee=head, reason="Начальник.")

    assert codes(refused) == ["official-complained-of"]
    assert not sees(world, "unit_head", case)


@pytest.mark.parametrize("who", ["controller", "auditor", "stranger", "other.leader", "administrator"])
def test_whoever_does_not_see_a_marked_paper_names_nobody_and_lifts_nothing(world: World, who: str) -> None:
    """Not even the head of the records office."""
    case, actor = marked(world), world.person(who)

    for refused in (
        lambda: services.lift_mark(actor=actor, paper=case, reason="Ошибка."),
        lambda: services.name_person(actor=actor, paper=case, employee=actor, reason="Надо."),
    ):
        with pytest.raises(PermissionDenied):
            refused()


@pytest.mark.parametrize("who", ["clerk", "executor", "unit_head"])
def test_the_mark_is_lifted_by_right_alone(world: World, who: str) -> None:
    """Who sees the paper does not therefore open it to everybody."""
    case = marked(world)

    with pytest.raises(PermissionDenied):
        services.lift_mark(actor=world.person(who), paper=case, reason="Ошибка.")


def test_a_lifted_mark_opens_the_case_and_ends_the_list(world: World) -> None:
    """The head says why."""
    case = marked(world)

    services.lift_mark(actor=world.person("leader"), paper=case, reason="Сведения опубликованы.")

    assert sees(world, "controller", case)
    assert not NeedToKnow.objects.in_force().exists()
    assert not WorkItem.objects.filter(case=case, is_restricted=True).exists()
    assert Act.objects.get(verb="documents.access_lifted").data == {"reason": "Сведения опубликованы."}


def test_search_lists_figures_and_names_tell_nothing_of_a_marked_paper(stage: Stage) -> None:
    """By number, in the journal, among correspondents, in the record and on the applicant's card."""
    world, letter = stage.world, stage.restricted
    controller, auditor = world.person("controller"), world.person("auditor")
    journal = Journal.objects.get(agency=letter.agency, flow="incoming")

    page = journal_page(journal, controller, before=None, prefix="", size=50)
    rows = numbers_of_year(journal, controller, clock.today().year, before=None, size=50)

    row = next(one for one in page if one.number == letter.number)
    assert (getattr(row, "is_hidden", False), hasattr(row, "subject")) == (True, False)
    assert [one.hidden.number for one in rows if one.hidden] == [letter.number]
    assert letter.number.endswith("дсп")
    assert letter.correspondent_name not in recent_correspondents(world.office.agency)
    told = record.acts(auditor, record.ActsWanted())
    assert not told.filter(mentions__object_type="documents.document", mentions__object_key=letter.pk).exists()


@pytest.mark.parametrize("address", ["/journals/{}/", "/journals/{}/numbers/"])
def test_a_journal_shows_the_number_of_a_hidden_paper_as_restricted(stage: Stage, address: str) -> None:
    """So that its numbers have no gap."""
    page = browser(stage.world.person("controller")).get(address.format(stage.restricted.journal_id)).text

    assert stage.restricted.number in page
    assert "для служебного пользования" not in page.lower() or "О защите объектов" not in page
    assert "О защите объектов" not in page
    assert "доступ ограничен" in page


def test_acts_in_a_hidden_case_are_not_on_the_card_of_its_applicant(world: World) -> None:
    """The card of a citizen is open to the records office, what is done in a marked case is not."""
    case = marked(world)

    page = browser(world.person("controller")).get(f"/applicants/{case.applicant_id}/").text

    assert case.number not in page
    assert "Прошу рассмотреть" not in page


@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.PORTAL, Channel.WEBSITE, Channel.EXCHANGE])
def test_a_marked_letter_leaves_by_no_open_channel(world: World, channel: str) -> None:
    """On paper alone."""
    case = marked(world)
    letter = world.registered(world.signed(world.submitted(case, world.draft(Purpose.ANSWER))))

    with pytest.raises(ValidationError) as refused:
        services.dispatch_letter(actor=world.person("clerk"), document=letter, channel=channel)

    assert codes(refused) == ["channel-open"]


def test_a_marked_inquiry_goes_on_paper_where_another_would_go_by_exchange(world: World) -> None:
    """Nothing is put into the outbox, and the clerk dispatches it from hand to hand."""
    case = marked(world)
    inquiry = world.registered(world.signed(world.submitted(case, world.draft(Purpose.INQUIRY))))

    letters.dispatch(
        actor=world.person("clerk"), item=world.item(WorkKind.DISPATCH, document=inquiry), channel=Channel.IN_PERSON
    )

    assert Document.objects.get(pk=inquiry.pk).state == State.DISPATCHED
    assert not OutboxMessage.objects.exists()
    with pytest.raises(ValidationError) as refused:
        exchange.send_document(actor=world.person("clerk"), document=inquiry)
    assert codes(refused) == ["channel-open"]


def test_what_is_marked_on_its_way_through_the_exchange_is_not_delivered(world: World) -> None:
    """It waits in the outbox until it expires, and the records office is told."""
    case = world.appeal()
    world.resolved(case)
    world.registered(world.signed(world.submitted(case, world.draft(Purpose.INQUIRY))))
    services.mark_paper(actor=world.person("clerk"), paper=case, reason="Сведения о защите объекта.")

    world.deliver()

    assert OutboxMessage.objects.get().state == "new"
    assert not OutboxMessage.objects.visible_to(world.person("controller")).exists()
    assert OutboxMessage.objects.visible_to(world.person("clerk")).exists()


def test_every_reading_of_a_marked_paper_is_noted(stage: Stage) -> None:
    """Card, access and copies."""
    clerk = browser(stage.world.person("clerk"))
    for address in ("", "access/", "copies/", "copies.pdf"):
        before = Reading.objects.count()
        clerk.get(f"/documents/{stage.restricted.pk}/{address}").getvalue()

        mentions = Reading.objects.order_by("id")[before].mentions.all()
        assert ("documents.document", stage.restricted.pk) in {(one.object_type, one.object_key) for one in mentions}


def test_the_page_of_access_names_everybody_with_the_source(world: World) -> None:
    """Part, name and chief; and it names a person who then sees the case."""
    case, stranger = marked(world), world.person("stranger")
    client = browser(world.person("unit_head"))

    answer = client.post(
        f"/cases/{case.pk}/access/", {"action": "name", "employee": stranger.pk, "reason": "Готовит справку."}
    )
    page = client.get(f"/cases/{case.pk}/access/").text

    assert answer.status_code == 302
    assert "Лапин Олег Игоревич" in page
    assert "Готовит справку." in page
    assert "руководитель: Ахметзянова Д. Р." in page
    assert sees(world, "stranger", case)


def test_a_forged_person_is_refused_with_what_was_typed(world: World) -> None:
    """The reason stays in the form."""
    case = marked(world)
    forged = world.person("other.executor").pk

    answer = browser(world.person("unit_head")).post(
        f"/cases/{case.pk}/access/", {"action": "name", "employee": forged, "reason": "Готовит справку."}
    )

    assert answer.status_code == 422
    assert "Готовит справку." in answer.text


def test_an_appeal_is_marked_at_its_registration(world: World) -> None:
    """With the ending of its number; the case takes the mark over."""
    clerk = browser(world.person("clerk"))

    clerk.post(
        "/register/appeal/",
        {
            "last_name": "Тихонова",
            "sex": "f",
            "kind": "application",
            "channel": "post",
            "co_applicants": "0",
            "received_on": clock.today().isoformat(),
            "summary": "О защите",
            "text": "Текст.",
            "access": "official",
        },
    )

    case = Case.objects.get()
    assert (case.access, case.number[-3:]) == ("official", "дсп")
    assert not sees(world, "controller", case)
    assert sees(world, "leader", case)


def test_a_clerk_who_registers_a_reply_to_a_marked_letter_sees_the_reply_and_not_the_case(world: World) -> None:
    """It has the mark of the case that it joins; whoever registers it is no part of that case."""
    case = marked(world)
    inquiry = world.registered(world.signed(world.submitted(case, world.draft(Purpose.INQUIRY))))
    second = a_person(world.office.units["02"], "second", role="clerk")

    reply = services.register_correspondence(
        actor=second,
        agency=world.office.agency,
        letter=services.CorrespondenceCard(
            correspondent_name="Комитет",
            their_number="3-1",
            their_date=clock.today(),
            summary="Ответ",
            received_on=clock.today(),
            channel="post",
            kind=DocumentKind.objects.get(name="Письмо"),
            answers_number=inquiry.number,
        ),
    )

    second = Employee.objects.get(pk=second.pk)
    assert (reply.case_id, reply.access) == (case.pk, "official")
    assert Document.objects.visible_to(second).contains(reply)
    assert not Case.objects.visible_to(second).contains(case)


def test_a_duplicate_of_a_marked_letter_is_told_without_its_summary(stage: Stage) -> None:
    """Another clerk learns that it is registered, not what it says."""
    second = a_person(stage.world.office.units["02"], "second", role="clerk")
    letter, today = stage.restricted, f"{clock.today():%d.%m.%Y}"

    answer = browser(second).post(
        "/register/letter/",
        {
            "correspondent_name": letter.correspondent_name,
            "their_number": letter.their_number,
            "their_date": today,
            "received_on": today,
            "summary": "Копия",
            "channel": "post",
            "kind": "Письмо",
        },
    )

    assert answer.status_code == 422
    assert letter.number in answer.text
    assert letter.subject not in answer.text
