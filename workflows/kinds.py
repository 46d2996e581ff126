"""What work asks of a person, the right that each kind of it takes, and where a piece of it stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.rules import Power


class WorkKind(models.TextChoices):
    """What a work item asks of a person."""

    REGISTER = "register", _("register the package")
    RESOLVE = "resolve", _("issue a resolution")
    STEP_FIRST = "step_first", _("agency's own step before the resolution")
    CHECK_PAPERS = "check_papers", _("check the papers")
    EXECUTE = "execute", _("execute")
    AWAIT_REPLY = "await_reply", _("await the reply")
    APPROVE = "approve", _("give a visa")
    REVISE = "revise", _("revise the letter")
    REVISE_ORDER = "revise_order", _("revise the order")
    SIGN = "sign", _("sign")
    REGISTER_LETTER = "register_letter", _("register the letter")
    REGISTER_ORDER = "register_order", _("register the order")
    DISPATCH = "dispatch", _("dispatch")
    STEP_REPORTED = "step_reported", _("agency's own step before control")
    CONFIRM = "confirm", _("confirm the decision")
    CONTROL = "control", _("take off control")
    STEP_OFF_CONTROL = "step_off_control", _("agency's own step before filing")
    FILE = "file", _("file the case")
    CONSIDER = "consider", _("consider the document")
    MAKE_KNOWN = "make_known", _("make the order known")
    READ = "read", _("read and confirm")
    FILE_DOCUMENT = "file_document", _("file the document")
    EXTEND = "extend", _("decide on a longer term")
    APPROVE_ASSIGNMENT = "approve_assignment", _("approve an assignment")
    ACCEPT = "accept", _("accept an assignment")
    DO = "do", _("execute an assignment")
    DELIVER = "deliver", _("deliver as a co-executor")
    CHECK = "check", _("check a report")
    DISPUTE = "dispute", _("decide on a dispute")
    LONGER = "longer", _("decide on another term")
    DELIVERY_PROBLEM = "delivery_problem", _("solve a delivery problem")
    EXECUTOR_AWAY = "executor_away", _("an executor of yours is away")
    CHECK_IN_FORCED = "check_in_forced", _("a file was checked in for you")
    MENTIONED = "mentioned", _("you are mentioned")
    UNDELIVERED = "undelivered", _("a letter of yours was not delivered")
    REDRAFT = "redraft", _("returned draft")


# The right that each kind of work takes; of work that takes one of several see ANY_POWER_OF.
POWER_OF: dict[str, Power] = {
    WorkKind.REGISTER: Power.REGISTER,
    WorkKind.RESOLVE: Power.RESOLVE,
    WorkKind.CHECK_PAPERS: Power.REGISTER,
    WorkKind.CONFIRM: Power.RESOLVE,
    WorkKind.EXECUTE: Power.EXECUTE,
    WorkKind.AWAIT_REPLY: Power.EXECUTE,
    WorkKind.APPROVE: Power.APPROVE,
    WorkKind.REVISE: Power.EXECUTE,
    WorkKind.SIGN: Power.SIGN,
    WorkKind.REGISTER_LETTER: Power.REGISTER,
    WorkKind.REGISTER_ORDER: Power.REGISTER,
    WorkKind.DISPATCH: Power.REGISTER,
    WorkKind.CONTROL: Power.CONTROL,
    WorkKind.FILE: Power.FILE,
    WorkKind.CONSIDER: Power.RESOLVE,
    WorkKind.MAKE_KNOWN: Power.REGISTER,
    WorkKind.READ: Power.DISCUSS,
    WorkKind.FILE_DOCUMENT: Power.FILE,
    WorkKind.EXTEND: Power.RESOLVE,
    WorkKind.DELIVERY_PROBLEM: Power.EXCHANGE,
    WorkKind.EXECUTOR_AWAY: Power.RESOLVE,
    WorkKind.CHECK_IN_FORCED: Power.RESOLVE,  # not looked at: see NEWS
    WorkKind.MENTIONED: Power.DISCUSS,  # not looked at: see NEWS
    WorkKind.UNDELIVERED: Power.EXECUTE,  # not looked at: see NEWS
    WorkKind.REDRAFT: Power.REGISTER,  # not looked at: see NEWS
    WorkKind.APPROVE_ASSIGNMENT: Power.RESOLVE,
    WorkKind.ACCEPT: Power.EXECUTE,
    WorkKind.DO: Power.EXECUTE,
    WorkKind.DELIVER: Power.EXECUTE,
}
# Steps that agencies add to the road of a case: they fall to posts of any role that works on cases, and whoever stands
# in for somebody in approval does them in turn.
OWN_STEPS = (WorkKind.STEP_FIRST, WorkKind.STEP_REPORTED, WorkKind.STEP_OFF_CONTROL)
_OF_OWN_STEPS = frozenset({Power.DISCUSS, Power.APPROVE})
# Whoever issues or controls an assignment decides on it, be they a head, a controller or an executor.
_OF_ISSUERS = frozenset({Power.RESOLVE, Power.CONTROL, Power.EXECUTE})
ANY_POWER_OF: dict[str, frozenset[Power]] = {
    **{kind: frozenset({power}) for kind, power in POWER_OF.items()},
    WorkKind.REVISE_ORDER: frozenset({Power.EXECUTE, Power.REGISTER}),
    WorkKind.CHECK: _OF_ISSUERS,
    WorkKind.DISPUTE: _OF_ISSUERS,
    WorkKind.LONGER: _OF_ISSUERS,
    WorkKind.EXECUTOR_AWAY: _OF_ISSUERS,
    **{kind.value: _OF_OWN_STEPS for kind in OWN_STEPS},
}
# Listed among the queues of a person only while there is such work.
OCCASIONAL = frozenset(ANY_POWER_OF.keys() - POWER_OF.keys()) | {
    WorkKind.APPROVE_ASSIGNMENT.value,
    WorkKind.ACCEPT.value,
    WorkKind.DO.value,
    WorkKind.DELIVER.value,
    WorkKind.CHECK_PAPERS.value,
    WorkKind.CONFIRM.value,
    WorkKind.CONSIDER.value,
    WorkKind.REGISTER_ORDER.value,
    WorkKind.MAKE_KNOWN.value,
    WorkKind.READ.value,
    WorkKind.FILE_DOCUMENT.value,
}
# News for one person, whatever their posts let them do; nobody stands in for reading it.
NEWS = frozenset(
    {
        *(WorkKind.CHECK_IN_FORCED.value, WorkKind.MENTIONED.value),
        *(WorkKind.UNDELIVERED.value, WorkKind.REDRAFT.value),
    }
)


class WorkState(models.TextChoices):
    """Where a work item stands."""

    OPEN = "open", _("new")
    TAKEN = "taken", _("in work")
    WAITING = "waiting", _("waits")
    DONE = "done", _("done")
    CANCELLED = "cancelled", _("cancelled")


UNFINISHED = (WorkState.OPEN, WorkState.TAKEN, WorkState.WAITING)
