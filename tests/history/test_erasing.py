"""Depersonalising takes the values away and leaves the log whole."""

import pytest

from history.actors import Automatic
from history.models import Act, Content, Entry
from history.services.erasing import erase
from tests.sample.models import Thing

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.feature("X01")]
OFFICER = Automatic("tests")


def test_nothing_of_the_person_is_left_in_tables_and_the_log_is_as_it_was() -> None:
    """Neither in the row, its versions, its texts, nor in what acts said of it; the bodies of entries do not change."""
    thing = Thing.objects.create(name="дело", owner="Фролова", story="Жила-была")
    thing.story = "Жила-была на Соборной"
    thing.save()
    bodies = list(Entry.objects.order_by("id").values_list("body", flat=True))

    erase(actor=OFFICER, rows=[thing], reason="срок хранения истёк")

    assert list(Entry.objects.order_by("id").values_list("body", flat=True))[: len(bodies)] == bodies
    told = [*Thing.objects.values_list("owner", "story"), *Thing.history.values_list("owner", flat=True)]
    assert "Фролова" not in str(told)
    assert not Content.objects.filter(text__contains="Жила").exists()
    assert Thing.objects.get().name == "дело"


def test_salts_go_only_by_an_act_of_erasure() -> None:
    """Each entry without a salt names the act that took it."""
    thing = Thing.objects.create(name="дело", owner="Фролова")
    other = Thing.objects.create(name="другое", owner="Гусев")

    erased = erase(actor=OFFICER, rows=[thing], reason="срок хранения истёк")

    without = Entry.objects.filter(salt__isnull=True)
    assert set(without.values_list("erased_by", flat=True)) == {erased.pk}
    assert other.history.get().owner == "Гусев"
    assert Entry.objects.get(uuid=other.history.get().history_entry_id).salt is not None
    assert Act.objects.get(pk=erased.pk).data["reason"] == "срок хранения истёк"
