"""Templates of letters."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from history.models import TrackedModel


class LetterTemplate(TrackedModel):
    """A template of a letter with ``{fields}`` that `documents.letters` fills from the case."""

    class Purpose(models.TextChoices):
        """What the letter is for."""

        INQUIRY = "inquiry", _("inter-agency inquiry")
        ANSWER = "answer", _("answer to the applicant")
        REPLY = "reply", _("reply to an inquiry")

    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name=_("agency"))
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose.choices)
    name = models.CharField(_("name"), max_length=120)
    subject = models.CharField(_("subject"), max_length=300)
    body = models.TextField(_("text"))

    class Meta:
        verbose_name = _("letter template")

    def __str__(self) -> str:
        return self.name
