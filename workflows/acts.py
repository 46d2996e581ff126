"""The acts of this room, as timelines name them."""

from django.utils.translation import gettext_lazy as _

from agencies import particulars
from history.acts import declare

declare(
    {
        "workflows.taken": _("taken into work"),
        "workflows.released": _("laid down"),
        "workflows.problem_solved": _("delivery problem solved"),
        "workflows.resolution_issued": _("resolution issued"),
        "workflows.waiting_began": _("began to await the reply"),
        "workflows.reply_arrived": _("the awaited reply arrived, work goes on"),
        "workflows.went_on": _("went on without waiting for the reply"),
        "workflows.reported": _("reported the execution"),
        "workflows.report_returned": _("returned the report"),
        "workflows.taken_off_control": _("taken off control"),
        "workflows.letter_submitted": _("letter submitted for approval"),
        "workflows.agreed": _("agreed (visa)"),
        "workflows.returned": _("returned with a remark"),
        "workflows.revised": _("letter revised and submitted again"),
        "workflows.done_in_substitution": _("done for an absent colleague"),
        "workflows.absence_noted": _("absence of an executor noted"),
        "workflows.term_reminded": _("reminded of the term"),
        "workflows.reminder_seen": _("reminder of the term seen"),
        "workflows.check_in_noted": _("check-in by force noted by the holder"),
        "workflows.effort_begun": _("effort begun"),
        "workflows.effort_noted": _("effort noted"),
        "workflows.effort_corrected": _("effort corrected"),
    }
)
particulars.declare("actor", {"process": _("process"), "reminders": _("reminders of terms")})
