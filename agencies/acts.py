"""The acts of this room, as timelines name them."""

from django.utils.translation import gettext_lazy as _

from agencies import particulars
from history.acts import declare

declare(
    {
        "agencies.created": _("agency entered"),
        "agencies.unit_created": _("unit entered"),
        "agencies.hired": _("employee entered"),
        "agencies.appointed": _("appointed to a post"),
        "agencies.post_ended": _("post ended"),
        "agencies.day_named": _("day of the agency named"),
        "agencies.day_forgotten": _("day of the agency taken back"),
        "agencies.hours_set": _("hours of the agency set"),
        "agencies.kind_edited": _("kind of term edited"),
        "agencies.roll_set": _("rule of the agency for days off set"),
        "agencies.term_extended": _("term extended"),
        "agencies.term_suspended": _("term suspended"),
        "agencies.term_resumed": _("term resumed"),
        "agencies.term_changed": _("term changed"),
        "agencies.term_recomputed": _("term computed anew"),
        "agencies.extension_asked": _("longer term asked for"),
        "agencies.extension_declined": _("longer term declined"),
        "agencies.term_notice_given": _("told of the extension"),
        "agencies.signed_in": _("signed in"),
        "agencies.signed_out": _("signed out"),
        "agencies.sign_in_refused": _("sign-in refused"),
    }
)
particulars.declare("actor", {"sign-in": _("sign-in page"), "console": _("console")})
