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
        "documents.file_stored": _("file stored"),
        "documents.file_read": _("file opened"),
    }
)
