"""Notices in words, in the language that is active: for the page with the paper's number, for mail with less."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows.designs.rule_shapes import read
from workflows.models import WorkKind
from workflows.noticing import Notice

OF_VERB: dict[str, Promise] = {
    "term.near": gettext_lazy("The term comes near"),
    "term.passed": gettext_lazy("The term has passed"),
    "documents.signed": gettext_lazy("Your letter is signed"),
    "documents.letter_registered": gettext_lazy("Your letter is registered"),
    "documents.order_registered": gettext_lazy("Your order is registered"),
    "workflows.reply_arrived": gettext_lazy("An answer has arrived, the work goes on"),
    "workflows.reply_late": gettext_lazy("No answer has come by its day, the work goes on"),
    "workflows.report_returned": gettext_lazy("Your report came back"),
    "workflows.taken_off_control": gettext_lazy("Your report is accepted, the case is off control"),
    "workflows.case_reopened": gettext_lazy("Your case is taken up again"),
    "workflows.case_cancelled": gettext_lazy("The registration of a case of yours is cancelled"),
    "workflows.case_restored": gettext_lazy("The registration of a case of yours is restored"),
    "workflows.assignment_returned": gettext_lazy("Your report on an assignment came back"),
    "workflows.assignment_done": gettext_lazy("Your assignment is off control"),
    "workflows.assignment_cancelled": gettext_lazy("Your assignment is cancelled"),
    "workflows.visa_escalated": gettext_lazy("A visa of your people is overdue"),
}


def what(notice: Notice) -> str:
    """What happened, without any word of the papers."""
    if notice.verb.startswith("work."):
        if notice.item is not None and notice.item.step:
            name = notice.item.get_kind_display()
            return name[:1].upper() + name[1:]
        kind = notice.verb.removeprefix("work.")
        label = str(WorkKind(kind).label) if kind in WorkKind.values else kind
        return label[:1].upper() + label[1:]
    if notice.verb == "substitution":
        return _("You stand in for %(person)s") % {"person": notice.colleague}
    if notice.rule is not None:
        return _("Rule of the agency: %(name)s") % {"name": read(notice.rule.content).label}
    return str(OF_VERB.get(notice.verb, notice.verb))


def number_of(notice: Notice) -> str:
    """The number of what the notice is about; empty where it has none."""
    if notice.assignment is not None:
        return notice.assignment.full_number
    if notice.document is not None and notice.document.number:
        return notice.document.number
    return notice.case.number if notice.case is not None else ""
