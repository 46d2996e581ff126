"""Taking a ready set of the program: its designs and templates as drafts or published at once, its filters, its
tests of processes.
"""

from collections.abc import Collection

from django.utils.translation import gettext as _

from agencies.models import Agency, Employee
from agencies.policies import require
from history.acts import act
from workflows import policies
from workflows.process_tests import ProcessTest
from workflows.ready_sets import ReadySet
from workflows.services import design_sets, process_tests


@act
def take_set(
    *, actor: Employee, agency: Agency, ready: ReadySet, chosen: Collection[str], is_published: bool
) -> design_sets.Taken:
    """Make drafts of the chosen designs and templates of a ready set; with ``is_published`` publish what nothing stands
    in the way of, share its filters, and keep the set's tests of processes that the agency does not have by name.

    Raises:
        PermissionDenied: the actor does not administer the agency.
        ValidationError: ``nothing-changed``: nothing chosen is new or changed; ``too-many-tests``.
    """
    require(policies.may_design(actor, agency))
    note = _("Ready set “%(name)s”") % {"name": ready.name} if is_published else ""
    made = design_sets.import_set(actor=actor, agency=agency, text=ready.text, chosen=chosen, note=note)
    known = set(ProcessTest.objects.filter(agency=agency).values_list("name", flat=True))
    left = [one for one in ready.tests() if one[0] not in known]
    if is_published and left and policies.may_test_processes(actor, agency):
        process_tests.write_ready_tests(actor=actor, agency=agency, ready=left)
    return made
