"""The demo's agency A, lived through once for all tests that look at it."""

from dataclasses import dataclass

from agencies.models import Agency, Employee
from demo import node
from demo.logins import Logins
from demo.population import populate
from demo.world import AGENCY_A
from tests.layers import layer
from workflows.setting_up import load_reference_data


@dataclass(frozen=True)
class Demo:
    """The ministry of the demo."""

    agency: Agency
    logins: Logins

    def person(self, login: str) -> Employee:
        """One of its people."""
        return Employee.objects.get(username=login)


@layer()
def demo() -> Demo:
    """Prepared as ``prepare_node --node a`` does it."""
    load_reference_data(node.LOADER)
    logins = Logins("correct horse battery")
    agency = node.prepare_agency(AGENCY_A, logins)
    node.prepare_keys(agency, AGENCY_A, logins)
    populate(agency, AGENCY_A, logins)
    return Demo(agency, logins)
