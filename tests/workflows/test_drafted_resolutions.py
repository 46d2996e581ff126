"""The head's resolution: drafted by an aide, approved, changed or returned; favourites; the cascade."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from agencies.models import Employee, Role
from citizens.models import Case, Stage
from history import clock
from history import selectors as record
from tests.agencies.building import a_person
from tests.codes import codes
from tests.world import World
from workflows import drafted_selectors
from workflows.drafted import DraftState, FavouriteExecutor, FavouriteText, ResolutionDraft
from workflows.models import Resolution, WorkItem, WorkKind
from workflows.services import cases, desk, drafting, resolving, terms
from workflows.services.assignments import Point, issue

pytestmark = [pytest.mark.django_db, pytest.mark.feature("L08")]
LIST = "workflows:drafted"


def drafted(world: World, case: Case | None = None, **given: Any) -> ResolutionDraft:
    """The clerk's draft for the head."""
    case = case or world.appeal()
    values: dict[str, Any] = {
        "head": world.person("leader"),
        "text": "Прошу рассмотреть и ответить.",
        "executor": world.person("executor"),
        "due_on": case.due_on - timedelta(days=5),
    }
    return drafting.draft_resolution(actor=world.person("clerk"), case=case, **(values | given))


def page(person: Employee) -> Client:
    """This person at a page."""
    client = Client()
    client.force_login(person, backend="agencies.backends.EmployeeBackend")
    return client


def a_deputy(world: World) -> Employee:
    """A deputy, who resolves and executes nothing."""
    return a_person(world.office.units["01"], "deputy", role=Role.LEADER)


def test_an_approved_draft_is_issued_as_it_was_drafted(world: World) -> None:
    """Text, executor, co-executors, term; its author is the head, and the record tells who drafted it."""
    draft = drafted(world, co_executors=[world.person("stranger")])

    resolution = drafting.approve_resolution(actor=world.person("leader"), draft=draft)

    assert (resolution.author, resolution.text) == (world.person("leader"), draft.text)
    assert [one.executor for one in resolution.inputs.all()] == [world.person("stranger")]
    draft.refresh_from_db()
    assert (draft.state, draft.resolution) == (DraftState.APPROVED, resolution)
    assert Case.objects.get(pk=draft.case_id).stage == Stage.IN_WORK
    verbs = [act.verb for act in record.timeline(draft.case)]
    assert {"workflows.resolution_drafted", "workflows.resolution_issued"} <= set(verbs)


def test_a_drafted_kind_of_term_counts_from_the_approval(world: World) -> None:
    """An urgent resolution drafted on Friday is not due on Monday because it lay over the week."""
    kind = cases.assignment_terms(world.appeal())[0][0]
    draft = drafted(world, term_kind=kind, due_on=None)

    with clock.at(clock.now() + timedelta(days=2)):
        resolution = drafting.approve_resolution(actor=world.person("leader"), draft=draft)
        expected = dict(cases.assignment_terms(draft.case))[kind].due_on

    assert resolution.due_on == expected


def test_approving_one_opens_the_next_by_a_key_of_its_own(world: World) -> None:
    """The page goes on by itself, with the focus on the next row."""
    first, second = drafted(world), drafted(world)
    client = page(world.person("leader"))

    shown = client.get(reverse(LIST)).content.decode()
    done = client.post(reverse(LIST), {"action": "approve", "draft": first.pk})
    after = client.get(done.headers["location"])

    assert 'data-stroke="KeyA"' in shown
    assert done.headers["location"] == f"{reverse(LIST)}?draft={second.pk}"
    assert after.context["opened"] == second
    assert f'href="?draft={second.pk}" aria-current="true" autofocus' in after.content.decode()


def test_what_the_head_changes_first_settles_the_draft(world: World) -> None:
    """The form of the resolution begins with the draft."""
    draft = drafted(world, co_executors=[world.person("stranger")])
    item = world.item(WorkKind.RESOLVE, draft.case)
    client = page(world.person("leader"))

    form = client.get(reverse("workflows:item", args=[item.pk])).context["primary"][1]
    values = {"executor": form.initial["executor"], "text": "Доложить лично.", "due_on": form.initial["due_on"]}
    client.post(reverse("workflows:item", args=[item.pk]), {"action": "resolve", **values})

    assert form.initial["co_executors"] == [str(world.person("stranger").pk)]
    draft.refresh_from_db()
    assert (draft.state, draft.resolution.text if draft.resolution else "") == (DraftState.CHANGED, "Доложить лично.")


def test_a_returned_draft_is_told_on_the_desk_of_the_aide(world: World) -> None:
    """With its remark; the case still awaits its resolution, and the aide drafts anew."""
    draft = drafted(world)

    page(world.person("leader")).post(reverse(LIST), {"action": "return", "draft": draft.pk, "remark": "Не тому."})

    told = WorkItem.objects.lying_with(world.person("clerk")).get(kind=WorkKind.REDRAFT)
    assert (told.note, told.case_id) == ("Не тому.", draft.case_id)
    assert drafted(world, draft.case).state == DraftState.WAITING
    assert world.item(WorkKind.RESOLVE, draft.case).is_open
    desk.note_redraft(actor=world.person("clerk"), item=told)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"text": " "}, "text-missing"),
        ({"due_on": None}, "due-missing"),
        ({"due_on": timedelta(days=-1)}, "due-before-today"),
        ({"due_on": timedelta(days=400)}, "due-after-term"),
        ({"executor": "clerk"}, "executor-not-in-agency"),
    ],
)
def test_a_draft_keeps_the_rules_of_a_resolution(world: World, given: dict[str, Any], code: str) -> None:
    """Refused with the same code as the resolution itself."""
    values: dict[str, Any] = {key: world.person(one) if key == "executor" else one for key, one in given.items()}
    if isinstance(values.get("due_on"), timedelta):
        values["due_on"] = clock.today() + values["due_on"]

    with pytest.raises(ValidationError) as refused:
        drafted(world, **values)

    assert codes(refused) == [code]


def test_a_case_has_one_waiting_draft_and_only_while_it_awaits_a_resolution(world: World) -> None:
    """Neither two, nor one after the resolution."""
    draft = drafted(world)

    with pytest.raises(ValidationError) as twice:
        drafted(world, draft.case)
    drafting.withdraw_resolution(actor=world.person("clerk"), draft=draft)
    world.resolved(draft.case)
    with pytest.raises(ValidationError) as late:
        drafted(world, draft.case)
    with pytest.raises(ValidationError) as gone:
        drafting.approve_resolution(actor=world.person("leader"), draft=draft)

    assert [codes(one) for one in (twice, late, gone)] == [
        ["drafted-already"],
        ["not-awaiting-resolution"],
        ["already-done"],
    ]


@pytest.mark.feature("L04")
def test_nothing_is_drafted_for_the_official_complained_of(world: World) -> None:
    """Neither as the executor nor as the head."""
    against_executor = world.appeal(complained_of=world.person("executor"))
    against_head = world.appeal(complained_of=world.person("leader"))

    with pytest.raises(ValidationError) as executor:
        drafted(world, against_executor)
    with pytest.raises(ValidationError) as head:
        drafted(world, against_head)

    assert codes(executor) == codes(head) == ["official-complained-of"]


def test_drafts_are_decided_by_their_head_alone(world: World) -> None:
    """Another head, the aide, a stranger: each is refused; a forged number too."""
    draft, deputy = drafted(world), a_deputy(world)

    for person in (deputy, world.person("clerk"), world.person("executor")):
        with pytest.raises(PermissionDenied):
            drafting.approve_resolution(actor=person, draft=draft)
    with pytest.raises(PermissionDenied):
        drafting.withdraw_resolution(actor=world.person("leader"), draft=draft)
    with pytest.raises(PermissionDenied):
        drafting.draft_resolution(
            actor=world.person("executor"),
            case=draft.case,
            head=deputy,
            text="Так.",
            executor=world.person("executor"),
            due_on=clock.today(),
        )
    forged = page(deputy).post(reverse(LIST), {"action": "approve", "draft": draft.pk})

    assert (forged.status_code, forged.context["opened"]) == (422, None)


def test_what_cannot_be_approved_stays_in_the_list_with_its_reason(world: World) -> None:
    """The day of the draft has passed meanwhile: the head changes it first."""
    draft = drafted(world, due_on=clock.today())

    with clock.at(clock.now() + timedelta(days=3)):
        refused = page(world.person("leader")).post(reverse(LIST), {"action": "approve", "draft": draft.pk})

    assert (refused.status_code, refused.context["opened"]) == (422, draft)
    assert refused.context["refusal"]
    assert list(drafted_selectors.for_head(world.person("leader"))) == [draft]


def test_favourites_of_a_head_stand_first_in_the_form(world: World) -> None:
    """Texts as ready phrases, people above all units; dropped, they are gone."""
    leader, case = world.person("leader"), world.appeal()
    client, address = page(leader), reverse("workflows:favourites")

    client.post(address, {"action": "keep-text", "text": "Доложить лично."})
    client.post(address, {"action": "keep-person", "person": world.person("stranger").pk})
    again = client.post(address, {"action": "keep-text", "text": "Доложить лично."})
    item = reverse("workflows:item", args=[world.item(WorkKind.RESOLVE, case).pk])
    form = client.get(item).context["primary"][1]

    assert form.fields["text"].phrases[0] == "Доложить лично."
    ((key, label),) = form.fields["executor"].choices[1][1]
    assert key == str(world.person("stranger").pk)
    assert label.startswith(f"{world.person('stranger').short_name}, консультант")
    assert again.status_code == 422
    client.post(address, {"action": "drop-text", "kept": FavouriteText.objects.get().pk})
    client.post(address, {"action": "drop-person", "kept": FavouriteExecutor.objects.get().pk})
    assert (FavouriteText.objects.count(), FavouriteExecutor.objects.count()) == (0, 0)


def test_favourites_of_another_head_are_not_dropped(world: World) -> None:
    """Nor does an executor keep any."""
    kept = drafting.keep_text(actor=world.person("leader"), text="Доложить лично.")

    with pytest.raises(PermissionDenied):
        drafting.drop_favourite(actor=a_deputy(world), kept=kept)
    with pytest.raises(PermissionDenied):
        drafting.keep_text(actor=world.person("executor"), text="Сделать.")
    with pytest.raises(ValidationError) as refused:
        drafting.keep_executor(actor=world.person("leader"), person=world.person("clerk"))

    assert codes(refused) == ["executor-not-offered"]


@pytest.mark.feature("L08", "X05")
def test_a_case_goes_down_from_the_head_over_the_deputy_and_the_unit_to_its_executor(world: World) -> None:
    """Each resolution names the one above; the case lies with the last, and the card shows the chain."""
    case, deputy = world.appeal(), a_deputy(world)
    days = case.due_on - clock.today()
    _resolve(world, "leader", case, deputy, clock.today() + days - timedelta(days=2))

    lying = world.item(WorkKind.RESOLVE, case)
    assert (lying.assignee, Case.objects.get(pk=case.pk).stage) == (deputy, Stage.REGISTERED)
    assert not WorkItem.objects.lying_with(world.person("leader")).filter(case=case).exists()
    cases.issue_resolution(
        actor=deputy,
        item=lying,
        executor=world.person("unit_head"),
        text="Организовать.",
        due_on=clock.today() + days - timedelta(days=4),
    )
    head = world.person("unit_head")
    address = f"{reverse('workflows:case-pass-on', args=[case.pk])}?whom=p{world.person('executor').pk}&act=forward"
    due_on = clock.today() + days - timedelta(days=6)
    done = page(head).post(address, {"text": "Исполнить.", "due_on": due_on.isoformat()})

    assert done.status_code == 302
    chain = list(case.resolutions.order_by("id"))
    assert [one.parent for one in chain] == [None, chain[0], chain[1]]
    assert [one.executor for one in chain] == [deputy, head, world.person("executor")]
    case.refresh_from_db()
    assert (case.executor, world.item(WorkKind.EXECUTE, case).assignee) == (world.person("executor"),) * 2
    card = page(world.person("leader")).get(reverse("workflows:case", args=[case.pk])).content.decode()
    assert card.count("↳") == 2
    assert page(head).get(reverse("workflows:case", args=[case.pk])).status_code == 200


def test_no_resolution_outlasts_the_one_above_it(world: World) -> None:
    """Neither when it is issued nor when its term is changed; a shorter one above cuts those below."""
    case, deputy, leader = world.appeal(), a_deputy(world), world.person("leader")
    first = _resolve(world, "leader", case, deputy, clock.today() + timedelta(days=10))
    below = {"item": world.item(WorkKind.RESOLVE, case), "executor": world.person("executor"), "text": "Исполнить."}

    with pytest.raises(ValidationError) as late:
        cases.issue_resolution(actor=deputy, due_on=clock.today() + timedelta(days=11), **below)  # type: ignore[arg-type]
    with pytest.raises(ValidationError) as up:
        cases.issue_resolution(
            actor=deputy,
            due_on=clock.today() + timedelta(days=9),
            **(below | {"executor": leader}),  # type: ignore[arg-type]
        )
    lower = cases.issue_resolution(actor=deputy, due_on=clock.today() + timedelta(days=9), **below)  # type: ignore[arg-type]
    with pytest.raises(ValidationError) as changed:
        terms.change_assignment(
            actor=deputy, resolution=lower, due_on=clock.today() + timedelta(days=12), reason="Долго."
        )
    terms.change_assignment(actor=leader, resolution=first, due_on=clock.today() + timedelta(days=4), reason="Скоро.")

    assert [codes(one) for one in (late, up, changed)] == [["due-after-upper"], ["executor-same"], ["due-after-upper"]]
    assert Resolution.objects.get(pk=lower.pk).due_on == clock.today() + timedelta(days=4)


def test_only_heads_of_units_resolve_further_and_only_to_their_people(world: World) -> None:
    """An executor gives assignments, but passes no case down."""
    case = world.appeal()
    item = world.resolved(case)
    given: dict[str, Any] = {"text": "Исполнить.", "due_on": clock.today()}

    with pytest.raises(PermissionDenied):
        resolving.resolve_further(actor=world.person("executor"), item=item, executor=world.person("stranger"), **given)
    second = world.appeal()
    _resolve(world, "leader", second, world.person("unit_head"), second.due_on)
    with pytest.raises(ValidationError) as foreign:
        resolving.resolve_further(
            actor=world.person("unit_head"),
            item=world.item(WorkKind.EXECUTE, second),
            executor=world.person("stranger"),
            **given,
        )

    assert codes(foreign) == ["executor-not-offered"]


def test_assignments_below_a_cascade_keep_its_nearest_term(world: World) -> None:
    """What the executor passes on is bound by the resolution that gave them the case."""
    case = world.appeal()
    _resolve(world, "leader", case, world.person("unit_head"), clock.today() + timedelta(days=6))

    with pytest.raises(ValidationError) as late:
        issue(
            actor=world.person("unit_head"),
            paper=Case.objects.get(pk=case.pk),
            points=[
                Point("Справка.", world.person("executor"), due_on=clock.today() + timedelta(days=7)),
            ],
        )

    assert codes(late) == ["due-after-upper"]


def _resolve(world: World, role: str, case: Case, executor: Employee, due_on: Any) -> Resolution:
    return cases.issue_resolution(
        actor=world.person(role),
        item=world.item(WorkKind.RESOLVE, case),
        executor=executor,
        text="Прошу рассмотреть.",
        due_on=due_on,
    )
