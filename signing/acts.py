"""The acts of this room, as timelines name them."""

from django.utils.translation import gettext_lazy as _

from history.acts import declare

declare(
    {
        "signing.authority_made": _("certificate authority of the agency made"),
        "signing.seal_issued": _("certificate of the agency's seal issued"),
        "signing.certificate_issued": _("certificate issued"),
        "signing.key_used": _("key used"),
    }
)
