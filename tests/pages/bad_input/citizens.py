"""Bad input to the forms of ``citizens``."""

from functools import partial

from tests.addresses import address_of
from tests.pages.bad_input.trying import Try

MERGE = partial(address_of, "citizens:merge")
TRIES = {
    "a merge without a reason": Try("clerk", MERGE, {"fill": "phone", "reason": " "}, "reason", ("fill",)),
    "a merge into a card of somebody else": Try(
        "clerk", MERGE, {"kept": "999999", "reason": "Тот же телефон."}, "kept", ("reason",)
    ),
}
