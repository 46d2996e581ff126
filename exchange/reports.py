"""What the check of a received package found, in the reader's own language; rows keep codes only."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchange.models import InboxMessage, InboxState
from signing.findings import Code, Stage
from signing.verification.report import NOT_CHECKED

OWN_CODES = {
    "UNKNOWN_SENDER": gettext_lazy("the sender is not in the register of correspondents"),
    "SEAL_NOT_REGISTERED": gettext_lazy("the seal is not among those that the register holds for the sender"),
    "CHANGED_ON_THE_WAY": gettext_lazy("the bytes that arrived are not those that the sender announced"),
    "WRONG_RECIPIENT": gettext_lazy("the message is addressed to another agency"),
    "TEST_MISMATCH": gettext_lazy("the sender is a test correspondent and the message is none, or the other way round"),
    "CLOCK_AHEAD": gettext_lazy("the message is dated more than five minutes ahead"),
    "EXPIRED": gettext_lazy("the time in which the message was to be delivered is over"),
    "UNKNOWN_KIND": gettext_lazy("messages of this kind are not taken"),
    "UNKNOWN_MESSAGE": gettext_lazy("the answer is about a message that was never sent"),
    "CORRESPONDENT_CLOSED": gettext_lazy("the sender's entry in the register is closed"),
    "KIND_NOT_AGREED": gettext_lazy("documents of this kind are not exchanged with the sender"),
    "UNKNOWN_STAGE": gettext_lazy("the stage that was told is not in the list"),
    "OTHER_SENDER": gettext_lazy("the message names another sender than the correspondent of the folder"),
    "ACCESS_MARK": gettext_lazy("the paper has an access mark, and this channel is open"),
    "FOLDER_VANISHED": gettext_lazy("the folder is not there"),
    "FOLDER_READ_ONLY": gettext_lazy("the folder is read-only"),
    "FOLDER_FORBIDDEN": gettext_lazy("the folder may not be read or written"),
    "FOLDER_OUTSIDE": gettext_lazy("a link leads out of the folder that the settings allow"),
    "FOLDER_SPLIT": gettext_lazy("its parts lie on different disks, and packages cannot be moved between them"),
    "FOLDER_FULL": gettext_lazy("the folder is full"),
    "FOLDER_FAULT": gettext_lazy("the folder cannot be used"),
    "TOO_MANY_STAGES": gettext_lazy("too much has been told about one letter"),
    "ALREADY_DECIDED": gettext_lazy("the message was decided upon before"),
    "ID_REUSED": gettext_lazy("the number of the message was used before for other content"),
    "UNACCEPTABLE": gettext_lazy("what the message says cannot be entered here"),
    # said without a seal, to a sender who cannot be answered under it
    "MEDIA_TYPE": gettext_lazy("the request brings no container"),
    "LENGTH_REQUIRED": gettext_lazy("the request does not say how long the message is"),
    "TOO_LARGE": gettext_lazy("the message is longer than is taken here"),
    "CUT_SHORT": gettext_lazy("fewer bytes arrived than were announced"),
    "NOT_NOW": gettext_lazy("the message cannot be answered now, send it again later"),
    "QUARANTINE_FULL": gettext_lazy("the quarantine is full, send the message again later"),
}
_GOST = gettext_lazy("by certified means: signatures of GOST were checked by a program that is none")


@dataclass(frozen=True)
class Refusal:
    """A reason to refuse, in words."""

    code: str
    words: str
    where: str


@dataclass(frozen=True)
class ReportInWords:
    """The whole check as the page shows it."""

    checked: list[str]
    refusals: list[Refusal]
    not_checked: list[str]


def in_words(message: InboxMessage) -> ReportInWords:
    """What was found right, what speaks against the package, and what this version does not look at."""
    refusals = [
        Refusal(str(one["code"]), meaning(str(one["code"])), str(one.get("where", "")))
        for one in message.report.get("findings", [])
    ]
    if message.code and message.code not in {one.code for one in refusals}:
        refusals.insert(0, Refusal(message.code, meaning(message.code), ""))
    is_right = message.is_verified and message.state not in (InboxState.REJECTED, InboxState.QUARANTINED)
    left_out = message.report.get("not_checked", list(NOT_CHECKED))
    return ReportInWords(
        checked=_checked(message) if is_right else [],
        refusals=refusals,
        not_checked=([str(_GOST)] if message.report.get("gost") else [])
        + ([_("revocation, yet: the authority did not answer and is asked again")] if message.revocation_due_at else [])
        + [str(words) for code, words in NOT_CHECKED.items() if code in left_out]
        + [_("what the files say and whether they hold malicious programs")],
    )


def _checked(message: InboxMessage) -> list[str]:
    """The parts of the check that took place and held; rows from before parts were noted had none of the later ones.

    A notice of МЭДО bears no signature, and its report names the few stages that it passed.
    """
    passed, noted = message.report.get("stages"), message.report.get("checks")
    if passed is not None:
        return [*(Stage(one).meaning for one in passed), _("it came through the folder of this correspondent")]
    if noted is None:
        held = {stage.value for stage in Stage} - {Stage.TIME_STAMP.value, Stage.REVOCATION.value}
    else:
        held = {str(one["code"]) for one in noted if one.get("ok")}
    return [*(stage.meaning for stage in Stage if stage.value in held), _("the seal is registered for this sender")]


def meaning(code: str) -> str:
    """What a code says in the current language; the code itself where it is not ours."""
    if code in OWN_CODES:
        return str(OWN_CODES[code])
    return Code[code].meaning if code in Code.__members__ else code
