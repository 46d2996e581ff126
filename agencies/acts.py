"""The acts of this room, as timelines name them."""

from django.utils.translation import gettext_lazy as _

from agencies import particulars
from agencies.models import Position
from history.acts import declare

declare(
    {
        "agencies.created": _("agency entered"),
        "agencies.unit_created": _("unit entered"),
        "agencies.agency_changed": _("particulars of the agency changed"),
        "agencies.unit_renamed": _("unit renamed"),
        "agencies.unit_moved": _("unit moved"),
        "agencies.unit_merged": _("unit merged into another one"),
        "agencies.unit_closed": _("unit closed"),
        "agencies.unit_reopened": _("closing of the unit taken back"),
        "agencies.unit_change_taken_back": _("change of the unit taken back"),
        "agencies.hired": _("employee entered"),
        "agencies.appointed": _("appointed to a post"),
        "agencies.post_ended": _("post ended"),
        "agencies.transferred": _("transferred to another post"),
        "agencies.position_set": _("place in the unit changed"),
        "agencies.share_set": _("share of the post changed"),
        "agencies.dismissed": _("dismissed"),
        "agencies.employee_changed": _("particulars of the employee changed"),
        "agencies.account_closed": _("account closed"),
        "agencies.account_opened": _("account opened again"),
        "agencies.password_set": _("new password given"),
        "agencies.absence_entered": _("absence entered"),
        "agencies.absence_changed": _("last day of the absence changed"),
        "agencies.absence_cancelled": _("absence cancelled"),
        "agencies.substitutes_named": _("substitutes named"),
        "agencies.sheet_corrected": _("day of the month sheet corrected"),
        "agencies.sheet_closed": _("month sheet closed"),
        "agencies.sheet_opened": _("month sheet opened again"),
        "agencies.staff_imported": _("staff imported from a table"),
        "agencies.day_named": _("day of the agency named"),
        "agencies.day_forgotten": _("day of the agency taken back"),
        "agencies.hours_set": _("hours of the agency set"),
        "agencies.kind_created": _("kind of term entered"),
        "agencies.kind_edited": _("kind of term edited"),
        "agencies.kind_retired": _("kind of term retired"),
        "agencies.kind_revived": _("kind of term offered again"),
        "agencies.roll_set": _("rule of the agency for days off set"),
        "agencies.term_extended": _("term extended"),
        "agencies.term_suspended": _("term suspended"),
        "agencies.term_resumed": _("term resumed"),
        "agencies.term_changed": _("term changed"),
        "agencies.term_recomputed": _("term computed anew"),
        "agencies.extension_asked": _("longer term asked for"),
        "agencies.extension_declined": _("longer term declined"),
        "agencies.term_notice_given": _("told of the extension"),
        "agencies.need_noted": _("named as having to know the paper"),
        "agencies.need_ended": _("struck off those who have to know the paper"),
        "agencies.word_corrected": _("declension of a word corrected"),
        "agencies.correction_dropped": _("correction of a word taken back"),
        "agencies.signed_in": _("signed in"),
        "agencies.signed_out": _("signed out"),
        "agencies.sign_in_refused": _("sign-in refused"),
    }
)
particulars.declare("position", dict(Position.choices))
particulars.declare("actor", {"sign-in": _("sign-in page"), "console": _("console")})
