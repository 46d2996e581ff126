"""What the pages of the program are called in the audit of reading."""

from typing import Any

from django.utils.translation import gettext_lazy as _

TITLES: dict[str, Any] = {
    "workflows:desk": _("desk"),
    "workflows:item": _("work item"),
    "workflows:efforts": _("own time on a work item"),
    "workflows:correct-effort": _("correction of own time"),
    "workflows:draft": _("draft of a letter"),
    "workflows:cases": _("list of cases"),
    "workflows:case": _("card of a case"),
    "workflows:case-term": _("terms of a case"),
    "workflows:moved-terms": _("terms that the calendar would move"),
    "workflows:document": _("card of a document"),
    "workflows:release": _("laying a work item down"),
    "workflows:pause": _("pausing a work item"),
    "agencies:login": _("signing in"),
    "agencies:calendar": _("working calendar"),
    "agencies:calendar-year": _("working calendar of a year"),
    "agencies:term-kinds": _("kinds of terms"),
    "agencies:term-kind": _("kind of term"),
    "citizens:people": _("finding applicants"),
    "citizens:person-options": _("choosing an applicant"),
    "citizens:person": _("card of an applicant"),
    "documents:register-appeal": _("registration of an appeal"),
    "documents:acknowledgement": _("acknowledgement to the applicant"),
    "documents:card-print": _("printed registration card"),
    "documents:file": _("file of a document"),
    "documents:journals": _("list of journals"),
    "documents:journal": _("journal"),
    "exchange:inbox": _("inbox of the exchange"),
    "exchange:outbox": _("outbox of the exchange"),
    "exchange:package": _("received package"),
    "exchange:register": _("registration of a package"),
    "exchange:refuse": _("refusal of a package"),
    "exchange:discard": _("discarding a quarantined package"),
    "exchange:received-container": _("container of a received package"),
    "exchange:outgoing": _("sent package"),
    "exchange:retry": _("sending a package again"),
    "exchange:park": _("parking a package"),
    "exchange:resume": _("resuming a package"),
    "exchange:sent-container": _("container of a sent package"),
    "exchange:receipt": _("receipt of a package"),
    "oversight:acts": _("record of acts"),
    "oversight:entry": _("one transaction of the record"),
    "oversight:changes": _("changes of a case"),
    "oversight:person-changes": _("changes of an applicant's card"),
    "oversight:readings": _("audit of reading"),
    "oversight:case-readings": _("who has seen a case"),
    "oversight:person-readings": _("who has seen an applicant's data"),
    "oversight:integrity": _("integrity of the log"),
    "oversight:load": _("load of people"),
    "oversight:load-list": _("list behind a figure of the load"),
    "oversight:case-hours": _("hours of a case"),
}


def title(view_name: str) -> str:
    """What a page is called, in the current language."""
    return str(TITLES.get(view_name, view_name))
