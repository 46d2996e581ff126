"""Bad input to the forms of ``citizens``."""

from functools import partial

from tests.addresses import address_of
from tests.pages.bad_input.trying import Try

MERGE = partial(address_of, "citizens:merge")
DISCUSSION = partial(address_of, "citizens:discussion")
REMARK = partial(address_of, "citizens:remark")
TRIES = {
    "an empty remark": Try("executor", DISCUSSION, {"text": " "}, "text"),
    "a remark that calls a stranger": Try(
        "executor", DISCUSSION, {"text": "Спросите @Неведомского."}, "text", ("text",)
    ),
    "a remark that calls who does not see the case": Try(
        "executor", DISCUSSION, {"text": "Прошу, @Лапин."}, "mentioned", ("text",)
    ),
    "a remark with a forged choice": Try(
        "executor", DISCUSSION, {"text": "Прошу.", "mentioned": "999999"}, "mentioned", ("text",)
    ),
    "a remark corrected into nothing": Try("executor", REMARK, {"text": " "}, "text"),
    "a merge without a reason": Try("clerk", MERGE, {"fill": "phone", "reason": " "}, "reason", ("fill",)),
    "a merge into a card of somebody else": Try(
        "clerk", MERGE, {"kept": "999999", "reason": "Тот же телефон."}, "kept", ("reason",)
    ),
}
