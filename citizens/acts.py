"""The acts of this room, as timelines name them."""

from django.utils.translation import gettext_lazy as _

from agencies import particulars
from citizens.models import CaseRole
from history.acts import declare

declare(
    {
        "citizens.person_added": _("applicant entered"),
        "citizens.persons_merged": _("cards of an applicant merged"),
        "citizens.merge_undone": _("merging of cards undone"),
        "citizens.case_opened": _("case opened"),
        "citizens.participant_added": _("takes part in the case"),
        "citizens.participant_left": _("takes no part in the case any more"),
        "citizens.assigned": _("assigned"),
        "citizens.question_decided": _("outcome of a question"),
        "citizens.case_closed": _("case closed"),
        "citizens.case_reopened": _("case taken back out of its file"),
    }
)
particulars.declare("role", dict(CaseRole.choices))
