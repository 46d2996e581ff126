"""Automation rules as an administrator draws them."""

from typing import Any

from tests.world import World
from workflows.designed import Design, DesignVersion
from workflows.designs import RULE
from workflows.services import designs

CODE = "warn"


def a_rule(when: str = "registered", **more: Any) -> dict[str, Any]:
    """The content of a rule that tells the controllers."""
    return {
        "name": "Сказать контролёру",
        "name_en": "Tell the controller",
        "when": when,
        "days": 0,
        "tell": ["controllers"],
        **more,
    }


def rule_in_force(world: World, content: dict[str, Any], *, code: str = CODE) -> DesignVersion:
    """The content published as the next version of a rule."""
    admin, agency = world.person("administrator"), world.office.agency
    known = Design.objects.filter(agency=agency, kind=RULE, code=code).first()
    if known is None:
        draft = designs.begin_design(actor=admin, agency=agency, kind=RULE, code=code, content=content)
    else:
        begun = designs.begin_draft(actor=admin, design=known)
        draft = designs.save_draft(actor=admin, version=begun, content=content, seen=0)
    return designs.publish(actor=admin, version=draft, note="Проба", seen=draft.saves)


def drafted_rule(world: World) -> DesignVersion:
    """The draft of the third version of a rule."""
    rule_in_force(world, a_rule())
    second = rule_in_force(world, a_rule("reported", remark="Проверьте сроки."))
    return designs.begin_draft(actor=world.person("administrator"), design=second.design)
