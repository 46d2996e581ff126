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
        "citizens.questions_opened": _("questions to be considered anew"),
        "citizens.case_closed": _("case closed"),
        "citizens.case_reopened": _("case taken back out of its file"),
        "citizens.remark_written": _("remark in the discussion"),
        "citizens.remark_corrected": _("remark corrected"),
        "citizens.remark_withdrawn": _("remark withdrawn"),
        "citizens.guest_link_made": _("link for a guest made"),
        "citizens.guest_link_ended": _("link of a guest ended"),
        "citizens.guest_came": _("guest came by the link"),
        "citizens.guest_refused": _("guest refused: wrong code"),
    }
)
particulars.declare("ground", {"guest_link": _("guest by a link")})
particulars.declare("actor", {"guest-link": _("entrance of guests")})
particulars.declare("role", dict(CaseRole.choices))
