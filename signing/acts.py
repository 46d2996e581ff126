"""The acts of this room, as timelines name them."""

from django.utils.translation import gettext_lazy as _

from history.acts import declare

declare(
    {
        "signing.authority_made": _("certificate authority of the agency made"),
        "signing.seal_issued": _("certificate of the agency's seal issued"),
        "signing.certificate_issued": _("certificate issued"),
        "signing.stamper_issued": _("certificate of the time-stamp authority issued"),
        "signing.certificate_revoked": _("certificate revoked"),
        "signing.expiry_near": _("administrators warned of the end of a certificate"),
        "signing.factor_begun": _("second factor begun"),
        "signing.factor_enrolled": _("second factor put in force"),
        "signing.factor_used": _("second factor used"),
        "signing.factor_refused": _("second factor refused"),
        "signing.recovery_codes_renewed": _("recovery codes renewed"),
        "signing.factor_given_up": _("second factor given up"),
        "signing.factor_taken_away": _("second factor taken away"),
        "signing.stamp_authority_set": _("settings of the time-stamp authority changed"),
        "signing.stamp_trial_asked": _("trial of the time-stamp authority asked for"),
        "signing.stamp_tried": _("time-stamp authority tried out"),
        "signing.key_used": _("key used"),
    }
)
