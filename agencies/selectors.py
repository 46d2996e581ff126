"""Questions to the staff: whom one may pick for which work."""

from agencies import rules
from agencies.models import Agency, Post


def executors(agency: Agency) -> list[Post]:
    """Posts whose holders execute papers of the agency."""
    return rules.holders(agency, rules.Power.EXECUTE)


def approvers(agency: Agency) -> list[Post]:
    """Posts whose holders give visas."""
    return rules.holders(agency, rules.Power.APPROVE)


def signers(agency: Agency) -> list[Post]:
    """Posts whose holders sign letters of the agency."""
    return rules.holders(agency, rules.Power.SIGN)
