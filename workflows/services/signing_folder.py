"""The signing folder: letters signed one after another with one entry of the passphrase.

Each is an act and a transaction of its own (`letters.sign`): what one of them does not allow stops no other. What the
*key* does not allow stops the rest, so that one mistyped passphrase is one wrong attempt and not twenty.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from agencies.models import Employee
from signing.step_up import Presented
from workflows.models import WorkItem
from workflows.services import letters

logger = logging.getLogger(__name__)

OF_THE_KEY = frozenset(
    {
        *("wrong-passphrase", "too-many-attempts", "signer-unavailable", "no-certificate"),
        *("second-factor-needed", "code-spent", "factor-gone", "token-missing"),
    }
)


@dataclass(frozen=True)
class Chosen:
    """A letter to be signed, and the SHA-256 digests of its files as the signer was shown them."""

    item: WorkItem
    shown: tuple[str, ...]


@dataclass(frozen=True)
class Result:
    """What became of one letter: signed, or why not."""

    item: WorkItem
    refusal: str = ""


@dataclass(frozen=True)
class Signing:
    """What became of those that were tried; ``stopped`` says why the rest was not."""

    results: list[Result]
    stopped: ValidationError | None = None


def sign_several(
    *, actor: Employee, chosen: Sequence[Chosen], passphrase: str, presented: Presented | None = None
) -> Signing:
    """Sign each of the chosen letters, exactly as it was shown; one that was signed before is not signed again.

    ``presented`` is one code of the signer's second factor for all of them.
    """
    results: list[Result] = []
    for one in chosen:
        try:
            letters.sign(actor=actor, item=one.item, passphrase=passphrase, shown=one.shown, presented=presented)
        except ValidationError as error:
            if OF_THE_KEY & _codes(error):
                return Signing(results, error)
            results.append(Result(one.item, " ".join(error.messages)))
        except PermissionDenied:
            results.append(Result(one.item, _("This letter is not yours to sign.")))
        except Exception:  # its act was rolled back, and the next letters have nothing to do with it
            logger.exception("a letter of several was not signed: work item %s", one.item.pk)
            results.append(
                Result(one.item, _("An unforeseen fault: this letter was not signed. Try it again by itself."))
            )
        else:
            results.append(Result(one.item))
    return Signing(results)


def _codes(error: ValidationError) -> set[str]:
    by_field = getattr(error, "error_dict", {"": getattr(error, "error_list", [])})
    return {str(one.code) for errors in by_field.values() for one in errors}
