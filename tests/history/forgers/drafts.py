"""What is done to a log in draft by somebody who has a key at hand: everything after it is consistent, or nearly."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.history.building import DOCUMENT, Draft
from tests.history.forgers.folder import Codes


@dataclass
class Drafting:
    """A draft under a forger's hands: everything after it will be consistent."""

    draft: Draft
    chance: random.Random

    def entry(self, having: str = "") -> Any:
        """One of the entries that have some of this."""
        return self.draft.at(self.chance.choice(self.draft.places(having)))

    def drafts(self) -> tuple[list[Any], int]:
        """The entries of an epoch, and the number of one that is no part of the log about itself."""
        epoch, at = self.chance.choice(self.draft.places())
        return self.draft.epochs[epoch - 1], at


def hide_the_actor(forger: Drafting) -> None:
    forger.entry().update(actor={"key": 4, "name": "Другой"})


def hide_the_time(forger: Drafting) -> None:
    forger.entry().update(at="2026-01-01T00:00:00.000000Z")


def hide_the_reason(forger: Drafting) -> None:
    forger.entry().update(reason="никакой")


def hide_a_value(forger: Drafting) -> None:
    forger.entry("rows")["rows"][0]["values"]["id"] = -5


def hide_an_act(forger: Drafting) -> None:
    forger.entry("acts")["acts"].pop()


def hide_a_reading(forger: Drafting) -> None:
    forger.entry("readings")["readings"].pop()


def hide_an_entry(forger: Drafting) -> None:
    drafts, at = forger.drafts()
    del drafts[at]


def hide_a_day(forger: Drafting) -> None:
    drafts, at = forger.drafts()
    drafts[at : at + 20] = [one for one in drafts[at : at + 20] if "log" in one]


def hide_the_end(forger: Drafting) -> None:
    drafts, at = forger.drafts()
    del drafts[max(at, 4) :]


def back_date(forger: Drafting) -> None:
    drafts, at = forger.drafts()
    entry = {**drafts[at], "id": "e" * 32, "acts": [], "rows": [], "readings": []}
    drafts.insert(at, entry)


def swap(forger: Drafting) -> None:
    drafts, at = forger.drafts()
    other = next(n for n in range(len(drafts) - 1, 0, -1) if "log" not in drafts[n] and n != at)
    drafts[at], drafts[other] = drafts[other], drafts[at]


def another_branch(forger: Drafting) -> None:
    for drafts in forger.draft.epochs:
        for entry in drafts[forger.chance.randrange(3, 20) :]:
            entry["reason"] = "другая история"


DRAFTS = [
    hide_the_actor, hide_the_time, hide_the_reason, hide_a_value, hide_an_act, hide_a_reading, hide_an_entry,
    hide_a_day, hide_the_end, back_date, swap, another_branch,
]  # fmt: skip


def repeat_an_entry(forger: Drafting) -> Codes:
    drafts, at = forger.drafts()
    drafts.insert(at, drafts[at])
    return {"entry-twice"}


def repeat_an_act(forger: Drafting) -> Codes:
    one, entry = forger.entry("acts")["acts"][0], forger.entry()
    entry["acts"].append(dict(one))
    return {"act-twice"}


def repeat_a_reading(forger: Drafting) -> Codes:
    forger.entry()["readings"].append(dict(forger.entry("readings")["readings"][0]))
    return {"reading-twice"}


def repeat_a_version(forger: Drafting) -> Codes:
    forger.entry()["rows"].append(dict(forger.entry("rows")["rows"][0]))
    return {"version-twice"}


def start_in_the_middle(forger: Drafting) -> Codes:
    rows = [row for place in forger.draft.places("rows") for row in forger.draft.at(place)["rows"]]
    forger.chance.choice([row for row in rows if row["op"] == "+"])["op"] = "~"
    return {"row-start"}


def raise_the_dead(forger: Drafting) -> Codes:
    rows = [row for place in forger.draft.places("rows") for row in forger.draft.at(place)["rows"]]
    dead = forger.chance.choice([row for row in rows if row["op"] == "-"])
    last = max(row["id"] for row in rows if row["model"] == dead["model"])
    forger.draft.epochs[-1][-1]["rows"].append({**dead, "id": last + 1, "op": "~"})
    return {"row-order"}


def turn_versions_round(forger: Drafting) -> Codes:
    rows = [row for place in forger.draft.places("rows") for row in forger.draft.at(place)["rows"]]
    one = forger.chance.choice([row for row in rows if row["op"] == "~"])
    other = next(row for row in rows if (row["model"], row["row"]) == (one["model"], one["row"]))
    one["id"], other["id"] = other["id"], one["id"]
    return {"row-order"}


def a_column_more(forger: Drafting) -> Codes:
    forger.entry("rows")["rows"][0]["values"]["more"] = 1
    return {"row-columns"}


def in_the_clear(forger: Drafting) -> Codes:
    rows = [row for place in forger.draft.places("rows") for row in forger.draft.at(place)["rows"]]
    forger.chance.choice([row for row in rows if "last_name" in row["values"]])["values"]["last_name"] = "Сомова"
    return {"row-values"}


def under_a_commitment(forger: Drafting) -> Codes:
    rows = [row for place in forger.draft.places("rows") for row in forger.draft.at(place)["rows"]]
    found = forger.chance.choice([row for row in rows if "number" in row["values"]])
    found["values"]["number"] = {"c": "0" * 64}
    return {"row-values"}


def a_schema_unlogged(forger: Drafting) -> Codes:
    forger.draft.epochs[0][1] = {**forger.draft.epochs[0][3], "id": "a" * 32, "rows": [], "acts": [], "readings": []}
    return {"schema-order"}


def a_schema_twice(forger: Drafting) -> Codes:
    forger.entry()["log"] = {"schema": DOCUMENT}
    return {"schema-twice"}


def an_epoch_inside(forger: Drafting) -> Codes:
    forger.entry()["log"] = {"epoch": {}}
    return {"epoch-start"}


INCONSISTENT: list[Callable[[Drafting], Codes]] = [
    repeat_an_entry, repeat_an_act, repeat_a_reading, repeat_a_version, start_in_the_middle, raise_the_dead,
    turn_versions_round, a_column_more, in_the_clear, under_a_commitment, a_schema_unlogged, a_schema_twice,
    an_epoch_inside,
]  # fmt: skip
