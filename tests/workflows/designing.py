"""A type of cases as an administrator draws it, and cases of it."""

from typing import Any

from agencies.models import Role
from citizens.models import Case, CaseKind, Channel, Topic
from citizens.services import PersonData
from documents import services
from documents.services import AppealCard
from history import clock
from tests.world import World
from workflows.designed import DesignVersion
from workflows.designs import CASE_TYPE
from workflows.services import designs

CODE = "heritage"


def a_step(code: str = "legal", place: str = "reported", **more: Any) -> dict[str, Any]:
    """An own step of the lawyers, who do not see the case before they take it."""
    return {
        "code": code,
        "name": "Правовая экспертиза",
        "name_en": "Legal check",
        "place": place,
        "who": "post",
        "role": Role.EXECUTOR,
        "unit": "08",
        "days": 2,
        "may_return": place == "reported",
        "reasons": ["Нет ссылки на закон"] if place == "reported" else [],
        **more,
    }


def a_field(code: str = "object", **more: Any) -> dict[str, Any]:
    """An own field that is filled in at registration."""
    return {
        "code": code,
        "name": "Объект наследия",
        "name_en": "Heritage object",
        "kind": "text",
        "is_required": True,
        "choices": [],
        "at": "",
        **more,
    }


def a_type(*steps: dict[str, Any], fields: tuple[dict[str, Any], ...] = (), **more: Any) -> dict[str, Any]:
    """The content of a type of cases."""
    return {
        "name": "Обращение о памятнике",
        "name_en": "Appeal about a monument",
        "kind": CaseKind.APPLICATION,
        "term": "",
        "topic": "",
        "steps": list(steps),
        "fields": list(fields),
        **more,
    }


def in_force(world: World, content: dict[str, Any], *, note: str = "Проба") -> DesignVersion:
    """The content published as the next version of the type."""
    admin = world.person("administrator")
    known = DesignVersion.objects.filter(design__agency=world.office.agency, design__code=CODE).first()
    if known is None:
        draft = designs.begin_design(
            actor=admin, agency=world.office.agency, kind=CASE_TYPE, code=CODE, content=content
        )
    else:
        begun = designs.begin_draft(actor=admin, design=known.design)
        draft = designs.save_draft(actor=admin, version=begun, content=content, seen=0)
    return designs.publish(actor=admin, version=draft, note=note, seen=draft.saves)


def an_appeal(world: World, of_type: str = CODE, *, values: dict[str, str] | None = None) -> Case:
    """An appeal registered as one of the type."""
    card = AppealCard(
        kind=CaseKind.APPLICATION,
        channel=Channel.POST,
        summary="Дом 14 по ул. Соборной",
        text="Прошу сказать, памятник ли наш дом.",
        received_on=clock.today(),
        topic=Topic.objects.first(),
        new_applicant=PersonData("Фролова", "f", "Мария", "Степановна", "ул. Соборная, д. 14, кв. 7"),
        of_type=of_type,
        values=values or {},
    )
    return services.register_appeal(actor=world.person("clerk"), agency=world.office.agency, appeal=card)


def design_of(world: World) -> DesignVersion:
    """The draft of the third version of a type with a step and a field."""
    in_force(world, a_type(a_step(), fields=(a_field(),)))
    second = in_force(world, a_type(a_step(days=5), a_step("archive", "off_control"), fields=(a_field(),)))
    return designs.begin_draft(actor=world.person("administrator"), design=second.design)
