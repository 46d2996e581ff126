"""The register of paper copies of a marked document: who has which copy, and how it got there."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from pypdf import PdfReader

from documents import services
from documents.models import PaperCopy
from history import clock
from tests.codes import codes
from tests.stage import Stage, stage

__all__ = ["stage"]
pytestmark = [pytest.mark.django_db, pytest.mark.feature("L11")]


def copy_of(stage: Stage) -> PaperCopy:
    """The copy that the stage has."""
    return PaperCopy.objects.get(document=stage.restricted)


def test_copies_are_numbered_on(stage: Stage) -> None:
    """After those that there are."""
    made = services.make_copies(actor=stage.world.person("clerk"), document=stage.restricted, count=2)

    assert [one.number for one in made] == [2, 3]


def test_a_copy_goes_from_hand_to_hand_and_is_destroyed_by_an_act(stage: Stage) -> None:
    """Each move is kept with its day."""
    clerk, copy, today = stage.world.person("clerk"), copy_of(stage), clock.today()

    services.hand_copy(actor=clerk, copy=copy, on=today, holder_name="Прокуратура области", note="расписка 4")
    services.take_copy_back(actor=clerk, copy=copy, on=today)
    services.destroy_copy(actor=clerk, copy=copy, on=today, note="акт № 3")

    assert list(stage.restricted.copy_moves.values_list("kind", "to_name", "note")) == [
        ("made", "", ""),
        ("handed", "Прокуратура области", "расписка 4"),
        ("returned", "Прокуратура области", ""),
        ("destroyed", "", "акт № 3"),
    ]


def test_a_copy_is_handed_only_to_whoever_has_to_know_the_document(stage: Stage) -> None:
    """They are named first."""
    clerk, stranger = stage.world.person("clerk"), stage.world.person("stranger")

    with pytest.raises(ValidationError) as refused:
        services.hand_copy(actor=clerk, copy=copy_of(stage), on=clock.today(), holder=stranger)
    services.name_person(actor=clerk, paper=stage.restricted, employee=stranger, reason="Готовит справку.")
    handed = services.hand_copy(
        actor=clerk, copy=copy_of(stage), on=clock.today(), holder=stage.world.person("stranger")
    )

    assert codes(refused) == ["holder-without-need"]
    assert handed.whose == "Лапин О. И."


def test_what_cannot_be_is_refused(stage: Stage) -> None:
    """With stable codes."""
    clerk, copy, today = stage.world.person("clerk"), copy_of(stage), clock.today()
    tries: dict[str, Callable[[], object]] = {
        "holder-missing": lambda: services.hand_copy(actor=clerk, copy=copy, on=today),
        "copy-not-out": lambda: services.take_copy_back(actor=clerk, copy=copy, on=today),
        "act-missing": lambda: services.destroy_copy(actor=clerk, copy=copy, on=today, note=" "),
        "day-in-future": lambda: services.destroy_copy(actor=clerk, copy=copy, on=today + timedelta(1), note="акт"),
        "copies-too-many": lambda: services.make_copies(actor=clerk, document=stage.restricted, count=51),
        "not-marked": lambda: services.make_copies(actor=clerk, document=stage.letter, count=1),
    }
    for code, done in tries.items():
        with pytest.raises(ValidationError) as refused:
            done()
        assert codes(refused) == [code]
    services.hand_copy(actor=clerk, copy=copy, on=today, holder_name="Прокуратура")
    with pytest.raises(ValidationError) as refused:
        services.destroy_copy(actor=clerk, copy=copy, on=today, note="акт № 3")
    assert codes(refused) == ["copy-not-here"]


@pytest.mark.parametrize("who", ["controller", "leader", "executor", "other.clerk"])
def test_only_the_records_office_that_sees_it_keeps_the_copies(stage: Stage, who: str) -> None:
    """Neither those who may not see it nor those who may not register."""
    with pytest.raises(PermissionDenied):
        services.make_copies(actor=stage.world.person(who), document=stage.restricted, count=1)


def test_the_register_is_a_page_and_a_printed_sheet(stage: Stage) -> None:
    """A copy is handed out on the page; the sheet tells it."""
    client = Client()
    client.force_login(stage.world.person("clerk"), backend="agencies.backends.EmployeeBackend")
    address = f"/documents/{stage.restricted.pk}/copies/"

    answer = client.post(
        address,
        {"action": "hand", "copy": copy_of(stage).pk, "holder_name": "Прокуратура области", "on": "0101", "note": ""},
    )
    printed = client.get(f"/documents/{stage.restricted.pk}/copies.pdf").getvalue()

    assert answer.status_code == 302
    assert "Прокуратура области" in client.get(address).text
    assert "Прокуратура области" in PdfReader(BytesIO(printed)).pages[0].extract_text()
