"""Words of an agency in their grammatical cases, where the rules of the program decline them wrongly."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models.people import Sex
from agencies.models.units import Agency
from history.models import TrackedModel


class GrammarCase(models.TextChoices):
    """The grammatical cases of Russian, by the ending of a field's name."""

    NOMINATIVE = "nominative", _("nominative: who, what")
    GENITIVE = "genitive", _("genitive: of whom")
    DATIVE = "dative", _("dative: to whom")
    ACCUSATIVE = "accusative", _("accusative: whom")
    INSTRUMENTAL = "instrumental", _("instrumental: by whom")
    PREPOSITIONAL = "prepositional", _("prepositional: about whom")


class WordKind(models.TextChoices):
    """What a corrected word is; of a person's names each is corrected apart."""

    SURNAME = "surname", _("surname")
    FIRST_NAME = "first_name", _("first name")
    PATRONYMIC = "patronymic", _("patronymic")
    POST = "post", _("post")
    UNIT = "unit", _("name of a unit or an agency")


OF_PERSONS = frozenset({WordKind.SURNAME.value, WordKind.FIRST_NAME.value, WordKind.PATRONYMIC.value})


class DeclinedWord(TrackedModel):
    """A name, post or unit name in all cases, corrected once for every letter of the agency.

    It is an entry of a dictionary and says of nobody that they bear the name: names of a person are entered apart.
    ``word_key`` is the nominative in lower case with single spaces, by which it is found.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="declined_words", verbose_name=_("agency"))
    kind = models.CharField(_("kind"), max_length=20, choices=WordKind.choices)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex.choices, blank=True)
    word_key = models.CharField(max_length=300, editable=False)
    nominative = models.CharField(_("nominative: who, what"), max_length=300)
    genitive = models.CharField(_("genitive: of whom"), max_length=300)
    dative = models.CharField(_("dative: to whom"), max_length=300)
    accusative = models.CharField(_("accusative: whom"), max_length=300)
    instrumental = models.CharField(_("instrumental: by whom"), max_length=300)
    prepositional = models.CharField(_("prepositional: about whom"), max_length=300)

    class Meta:
        verbose_name = _("corrected word")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "kind", "sex", "word_key"],
                name="word_corrected_once",
                violation_error_code="word-corrected-already",
                violation_error_message=_("This word has been corrected already: change that entry."),
            )
        ]

    def __str__(self) -> str:
        return self.nominative

    def form(self, case: str) -> str:
        """The word in a grammatical case."""
        return str(getattr(self, GrammarCase(case).value))
