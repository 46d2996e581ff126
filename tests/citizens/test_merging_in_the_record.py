"""No false alarm on merges: the tables and the exported log hold after merges, undone ones, and with erased people."""

from pathlib import Path

import pytest
from django.core.management import call_command

from citizens.models import Merge, Person
from citizens.services import merge_persons, undo_merge
from history import guards
from history.services.erasing import erase
from history.services.sequencing import Sequencer
from history.services.verifying import verify_history
from tests.citizens.cards import HOME, a_card, belonging, cases_of
from tests.history.logs import log
from tests.history.verifying import Verdict, verify
from tests.people import Office

__all__ = ["log"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.feature("X01")]

WHY = "Соседка подтвердила."


def checked(folder: Path, *options: str) -> Verdict:
    """What the verifier of a fresh export says."""
    call_command("export_log", str(folder), *options, verbosity=0)
    return verify(folder)


def alarms_now(folder: Path, *options: str) -> list[object]:
    """What the tables and a fresh export give cause for, after the sequencer has numbered all."""
    Sequencer().step()
    verdict = checked(folder, *options)
    assert verdict.error == ""
    return [*verify_history(), *verdict.findings, *([verdict.code] if verdict.code else [])]


def merged(office: Office, kept: Person, doubled: Person, *fill: str) -> Merge:
    """The clerk merges the second card into the first."""
    return merge_persons(actor=office.person("clerk"), kept=kept, doubled=doubled, reason=WHY, fill=fill)


@pytest.fixture
def pair(log: Path, office: Office) -> tuple[Person, Person]:
    """Two cards of Frolova with cases, already numbered in the log."""
    kept, doubled = a_card(office, address=HOME), a_card(office, phone="8 900 111-22-33")
    cases_of(office, kept, 1)
    cases_of(office, doubled, 2, 3)
    Sequencer().step()
    return kept, doubled


def test_merges_and_undone_merges_raise_no_alarm(office: Office, pair: tuple[Person, Person], tmp_path: Path) -> None:
    """With the sequencer at work before, between and after."""
    alarms: list[object] = []
    merge = merged(office, *pair, "phone")
    alarms += alarms_now(tmp_path / "merged", "--disclose")
    undo_merge(actor=office.person("clerk"), merge=merge)
    alarms += alarms_now(tmp_path / "undone", "--disclose")
    merged(office, pair[1], pair[0])
    merged(office, a_card(office, "Фролова"), pair[1])
    alarms += alarms_now(tmp_path / "again")

    assert alarms == []
    assert Merge.objects.count() == 3


def test_the_log_keeps_why_two_cards_are_one_hidden(
    office: Office, pair: tuple[Person, Person], tmp_path: Path
) -> None:
    """A reason may name people: it is told as a commitment, and disclosed only on demand."""
    merged(office, *pair)

    hidden, disclosed = checked(tmp_path / "hidden"), checked(tmp_path / "disclosed", "--disclose")

    assert (hidden.code, disclosed.code) == (0, 0)
    told = b"".join(path.read_bytes() for path in (tmp_path / "hidden").rglob("*") if path.is_file())
    assert WHY.encode() not in told
    assert WHY.encode() in (tmp_path / "disclosed" / "disclosed.txt").read_bytes()


def test_people_erased_after_a_merge_leave_the_log_whole(
    office: Office, pair: tuple[Person, Person], tmp_path: Path
) -> None:
    """Both cards and the merge itself."""
    merge = merged(office, *pair)
    Sequencer().step()

    erase(actor=office.person("clerk"), rows=[*map(_anew, pair), merge], reason="Срок хранения истёк.")
    Sequencer().step()

    assert list(verify_history()) == []
    assert checked(tmp_path / "erased", "--disclose").code == 0
    assert Merge.objects.get().reason == ""


def test_a_merge_behind_the_programs_back_is_an_alarm(office: Office, pair: tuple[Person, Person]) -> None:
    """A case given to another card with the guards switched off is named; so no alarm above means something."""
    guards.remove()
    pair[1].cases.update(applicant=pair[0])
    guards.install()

    assert {finding.code for finding in verify_history()} == {"row-changed"}
    assert len(belonging()) == 3


def _anew(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)
