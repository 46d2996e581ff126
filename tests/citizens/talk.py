"""A case that people talk about, and a guest who came to it by a link."""

from dataclasses import dataclass
from datetime import timedelta

from citizens import services
from citizens.models import Case, Remark
from citizens.services import GuestCard, MadeLink
from history import clock
from tests.world import World

FIVE_DAYS = timedelta(days=5)


@dataclass
class Talk:
    """A remark of the executor with the head's reply to it, and a link with its code."""

    remark: Remark
    reply: Remark
    made: MadeLink


def said(world: World, case: Case, name: str, text: str, **given: object) -> Remark:
    """What a person of the office says of a case."""
    return services.write_remark(actor=world.person(name), case=case, text=text, **given)  # type: ignore[arg-type]  # fields by name


def linked(world: World, case: Case, *, may_remark: bool = False, name: str = "Воронов Илья Маркович") -> MadeLink:
    """A link that the executor makes for five days."""
    guest = GuestCard(name, "Институт реставрации, эксперт", "Экспертиза.", clock.today() + FIVE_DAYS, may_remark)
    return services.make_link(actor=world.person("executor"), case=case, guest=guest)


def talk_of(world: World, case: Case) -> Talk:
    """The talk about a case that is in the executor's work."""
    remark = said(world, case, "executor", "Смету подрядчик так и не прислал.")
    reply = said(world, case, "unit_head", "Напишите им ещё раз.", in_reply_to=remark)
    return Talk(remark, reply, linked(world, case, may_remark=True))
