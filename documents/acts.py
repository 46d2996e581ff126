"""The acts of this room, as timelines name them."""

from django.utils.translation import gettext_lazy as _

from history.acts import declare

declare(
    {
        "documents.appeal_registered": _("appeal registered"),
        "documents.received": _("document received by exchange"),
        "documents.incoming_registered": _("incoming document registered"),
        "documents.correspondence_registered": _("letter from outside registered"),
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
        "documents.template_made": _("template of letters made"),
        "documents.template_drafted": _("draft of the template written"),
        "documents.template_published": _("version of the template put in force"),
        "documents.template_draft_dropped": _("draft of the template dropped"),
        "documents.template_retired": _("template retired"),
        "documents.template_revived": _("template in use again"),
        "documents.working_form_made": _("working form of the letter made"),
        "documents.file_stored": _("file stored"),
        "documents.file_read": _("file opened"),
    }
)
