"""Filing a finished case under an index of the file plan."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Employee
from agencies.policies import require
from citizens import services as citizens
from citizens.models import Case
from documents import policies
from documents.models import FileIndex
from history import clock
from history.acts import act, record


@act
def file_case(*, actor: Employee, case: Case, file_index: FileIndex) -> Case:
    """File a case that is off control, with all its papers, under an index; this ends it.

    Raises:
        PermissionDenied: the actor files nothing in this agency.
        ValidationError: ``file-index-foreign`` or what `citizens.services.close` refuses.
    """
    require(policies.may_file(actor, case))
    if file_index.agency_id != case.agency_id:
        raise ValidationError(
            {
                "file_index": ValidationError(
                    _("This index is not in the file plan of the agency."), code="file-index-foreign"
                )
            }
        )
    citizens.close(actor=actor, case=case, filed_under=file_index.index)
    record(
        "documents.case_filed",
        actor=actor,
        subject=case,
        about=[case.applicant],
        data={"index": file_index.index, "title": file_index.title, "on": str(clock.today())},
    )
    return case
