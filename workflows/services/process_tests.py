"""Keeping tests of processes: written, run, deleted. What a script says is read where its forms are."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Agency, Employee
from agencies.policies import require
from agencies.services.shared import refused
from history import clock
from history.acts import act, record
from workflows import policies
from workflows.process_tests import TESTS_AT_MOST, ProcessTest


@act
def write_test(
    *, actor: Employee, agency: Agency, name: str, process: str, script: str, test: ProcessTest | None = None
) -> ProcessTest:
    """Keep a script under a name, as a new test or in place of what ``test`` said; another script has no outcome yet.

    Raises:
        PermissionDenied: the actor tests no processes of the agency.
        ValidationError: ``name-taken``, ``too-many-tests``, ``nothing-changed``, or a field that is not filled rightly.
    """
    require(policies.may_test_processes(actor, agency))
    if test is None:
        Agency.objects.select_for_update().get(pk=agency.pk)  # two at a time would be one too many
        if ProcessTest.objects.filter(agency=agency).count() >= TESTS_AT_MOST:
            raise refused("too-many-tests", _("An agency keeps at most %(count)s tests.") % {"count": TESTS_AT_MOST})
        kept = ProcessTest(agency=agency)
    else:
        kept = ProcessTest.objects.select_for_update(of=("self",)).get(pk=test.pk, agency=agency)
    text = "\n".join(script.splitlines()).strip()
    if test is not None and (kept.name, kept.process, kept.script) == (name.strip(), process, text):
        raise refused("nothing-changed", _("Nothing was changed."))
    if kept.script != text:
        kept.forget_outcome()
    kept.name, kept.process, kept.script = name.strip(), process, text
    kept.full_clean()
    kept.save()
    record("workflows.process_test_written", actor=actor, subject=kept, about=[agency])
    return kept


@act
def write_ready_tests(*, actor: Employee, agency: Agency, ready: Sequence[tuple[str, str, str]]) -> list[ProcessTest]:
    """Keep tests that come with the program – name, process, script – but those whose names the agency has already.

    Raises:
        PermissionDenied: the actor tests no processes of the agency.
        ValidationError: ``nothing-changed`` (it has them all), what `write_test` refuses.
    """
    require(policies.may_test_processes(actor, agency))
    known = set(ProcessTest.objects.filter(agency=agency).values_list("name", flat=True))
    made = [
        write_test(actor=actor, agency=agency, name=name, process=process, script=script)
        for name, process, script in ready
        if name not in known
    ]
    if not made:
        raise refused("nothing-changed", _("The agency has all of these tests."))
    return made


@act
def note_run(
    *, actor: Employee, test: ProcessTest, script: str, is_passed: bool, failure: str, walked: dict[str, Any]
) -> ProcessTest:
    """Note how a run of a test's script went; of a script that was changed meanwhile nothing is noted.

    Raises:
        PermissionDenied: the actor tests no processes of the agency.
        ValidationError: ``script-changed``.
    """
    require(policies.may_test_processes(actor, test.agency_id))
    kept = ProcessTest.objects.select_for_update(of=("self",)).get(pk=test.pk)
    if kept.script != script:
        raise ValidationError(_("The script was changed while it ran: run it again."), code="script-changed")
    kept.note(is_passed=is_passed, failure=failure, walked=walked, at=clock.now(), by=actor)
    kept.full_clean()
    kept.save()
    record("workflows.process_test_run", actor=actor, subject=kept, data={"passed": is_passed})
    return kept


@act
def delete_test(*, actor: Employee, test: ProcessTest) -> None:
    """Delete a test; its versions stay in the record.

    Raises:
        PermissionDenied: the actor tests no processes of the agency.
    """
    require(policies.may_test_processes(actor, test.agency_id))
    kept = ProcessTest.objects.select_for_update(of=("self",)).get(pk=test.pk)
    record("workflows.process_test_deleted", actor=actor, subject=kept, about=[kept.agency])
    kept.delete()
