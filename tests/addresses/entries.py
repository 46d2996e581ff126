"""What the table of addresses is written with: roles of the world, groups of them, and an entry."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.stage import Stage

ROLES = (
    "clerk",
    "controller",
    "leader",
    "unit_head",
    "executor",
    "auditor",
    "stranger",
    "administrator",
    "other.clerk",
    "other.controller",
    "other.leader",
    "other.unit_head",
    "other.executor",
)
# Who sees the case of the world: the records office, control, the head, the auditor, its executor and their head.
SEE_CASE = ("clerk", "controller", "leader", "unit_head", "executor", "auditor")
SEE_JOURNALS = ("clerk", "controller", "leader", "auditor")
KEEP_JOURNALS = ("controller", "other.controller")
OURS_KEEP = ("controller",)
RECORDS = ("clerk", "controller")
SEE_PLANS = ("controller", "clerk", "leader", "auditor")
ALL_SEE_PLANS = (*SEE_PLANS, "other.clerk", "other.controller", "other.leader")
WITH_DATA = tuple(role for role in ROLES if role != "administrator")
OURS = tuple(role for role in ROLES if not role.startswith("other."))
ADMINISTRATORS = ("administrator",)
KEEP_ABSENCE = ("unit_head", "executor", "administrator")
OTHERS = tuple(role for role in ROLES if role.startswith("other."))
BOTH_SIDES = ("clerk", "controller", "other.clerk", "other.controller")
LEADERS = ("leader", "unit_head", "controller", "other.leader", "other.unit_head", "other.controller")
OTHER_RECORDS = ("other.clerk", "other.controller")
FORM = ("GET", "POST")
ACT = ("POST",)


@dataclass(frozen=True)
class Entry:
    """An address: who opens it, by which methods, and its arguments in the world.

    ``is_page`` is false of what answers by a file, a fragment or JSON: nothing that a person looks at as a page.
    ``views`` are other views of a page, each with the role that looks at it and the query.
    """

    opens_to: tuple[str, ...]
    argument: Callable[[Stage], Any] | None = None
    name: str = "pk"
    methods: tuple[str, ...] = ("GET",)
    is_page: bool = True
    views: tuple[tuple[str, str], ...] = ()
