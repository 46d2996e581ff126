"""Who may make keys and certificates."""

from agencies import rules
from agencies.models import Agency, Employee
from history.actors import Actor
from signing.models import SecondFactor


def may_issue_certificates(actor: Actor, agency: Agency) -> bool:
    """The program's own set-up, and administrators of the agency."""
    return not isinstance(actor, Employee) or rules.holds(actor, rules.Power.ADMINISTER, agency)


def may_have_second_factor(actor: Employee) -> bool:
    """Whoever signs."""
    return rules.holds(actor, rules.Power.SIGN)


def may_take_factor_away(actor: Actor, factor: SecondFactor) -> bool:
    """Administrators of the agency in which its owner holds their main post, but nobody their own."""
    post = factor.employee.main_post
    return (
        post is not None and actor.actor_key != factor.employee_id and may_issue_certificates(actor, post.unit.agency)
    )
