"""What a trial of a time-stamp authority found, in the reader's own language, with what to do; rows keep codes only."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from signing.findings import Code
from signing.timestamps.asking import NOBODY, OTHER_POLICY, OTHER_QUESTION, UNREACHABLE

CLOCKS_DIFFER = 60  # seconds that are worth a word
_WORDS: dict[str, tuple[Any, Any]] = {
    NOBODY: (
        gettext_lazy("nobody gives this agency time-stamps"),
        gettext_lazy("Enter an address, or issue the agency's own certificate for time-stamps."),
    ),
    UNREACHABLE: (
        gettext_lazy("the authority did not answer as one does"),
        gettext_lazy("Compare the address with what the authority told; ask our network people about the way."),
    ),
    OTHER_QUESTION: (
        gettext_lazy("the answer is to another question"),
        gettext_lazy("Somebody between us repeats old answers: tell the authority."),
    ),
    OTHER_POLICY: (
        gettext_lazy("the time-stamp is given under another policy"),
        gettext_lazy("Enter the policy that the authority has, or leave it empty."),
    ),
    Code.TIME_STAMP_UNTRUSTED.name: (
        gettext_lazy("a time-stamp came, and its certificate leads to no authority that is trusted here"),
        gettext_lazy("Add the root certificate of the authority below."),
    ),
}


@dataclass(frozen=True)
class TrialInWords:
    """Whether a time-stamp came that is right, and what is to be said about it."""

    is_right: bool
    what: str
    detail: str = ""
    to_do: str = ""


def in_words(found: Mapping[str, Any]) -> TrialInWords:
    """What a trial found."""
    code, detail = str(found.get("code", "")), str(found.get("detail", ""))
    if not code:
        apart = abs(int(found.get("seconds_apart", 0)))
        warning = _("Its clock and ours differ by %(count)s seconds: find out which one is wrong.") % {"count": apart}
        what = _("a time-stamp came, and everything about it is right")
        return TrialInWords(True, what, to_do=warning if apart > CLOCKS_DIFFER else "")
    if code in _WORDS:
        what, to_do = _WORDS[code]
        return TrialInWords(False, str(what), detail, str(to_do))
    what = Code[code].meaning if code in Code.__members__ else _("no time-stamp came")
    return TrialInWords(False, what, detail, _("Tell the authority what is said here."))
