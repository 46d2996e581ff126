"""A person with an authenticator in hand."""

from dataclasses import dataclass

from agencies.models import Agency, Employee
from history import clock
from signing import one_time, step_up
from signing.models import SecondFactor
from tests.people import PASSWORD


@dataclass
class Authenticator:
    """What the telephone holds."""

    secret: bytes
    recovery_codes: list[str]

    def code(self, steps: int = 0) -> str:
        """The code of now, or of so many steps later."""
        return one_time.code_of(self.secret, one_time.step_at(clock.now()) + steps)


def set_up(person: Employee) -> Authenticator:
    """An authenticator of this person in force; the code that put it in force is of the step before this one."""
    factor = step_up.begin(actor=person, password=PASSWORD)
    made = Authenticator(step_up.secret_of_begun(factor), [])
    made.recovery_codes = step_up.enrol(actor=person, code=made.code(-1))
    return made


def wants_codes(agency: Agency) -> None:
    """The agency asks for a code before signing."""
    agency.signing_needs_code = True
    agency.save()


def factor_of(person: Employee) -> SecondFactor:
    """The second factor in force."""
    return SecondFactor.objects.in_force().get(employee=person)
