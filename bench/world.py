"""Both agencies of the demo on one fresh installation, knowing each other; the wire between them is a function call."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.core.management import call_command
from django.test import Client

from agencies.models import Agency
from demo import node
from demo.logins import Logins
from demo.office import Office
from demo.world import AGENCY_A, AGENCY_B, AgencySpec
from exchange.services import add_correspondent, own_card
from exchange.services.correspondents import GATEWAY_PATH
from exchange.transport import MEDIA_TYPE, Answer
from workflows.setting_up import load_reference_data


@dataclass(frozen=True)
class World:
    """The two offices."""

    a: Office
    b: Office


class Loopback:
    """A way to the gateway of this very installation: the whole request, without a socket."""

    def __init__(self) -> None:
        self._client = Client()

    def post(
        self, endpoint: str, content: Iterator[bytes], size: int, headers: Mapping[str, str], *, is_private: bool
    ) -> Answer:
        """See `exchange.transport.Transport`."""
        body = b"".join(content)
        answer = self._client.generic("POST", GATEWAY_PATH, body, content_type=MEDIA_TYPE, headers=dict(headers))
        return Answer(answer.status_code, str(answer.headers.get("Content-Type", "")).split(";")[0], answer.content)


def made() -> World:
    """A new world in the empty database and data folder of this process."""
    call_command("migrate", interactive=False, verbosity=0)
    load_reference_data(node.LOADER)
    logins = Logins("bench bench bench")
    a, b = (_office(spec, logins) for spec in (AGENCY_A, AGENCY_B))
    for ours, theirs in ((a, b), (b, a)):
        add_correspondent(actor=node.LOADER, agency=ours.agency, card=own_card(theirs.agency), is_private_address=True)
    return World(a, b)


def _office(spec: AgencySpec, logins: Logins) -> Office:
    agency: Agency = node.prepare_agency(spec, logins)
    node.prepare_keys(agency, spec, logins)
    return Office(agency, spec, logins)
