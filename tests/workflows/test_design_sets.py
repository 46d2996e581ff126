"""A set of types as one file: what an agency gives out another one takes as drafts."""

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.codes import codes
from tests.workflows.designing import CODE, a_field, a_step, a_type, in_force
from tests.workflows.running import signed_in
from tests.world import World
from workflows.designed import Design, DesignVersion
from workflows.services import design_sets, designs
from workflows.services.design_sets import Becomes, Incoming

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F52")]


def given(world: World) -> str:
    """The set of the agency."""
    return design_sets.exported(actor=world.person("administrator"), agency=world.office.agency).decode()


def changed(text: str, **more: object) -> str:
    """The file with something else in its only design."""
    whole = json.loads(text)
    whole["designs"][0]["content"] |= more
    return json.dumps(whole)


def seen(world: World, text: str) -> list[tuple[Becomes, bool]]:
    """What would become of each design, and whether it could be published."""
    found = design_sets.preview(actor=world.person("administrator"), agency=world.office.agency, text=text)
    return [(one.becomes, not one.objections) for one in found if isinstance(one, Incoming)]


def test_a_set_given_out_is_the_same_when_it_is_taken(world: World) -> None:
    """And nothing of it becomes a draft."""
    in_force(world, a_type(a_step(), fields=(a_field(),)))

    text = given(world)

    assert text == given(world)
    assert seen(world, text) == [(Becomes.SAME, True)]
    with pytest.raises(ValidationError) as refused:
        design_sets.import_set(actor=world.person("administrator"), agency=world.office.agency, text=text)
    assert codes(refused) == ["nothing-changed"]


def test_a_file_becomes_drafts_and_is_never_published_by_itself(world: World) -> None:
    """A new type, and the next version of a known one; what nobody could do there is told."""
    version = in_force(world, a_type(a_step()))
    text = changed(given(world), name="О памятниках", steps=[a_step(unit="77")])
    other = text.replace(f'"{CODE}"', '"another"')
    admin, agency = world.person("administrator"), world.office.agency

    assert (seen(world, text), seen(world, other)) == ([(Becomes.CHANGED, False)], [(Becomes.NEW, False)])
    design_sets.import_set(actor=admin, agency=agency, text=other)
    (draft,) = design_sets.import_set(actor=admin, agency=agency, text=text).designs

    assert (draft.design, draft.number, draft.state) == (version.design, 2, "draft")
    assert designs.in_force(version.design) == version
    assert Design.objects.get(code="another").versions.get().state == "draft"
    assert seen(world, text) == [(Becomes.HELD, False)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"format": "other", "version": 1, "designs": []}',
        '{"format": "mezhved-designs", "version": 2, "designs": []}',
        '{"format": "mezhved-designs", "version": 1, "designs": {}}',
        '{"format": "mezhved-designs", "version": 1, "designs": [{"kind": "none", "code": "a", "content": {}}]}',
        '{"format": "mezhved-designs", "version": 1, "designs": [{"kind": "case_type", "code": "а б", "content": {}}]}',
        '{"format": "mezhved-designs", "version": 1, "designs": [{"kind": "case_type", "code": "a", "content": []}]}',
        *(
            '{"format": "mezhved-designs", "version": 1, "designs": [{"kind": "case_type", "code": "a", "content": '
            f'{{"name": {value}}}}}]}}'
            for value in (r'"\u0000"', r'"\ud800"', "NaN")
        ),
    ],
)
def test_what_is_no_set_is_refused(world: World, text: str) -> None:
    """Whatever it is."""
    with pytest.raises(ValidationError) as refused:
        design_sets.preview(actor=world.person("administrator"), agency=world.office.agency, text=text)

    assert codes(refused) == ["set-unreadable"]


def test_a_set_that_is_too_large_is_refused(world: World) -> None:
    """By bytes and by designs."""
    rows = [{"kind": "case_type", "code": f"c{at}", "content": {}} for at in range(201)]
    many = json.dumps({"format": "mezhved-designs", "version": 1, "designs": rows})

    for text in (many, "я" * 1_600_000):
        with pytest.raises(ValidationError) as refused:
            design_sets.preview(actor=world.person("administrator"), agency=world.office.agency, text=text)
        assert codes(refused) == ["set-too-large"]


def test_a_set_is_taken_in_the_page_after_a_preview(world: World) -> None:
    """Another one neither gives it out nor takes it."""
    in_force(world, a_type(a_step()))
    admin = signed_in(world.office, "administrator")
    text = changed(admin.get("/designs/set.json").content.decode(), name="О памятниках")
    upload = SimpleUploadedFile("set.json", text.encode(), "application/json")

    shown = admin.post("/designs/import/", {"action": "look", "file": upload})
    before = DesignVersion.objects.filter(state="draft").count()
    taken = admin.post("/designs/import/", {"action": "take", "text": shown.context["text"]}, follow=True)
    empty, wrong = (
        admin.post("/designs/import/", {"action": "look"}),
        admin.post("/designs/import/", {"action": "look", "file": SimpleUploadedFile("set.json", b"\xff\xfe")}),
    )

    assert "Изменено" in shown.content.decode()
    assert before == 0
    assert "Создан 1 проект" in taken.content.decode()
    assert (empty.status_code, wrong.status_code) == (422, 422)
    assert DesignVersion.objects.get(state="draft").content["name"] == "О памятниках"
    leader = signed_in(world.office, "leader")
    assert [leader.get(f"/designs/{one}").status_code for one in ("set.json", "import/")] == [404, 404]
    with pytest.raises(PermissionDenied):
        design_sets.exported(actor=world.person("leader"), agency=world.office.agency)
