"""The acts of this room, as timelines name them."""

from django.utils.translation import gettext_lazy as _

from agencies import particulars
from history.acts import declare

declare(
    {
        "exchange.correspondent_entered": _("correspondent entered in the register"),
        "exchange.log_key_noted": _("key of the correspondent's log noted"),
        "exchange.sent": _("handed over for delivery"),
        "exchange.package_destroyed": _("container of a destroyed paper destroyed"),
        "exchange.sealed": _("sealed for delivery"),
        "exchange.attempt_failed": _("a try to deliver failed"),
        "exchange.delivered": _("delivered, receipt of the addressee verified"),
        "exchange.rejected": _("refused on receipt by the addressee's gateway"),
        "exchange.expired": _("not delivered in time"),
        "exchange.parked": _("delivery parked"),
        "exchange.resumed": _("delivery resumed"),
        "exchange.retried": _("delivery tried again at once"),
        "exchange.registered_by_them": _("registered by the addressee"),
        "exchange.refused_by_them": _("registration refused by the addressee"),
        "exchange.received": _("package received and verified"),
        "exchange.turned_away": _("package turned away on receipt"),
        "exchange.quarantined": _("package put in quarantine"),
        "exchange.id_reused": _("a message id came again with other bytes"),
        "exchange.discarded": _("package in quarantine looked through and discarded"),
        "exchange.package_registered": _("package registered"),
        "exchange.package_refused": _("registration of the package refused"),
    }
)
particulars.declare("actor", {"exchange": _("exchange")})
