"""Lists of ready reasons, as a kind of design: offered beside the remark where somebody returns or refuses."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.bilingual import in_words
from agencies.models import Agency
from workflows.designs.finding import Found
from workflows.designs.kinds import Content, Kind, Objections, register
from workflows.designs.reading import text, texts

REASONS_AT_MOST, REASON_AT_MOST = 30, 300


class ReasonFor(models.TextChoices):
    """Where ready reasons are offered."""

    VISA = "visa", gettext_lazy("an approver does not agree")
    SIGNATURE = "signature", gettext_lazy("the signer returns a letter")
    REPORT = "report", gettext_lazy("the controller returns a report")
    ASSIGNMENT = "assignment", gettext_lazy("the report on an assignment is returned")


@dataclass(frozen=True)
class Reasons:
    """A list of reasons, and the acts that they are offered at."""

    name: str
    name_en: str
    uses: tuple[str, ...]
    reasons: tuple[str, ...]

    @property
    def label(self) -> str:
        """Its name in the language of the page."""
        return in_words(self.name, self.name_en)


def read(content: Content) -> Reasons:
    """Content as a list of reasons; what a draft leaves open is empty."""
    return Reasons(
        name=text(content, "name"),
        name_en=text(content, "name_en"),
        uses=texts(content, "uses"),
        reasons=texts(content, "reasons"),
    )


def objections(content: Content, _agency: Agency) -> Objections:
    """By the name of a field."""
    held, found = read(content), Found()
    found.require_names("", held.name, held.name_en)
    if not held.uses or set(held.uses) - set(ReasonFor.values):
        found.add("uses", "use-unknown", _("Choose where the reasons are offered."))
    if not held.reasons:
        found.add("reasons", "reasons-missing", _("Name at least one reason."))
    elif len(held.reasons) > REASONS_AT_MOST or max(map(len, held.reasons)) > REASON_AT_MOST:
        found.add("reasons", "reasons-too-many", _("At most 30 reasons of 300 characters each."))
    elif len(set(held.reasons)) < len(held.reasons):
        found.add("reasons", "reasons-alike", _("Two reasons are the same."))
    return found.objections


def lines(content: Content, _agency: Agency) -> list[str]:
    """In the language of the page."""
    held, labels = read(content), dict(ReasonFor.choices)
    return [
        _("Name: %(name)s") % {"name": held.name},
        _("Name in English: %(name)s") % {"name": held.name_en},
        _("Offered when: %(uses)s") % {"uses": "; ".join(str(labels.get(one, one)) for one in held.uses) or "—"},
        *(_("Reason: %(reason)s") % {"reason": one} for one in held.reasons),
    ]


REASONS = register(
    Kind(
        code="reason_list",
        title=gettext_lazy("list of reasons"),
        read=read,
        objections=objections,
        lines=lines,
    )
).code
