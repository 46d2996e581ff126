"""Who may make keys and certificates."""

from agencies import rules
from agencies.models import Agency, Employee
from history.actors import Actor


def may_issue_certificates(actor: Actor, agency: Agency) -> bool:
    """The program's own set-up, and administrators of the agency."""
    return not isinstance(actor, Employee) or rules.holds(actor, rules.Power.ADMINISTER, agency)
