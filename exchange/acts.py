"""The acts of this room, as timelines name them."""

from django.utils.translation import gettext_lazy as _

from agencies import particulars
from exchange.containers.vocabulary import STAGES
from history.acts import declare

declare(
    {
        "exchange.correspondent_entered": _("correspondent entered in the register"),
        "exchange.correspondent_changed": _("entry of the correspondent changed"),
        "exchange.correspondent_closed": _("entry of the correspondent closed"),
        "exchange.correspondent_reopened": _("entry of the correspondent opened again"),
        "exchange.certificate_added": _("certificate added to the register"),
        "exchange.certificate_dropped": _("certificate dropped from the register"),
        "exchange.certificate_ending": _("certificate of a correspondent comes near its end"),
        "exchange.certificate_asked": _("revocation of a certificate asked for"),
        "exchange.revocation_found": _("certificate found revoked after receipt"),
        "exchange.revocation_known": _("certificates checked after receipt: not revoked"),
        "exchange.receipt_revoked": _("seal of a receipt found revoked after it came"),
        "exchange.receipt_not_revoked": _("seal of a receipt checked after it came: not revoked"),
        "exchange.seal_stamped": _("time-stamp given for the seal"),
        "exchange.check_asked": _("check of the line asked for"),
        "exchange.checked": _("line to the correspondent checked"),
        "exchange.reconciliation_asked": _("comparison with the correspondent asked for"),
        "exchange.reconciled": _("messages compared with the correspondent"),
        "exchange.folder_named": _("watched folder of the correspondent named"),
        "exchange.log_key_noted": _("key of the correspondent's log noted"),
        "exchange.sent": _("handed over for delivery"),
        "exchange.sent_again": _("letter sent again under the same number"),
        "exchange.receipts_asked": _("receipts asked for"),
        "exchange.receipts_fetched": _("the addressee was asked for receipts"),
        "exchange.decision_late": _("the decision of the addressee is late"),
        "exchange.progress_told": _("sender told what happens to the letter"),
        "exchange.progress_noted": _("the addressee told what happens to the letter"),
        "exchange.verified_again": _("package in quarantine checked again"),
        "exchange.package_destroyed": _("container of a destroyed paper destroyed"),
        "exchange.sealed": _("sealed for delivery"),
        "exchange.attempt_failed": _("a try to deliver failed"),
        "exchange.handed_over": _("laid in the watched folder"),
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
particulars.declare("stage", STAGES)
particulars.declare("use", {"seal": _("as a seal"), "authority": _("as an authority")})
particulars.declare(
    "code",
    {
        "agrees": _("both sides have the same"),
        "differs": _("there are differences"),
        "failed": _("could not be made"),
        "answers": _("the gateway answers"),
        "silent": _("the gateway does not answer"),
    },
)
