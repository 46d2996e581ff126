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
        "agencies.signed_in": _("signed in"),
        "agencies.signed_out": _("signed out"),
        "agencies.sign_in_refused": _("sign-in refused"),
    }
)
particulars.declare("actor", {"sign-in": _("sign-in page"), "console": _("console")})
