"""Saved filters: private and shared, named, renamed, deleted; each opens within the rights of who opens it."""

from urllib.parse import urlencode

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from agencies.models import Employee
from documents.models import SavedFilter, Sharing
from documents.services import change_filter, delete_filter, save_filter
from history.models import Act
from tests.codes import codes
from tests.people import Office
from tests.stage import Stage, stage

__all__ = ["stage"]

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F32")]

ROOFS = urlencode({"q": "крыша"})


def signed_in(person: Employee) -> Client:
    """A browser of this person."""
    client = Client()
    client.force_login(person, backend="agencies.backends.EmployeeBackend")
    return client


def seen(office: Office, role: str) -> list[str]:
    """The filters that a person is offered."""
    return [one.name for one in SavedFilter.objects.visible_to(office.person(role))]


def test_a_filter_is_offered_to_whom_it_is_shared_with(office: Office) -> None:
    """To its owner, to the unit, to the agency, and never to another one."""
    for sharing in Sharing.values:
        save_filter(actor=office.person("executor"), name=sharing, asked=ROOFS, sharing=sharing)

    assert seen(office, "executor") == ["agency", "private", "unit"]
    assert seen(office, "unit_head") == ["agency", "unit"]
    assert seen(office, "stranger") == seen(office, "clerk") == ["agency"]
    assert seen(office, "administrator") == seen(office, "other.executor") == []


def test_a_name_is_given_once_and_something_must_be_asked(office: Office) -> None:
    """Another person may use the same name."""
    executor = office.person("executor")
    save_filter(actor=executor, name="Крыши", asked=ROOFS)

    with pytest.raises(ValidationError) as taken:
        save_filter(actor=executor, name="Крыши ", asked=ROOFS)
    with pytest.raises(ValidationError) as empty:
        save_filter(actor=executor, name="Пусто", asked=" ")

    assert codes(taken) == ["filter-name-taken"]
    assert codes(empty) == ["filter-empty"]
    assert save_filter(actor=office.person("clerk"), name="Крыши", asked=ROOFS).pk


def test_only_its_owner_changes_and_deletes_a_filter(office: Office) -> None:
    """Each is an act; what was deleted stays in the history."""
    executor, clerk = office.person("executor"), office.person("clerk")
    saved = save_filter(actor=executor, name="Крыши", asked=ROOFS, sharing=Sharing.AGENCY)
    for forbidden in (
        lambda: change_filter(actor=clerk, saved=saved, name="Моё", sharing=Sharing.PRIVATE),
        lambda: delete_filter(actor=clerk, saved=saved),
    ):
        with pytest.raises(PermissionDenied):
            forbidden()

    change_filter(actor=executor, saved=saved, name="Кровли", sharing=Sharing.UNIT)
    key = saved.pk
    delete_filter(actor=executor, saved=saved)

    assert seen(office, "executor") == []
    verbs = Act.objects.filter(subject_type="documents.savedfilter", subject_key=key).order_by("id")
    assert [one.verb.partition(".")[2] for one in verbs] == ["filter_saved", "filter_changed", "filter_deleted"]
    assert [one.history_type for one in SavedFilter.history.filter(id=key).order_by("history_id")] == ["+", "~", "-"]


def test_an_administrator_who_sees_no_papers_saves_no_filters(office: Office) -> None:
    """There is nothing that they could find."""
    with pytest.raises(PermissionDenied):
        save_filter(actor=office.person("administrator"), name="Всё", asked=ROOFS)


def test_a_search_is_saved_opened_by_a_colleague_renamed_and_deleted(stage: Stage) -> None:
    """Through the pages; the colleague finds what the colleague may see, which is nothing here."""
    world = stage.world
    owner, colleague = signed_in(world.person("executor")), signed_in(world.person("stranger"))
    page = reverse("documents:filter-new") + "?" + urlencode({"q": "ремонт крыши", "flow": "appeal"})

    sent = owner.post(page, {"name": "Ремонт", "sharing": "agency"})
    saved = SavedFilter.objects.get(name="Ремонт")
    card = reverse("workflows:document", args=[stage.case.documents.get(flow="appeal").pk])

    assert sent.headers["Location"] == f"{reverse('documents:search')}?{saved.asked}"
    assert card in owner.get(sent.headers["Location"]).content.decode()
    assert f"?{saved.asked}".replace("&", "&amp;") in colleague.get(reverse("documents:search")).content.decode()
    assert card not in colleague.get(sent.headers["Location"]).content.decode()
    assert colleague.get(reverse("documents:filter-delete", args=[saved.pk])).status_code == 404
    owner.post(reverse("documents:filter-change", args=[saved.pk]), {"name": "Кровля", "sharing": "private"})
    assert "Кровля" in owner.get(reverse("documents:search")).content.decode()
    assert owner.get(reverse("documents:filter-delete", args=[saved.pk])).status_code == 200
    assert SavedFilter.objects.filter(pk=saved.pk).exists()
    owner.post(reverse("documents:filter-delete", args=[saved.pk]))
    assert not SavedFilter.objects.filter(pk=saved.pk).exists()
