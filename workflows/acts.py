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
        "workflows.undelivered_noted": _("failed delivery noted by the author"),
        "workflows.check_in_noted": _("check-in by force noted by the holder"),
        "workflows.assignment_drafted": _("assignment drafted for the head"),
        "workflows.assignment_declined": _("draft of an assignment declined"),
        "workflows.assignment_issued": _("assignment issued"),
        "workflows.assignment_accepted": _("assignment accepted for execution"),
        "workflows.assignment_disputed": _("assignment disputed: another executor"),
        "workflows.assignment_upheld": _("disputed assignment upheld"),
        "workflows.assignment_given": _("assignment given to another executor"),
        "workflows.assignment_begun": _("assignment taken into work"),
        "workflows.assignment_progress": _("interim information on an assignment"),
        "workflows.input_delivered": _("delivered as a co-executor"),
        "workflows.assignment_reported": _("reported the execution of an assignment"),
        "workflows.assignment_returned": _("returned the report on an assignment"),
        "workflows.assignment_done": _("assignment taken off control"),
        "workflows.assignment_cancelled": _("assignment cancelled"),
        "workflows.assignment_reopened": _("assignment opened again"),
        "workflows.mention_noted": _("mention in a discussion noted"),
        "workflows.handed_over": _("handed over"),
        "workflows.all_handed_over": _("all open work handed over"),
        "workflows.distributed": _("given out of the queue"),
        "workflows.followed": _("began to follow the case"),
        "workflows.unfollowed": _("follows the case no more"),
        "workflows.effort_begun": _("effort begun"),
        "workflows.effort_noted": _("effort noted"),
        "workflows.effort_added": _("effort added by hand"),
        "workflows.effort_corrected": _("effort corrected"),
        "workflows.effort_deleted": _("effort deleted"),
        "workflows.idle_cut_set": _("idle cut of effort set"),
        "workflows.month_closed": _("month of effort closed"),
        "workflows.month_opened": _("month of effort opened again"),
    }
)
particulars.declare("actor", {"process": _("process"), "reminders": _("reminders of terms")})
