"""The acts of this room, as timelines name them."""

from django.utils.translation import gettext_lazy as _

from history.acts import declare

declare(
    {
        "documents.appeal_registered": _("appeal registered"),
        "documents.received": _("document received by exchange"),
        "documents.incoming_registered": _("incoming document registered"),
        "documents.correspondence_registered": _("letter from outside registered"),
        "documents.internal_registered": _("internal document registered"),
        "documents.incoming_refused": _("registration of the incoming document refused"),
        "documents.drafted": _("letter drafted"),
        "documents.changed": _("letter changed"),
        "documents.draft_discarded": _("draft discarded"),
        "documents.signed": _("signed"),
        "documents.letter_registered": _("letter registered"),
        "documents.dispatched": _("letter dispatched"),
        "documents.case_filed": _("filed"),
        "documents.journal_opened": _("journal opened"),
        "documents.journal_changed": _("journal changed"),
        "documents.journal_closed": _("journal closed"),
        "documents.journal_reopened": _("journal reopened"),
        "documents.number_reserved": _("number reserved"),
        "documents.reservation_cancelled": _("reserved number cancelled"),
        "documents.number_cancelled": _("number of the document cancelled"),
        "documents.access_marked": _("marked for official use only"),
        "documents.access_lifted": _("access mark lifted"),
        "documents.copies_made": _("paper copies made"),
        "documents.copy_handed": _("paper copy handed out"),
        "documents.copy_returned": _("paper copy given back"),
        "documents.copy_destroyed": _("paper copy destroyed"),
        "documents.file_stored": _("file stored"),
        "documents.file_read": _("file opened"),
        "documents.file_added": _("file added"),
        "documents.version_added": _("new version of a file"),
        "documents.checked_out": _("file checked out"),
        "documents.checked_in": _("file checked in"),
        "documents.check_in_forced": _("file checked in by force"),
        "documents.infected_refused": _("infected file refused"),
        "documents.infected_found": _("stored file found infected"),
        "documents.file_scanned": _("stored file checked for viruses"),
        "documents.rendition_asked": _("conversion of a file asked for"),
        "documents.rendition_made": _("file converted for reading"),
        "documents.rendition_failed": _("conversion of a file failed"),
        "documents.filter_saved": _("search filter saved"),
        "documents.filter_changed": _("search filter changed"),
        "documents.filter_deleted": _("search filter deleted"),
    }
)
