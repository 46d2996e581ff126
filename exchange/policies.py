"""Who runs an agency's exchange."""

from agencies.models import Agency, Employee
from agencies.rules import Power, holds
from history.actors import Actor, Automatic


def may_run_exchange(actor: Actor, agency: Agency | int) -> bool:
    """Whether the actor runs the exchange of this agency; automatic settings of the program do so everywhere."""
    if isinstance(actor, Automatic):
        return True
    return isinstance(actor, Employee) and holds(actor, Power.EXCHANGE, agency)


def may_decide(actor: Actor, agency: Agency | int) -> bool:
    """Whether the actor registers, or refuses to register, packages that this agency received."""
    return isinstance(actor, Employee) and holds(actor, Power.EXCHANGE, agency) and holds(actor, Power.REGISTER, agency)


def may_send(actor: Actor, agency: Agency | int) -> bool:
    """Whether the actor hands registered documents of this agency over for delivery."""
    if isinstance(actor, Automatic):
        return True
    return isinstance(actor, Employee) and (
        holds(actor, Power.REGISTER, agency) or holds(actor, Power.EXCHANGE, agency)
    )


def may_tell(actor: Actor, agency: Agency | int) -> bool:
    """Whether the actor tells senders what happens to their papers: who decides on packages, and the process itself."""
    return isinstance(actor, Automatic) or may_decide(actor, agency)
