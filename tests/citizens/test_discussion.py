"""The discussion of a case: who reads and writes it, whom one may mention, what a mention does, and what stays."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from agencies.models import Employee, Role
from citizens import services
from citizens.models import Case, CaseRole, Mention, Participation, Remark
from citizens.policies import may_read_remarks, may_remark
from citizens.selectors import mentionable, threads
from documents.search import finding, upkeep
from documents.services import mark_paper
from history import clock
from history.models import Act, Content, Entry
from history.models.versions import digest
from tests.agencies.building import a_person
from tests.citizens.talk import said
from tests.codes import codes
from tests.world import World
from workflows import policies as work
from workflows import selectors as desks
from workflows.models import WorkItem, WorkKind, WorkState
from workflows.services import mentions

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F40")]


def in_work(world: World, complained_of: Employee | None = None) -> Case:
    """Frolova's appeal with its executor."""
    case = world.appeal(complained_of=complained_of)
    world.resolved(case)
    return Case.objects.get(pk=case.pk)


def asked(world: World, case: Case, name: str, role: str, days: int | None = None) -> None:
    """Somebody whom the executor asks into the case."""
    until = clock.today() + timedelta(days=days) if days else None
    services.invite(
        actor=world.person("executor"),
        case=case,
        employee=world.person(name),
        role=role,
        reason="Сверка.",
        ends_on=until,
    )


def on_desk(person: Employee) -> list[str]:
    """The numbers of the cases in whose discussion the person is called."""
    return [item.number for item in desks.desk(person, WorkKind.MENTIONED)]


def refused_mention(world: World, case: Case, name: str, *people: Employee, gives_access: bool = False) -> list[str]:
    """The codes with which a remark that mentions these people is refused; it leaves nothing."""
    before = (Remark.objects.count(), Act.objects.count())
    with pytest.raises(ValidationError) as refused:
        services.write_remark(
            actor=world.person(name), case=case, text="Прошу.", mentioned=people, gives_access=gives_access
        )
    assert (Remark.objects.count(), Act.objects.count()) == before
    return codes(refused)


def test_whoever_sees_the_case_in_its_agency_reads_the_discussion_and_whoever_works_there_writes(world: World) -> None:
    """Across units; an auditor reads alone, a representative of another agency takes part, a guest does neither."""
    case = in_work(world)
    asked(world, case, "stranger", CaseRole.OBSERVER)
    asked(world, case, "other.executor", CaseRole.OTHER_AGENCY)
    asked(world, case, "other.unit_head", CaseRole.GUEST, days=3)
    said(world, case, "executor", "Смету не прислали.")

    names = (
        *("executor", "unit_head", "leader", "clerk", "controller", "stranger", "auditor", "administrator"),
        *("other.executor", "other.unit_head", "other.leader"),
    )
    people = {name: world.person(name) for name in names}
    rights = {name: (may_read_remarks(one, case), may_remark(one, case)) for name, one in people.items()}
    seen = {name for name in names if Remark.objects.visible_to(world.person(name)).exists()}

    both, neither = (True, True), (False, False)
    assert rights == dict.fromkeys(names[:6], both) | {
        "auditor": (True, False),
        "administrator": neither,
        "other.executor": both,
        "other.unit_head": neither,
        "other.leader": neither,
    }
    assert seen == {name for name, (reads, _writes) in rights.items() if reads}


def test_the_official_complained_of_neither_reads_nor_is_called(world: World) -> None:
    """59-FZ art. 8 p. 6, whatever their post opens to them."""
    head = world.person("unit_head")
    case = in_work(world, complained_of=head)

    assert not may_read_remarks(head, case)
    assert head.pk not in [one.person.pk for one in mentionable(world.person("executor"), case)]
    assert refused_mention(world, case, "executor", head) == ["official-complained-of"]
    with pytest.raises(PermissionDenied):
        said(world, case, "unit_head", "Это не так.")


def test_a_mention_of_who_sees_the_case_puts_it_on_their_desk_once_and_noting_takes_it_off(world: World) -> None:
    """Two mentions in one case are one item, which copies nothing of what was said."""
    case, leader = in_work(world), world.person("leader")
    said(world, case, "executor", "Нужно решение по смете.", mentioned=[leader])
    said(world, case, "executor", "И по подрядчику тоже.", mentioned=[leader])

    (item,) = desks.desk(leader, WorkKind.MENTIONED)
    assert "смет" not in f"{item.title} {item.note} {item.from_whom}".lower()
    assert not work.may_work(world.person("executor"), item)
    mentions.note_mention(actor=leader, item=item)

    assert on_desk(leader) == []
    assert not Mention.objects.filter(seen_at__isnull=True).exists()
    with pytest.raises(ValidationError) as twice:
        mentions.note_mention(actor=leader, item=item)
    assert codes(twice) == ["already-done"]


def test_a_mention_gives_access_where_its_writer_may_give_it_and_ticks_it(world: World) -> None:
    """As an observer, with a reason; not ticked it is refused, and who asks nobody into the case may not tick it."""
    case, lawyer = in_work(world), world.person("stranger")
    assert refused_mention(world, case, "executor", lawyer) == ["mention-without-access"]
    with pytest.raises(PermissionDenied):
        services.write_remark(
            actor=world.person("clerk"), case=case, text="Прошу.", mentioned=[lawyer], gives_access=True
        )

    said(world, case, "executor", "Прошу заключения.", mentioned=[lawyer], gives_access=True)

    part = Participation.objects.get(case=case, employee=lawyer)
    assert (part.role, part.reason) == (CaseRole.OBSERVER, "Упоминание в обсуждении.")
    assert Mention.objects.get(employee=lawyer).gave_access
    assert on_desk(world.person("stranger")) == [case.number]
    told = Act.objects.filter(mentions__object_type="citizens.case", mentions__object_key=case.pk)
    assert {"citizens.participant_added", "citizens.remark_written"} <= set(told.values_list("verb", flat=True))


def test_a_forged_choice_is_refused_by_the_service(world: World) -> None:
    """Nobody mentions people of another agency, the administrator, who discusses nothing, or a closed account."""
    case = in_work(world)
    closed = a_person(world.office.units["08"], "closed", role=Role.EXECUTOR)
    closed.is_active = False
    closed.save()

    forged = [world.person("other.executor"), world.person("administrator"), closed]
    assert [refused_mention(world, case, "executor", one, gives_access=True) for one in forged] == [
        ["person-not-mentionable"]
    ] * 3


def test_a_representative_of_another_agency_mentions_those_who_take_part_and_is_listed_nobody_else(
    world: World,
) -> None:
    """The staff of an agency is listed to no other one."""
    case = in_work(world)
    asked(world, case, "other.executor", CaseRole.OTHER_AGENCY)
    guest = world.person("other.executor")

    picks = {one.person.username for one in mentionable(guest, case)}
    said(world, case, "executor", "Просим подтвердить.", mentioned=[guest])

    assert picks == {"clerk", "leader", "executor"}
    assert on_desk(guest) == [case.number]
    (item,) = desks.desk(guest, WorkKind.MENTIONED)
    assert work.may_work(guest, item)


def test_need_to_know_wins_over_a_mention(world: World) -> None:
    """In a marked case a mention opens nothing, ticked or not; who has to know it is called, and nobody is let know."""
    case, lawyer = in_work(world), world.person("stranger")
    mark_paper(actor=world.person("executor"), paper=case, reason="Служебные сведения.")
    case.refresh_from_db()

    ticked = refused_mention(world, case, "executor", lawyer, gives_access=True)
    said(world, case, "executor", "Только для своих.", mentioned=[world.person("unit_head")])

    assert ticked == ["case-marked"]
    assert not Case.objects.visible_to(lawyer).filter(pk=case.pk).exists()
    assert not Remark.objects.visible_to(world.person("auditor")).exists()
    assert on_desk(world.person("unit_head")) == [case.number]


def test_a_mark_set_later_takes_the_mention_off_the_desk_of_who_may_not_know(world: World) -> None:
    """To be mentioned is no work, so it makes nobody know the paper."""
    case = in_work(world)
    second = a_person(world.office.units["02"], "second_clerk", role=Role.CLERK)
    said(world, case, "executor", "Проверьте номер.", mentioned=[second])
    assert on_desk(second) == [case.number]

    mark_paper(actor=world.person("executor"), paper=case, reason="Служебные сведения.")

    assert on_desk(Employee.objects.get(pk=second.pk)) == []


def test_a_reply_stands_in_its_thread_and_calls_whose_remark_it_answers(world: World) -> None:
    """A reply to a reply, too; a remark of another case is not answered here."""
    case, other = in_work(world), in_work(world)
    first = said(world, case, "executor", "Смету не прислали.")
    second = said(world, case, "unit_head", "Напишите им.", in_reply_to=first)
    third = said(world, case, "leader", "Согласна.", in_reply_to=second)
    last = said(world, case, "leader", "Отдельно.")

    found, following = threads(Remark.objects.filter(case=case))

    assert [(one.remark, one.replies) for one in found] == [(first, [second, third]), (last, [])]
    assert following is None
    assert [on_desk(world.person(name)) for name in ("executor", "unit_head")] == [[case.number]] * 2
    with pytest.raises(ValidationError) as elsewhere:
        said(world, other, "executor", "Не туда.", in_reply_to=first)
    assert codes(elsewhere) == ["remark-elsewhere"]


def test_ones_own_remark_is_corrected_and_withdrawn_soon_after_it_was_written_with_its_history_kept(
    world: World,
) -> None:
    """Not another's, not later, and a withdrawn one calls nobody and is answered by nobody."""
    case = in_work(world)
    remark = said(world, case, "executor", "Смета ошибочна.", mentioned=[world.person("leader")])
    with pytest.raises(PermissionDenied):
        services.correct_remark(actor=world.person("unit_head"), remark=remark, text="Иначе.")

    services.correct_remark(actor=world.person("executor"), remark=remark, text="В смете ошибка.")
    services.withdraw_remark(actor=world.person("executor"), remark=remark)

    kept = [version.text for version in remark.history.order_by("history_id")]
    assert kept == [digest("Смета ошибочна."), digest("В смете ошибка."), digest("В смете ошибка.")]
    assert Content.objects.get(pk=kept[0]).text == "Смета ошибочна."
    assert on_desk(world.person("leader")) == []
    assert WorkItem.objects.get(kind=WorkKind.MENTIONED).state == WorkState.CANCELLED
    with pytest.raises(ValidationError) as again:
        services.withdraw_remark(actor=world.person("executor"), remark=remark)
    with pytest.raises(ValidationError) as answered:
        said(world, case, "leader", "Почему?", in_reply_to=remark)
    later = said(world, case, "executor", "Поздно.")
    with clock.at(clock.now() + timedelta(minutes=61)), pytest.raises(ValidationError) as late:
        services.correct_remark(actor=world.person("executor"), remark=later, text="Иначе.")
    found = [codes(one) for one in (again, answered, late)]
    assert found == [["remark-withdrawn"], ["remark-withdrawn"], ["remark-too-old"]]


def test_nothing_is_said_where_nothing_is_to_say_or_the_case_is_filed(world: World) -> None:
    """Empty, far too long, or after the end."""
    case = in_work(world)
    refused = []
    for text in (" \n", "я" * 5001):
        with pytest.raises(ValidationError) as one:
            said(world, case, "executor", text)
        refused += codes(one)
    case.stage = "filed"
    case.save()
    with pytest.raises(ValidationError) as over:
        said(world, case, "executor", "Ещё одно.")

    assert [*refused, *codes(over)] == ["text-missing", "text-too-long", "case-filed"]


def test_what_was_said_is_hidden_in_the_log(world: World) -> None:
    """Text and names are salted commitments there; versions hold a hash."""
    case = in_work(world)
    said(world, case, "executor", "Заявительница звонила трижды.", mentioned=[world.person("leader")])

    body = Entry.objects.latest("id").body
    assert "citizens.remark_written" in body
    assert "трижды" not in body
    assert "Сомова" not in body


def test_remarks_are_found_by_who_may_read_them_until_they_are_withdrawn(world: World) -> None:
    """By their words; a guest of the case finds none of them, nor the case by them."""
    case = in_work(world)
    asked(world, case, "other.unit_head", CaseRole.GUEST, days=3)
    remark = said(world, case, "executor", "Подрядчик сослался на паводок.")

    def finds(name: str) -> list[Remark]:
        return [one for one, _passage in finding.remarks(world.person(name), "подрядчика")]

    assert [finds(name) for name in ("executor", "auditor", "stranger", "other.unit_head")] == [
        [remark],
        [remark],
        [],
        [],
    ]
    assert finding.cases(world.person("other.unit_head"), "подрядчика") == []
    assert list(upkeep.differences()) == []
    services.withdraw_remark(actor=world.person("executor"), remark=remark)
    assert finds("executor") == []
    assert list(upkeep.differences()) == []


def test_a_mention_is_no_step_of_the_case_and_no_load(world: World) -> None:
    """What is to be done in the case is what it was."""
    case = in_work(world)
    before = [item.kind for item in desks.open_work(case=case)]

    said(world, case, "executor", "Прошу.", mentioned=[world.person("leader")])

    assert [item.kind for item in desks.open_work(case=case)] == before


def browser(person: Employee) -> Client:
    """A browser in which the person is signed in."""
    client = Client()
    client.force_login(person, backend="agencies.backends.EmployeeBackend")
    return client


def test_the_page_takes_at_signs_choices_and_replies_and_keeps_what_was_typed(world: World) -> None:
    """«@Surname» of a colleague who may be mentioned; of nobody else."""
    case = in_work(world)
    here = reverse("citizens:discussion", args=[case.pk])
    client = browser(world.person("executor"))

    unknown = client.post(here, {"text": "Спросите @Неведомского."})
    unseen = client.post(here, {"text": "Прошу, @Лапин, заключения."})
    written = client.post(here, {"text": "Прошу, @Сомова, решения. Почта: dom@Лапин.рф"})
    remark = Remark.objects.get()
    reply = browser(world.person("leader")).post(here, {"text": "Решу завтра.", "to": str(remark.pk)})
    page = client.get(here)

    assert [one.status_code for one in (unknown, unseen, written, reply)] == [422, 422, 302, 302]
    assert "Спросите @Неведомского." in unknown.text
    assert "Лапин О. И." in unseen.text
    assert [one.employee.username for one in remark.mentions.all()] == ["leader"]
    assert "Решу завтра." in page.text
    assert f"/remarks/{remark.pk}/" in page.text
    assert f"#remark-{remark.pk}" in written.headers["Location"]


def test_the_pages_of_ones_own_remark_correct_and_withdraw_it(world: World) -> None:
    """The card of the case shows what stands, the auditor's page what stood."""
    case = in_work(world)
    remark = said(world, case, "executor", "Смета ошибочна.")
    client = browser(world.person("executor"))

    client.post(reverse("citizens:remark", args=[remark.pk]), {"text": "В смете ошибка."})
    corrected = client.get(reverse("workflows:case", args=[case.pk])).text
    client.post(reverse("citizens:remark-withdraw", args=[remark.pk]))
    withdrawn = client.get(reverse("workflows:case", args=[case.pk])).text
    record = browser(world.person("auditor")).get(reverse("oversight:changes", args=[case.pk])).text

    assert "В смете ошибка." in corrected
    assert "Смета ошибочна." not in corrected
    assert "В смете ошибка." not in withdrawn
    assert "Смета ошибочна." in record
    assert client.get(reverse("citizens:remark", args=[remark.pk])).status_code == 404


def test_a_mention_leads_to_what_was_said_and_is_noted_on_its_page(world: World) -> None:
    """Every unseen remark that calls the person stands there; none is taken into work."""
    case = in_work(world)
    said(world, case, "executor", "Нужно решение по смете.", mentioned=[world.person("leader")])
    client = browser(world.person("leader"))
    (item,) = desks.desk(world.person("leader"), WorkKind.MENTIONED)

    page = client.get(reverse("workflows:item", args=[item.pk]))
    client.post(reverse("workflows:item", args=[item.pk]), {"action": "note"})

    assert "Нужно решение по смете." in page.text
    assert 'value="take"' not in page.text
    assert on_desk(world.person("leader")) == []
