"""House rules of acts: what is recorded was declared, what is declared is recorded, services are shaped alike."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import override

from history.acts import declared

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = ("history", "agencies", "citizens", "signing", "documents", "exchange", "workflows", "oversight", "demo")


def modules() -> Iterator[tuple[Path, ast.Module]]:
    """Every module of the rooms with its syntax tree."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, ast.parse(path.read_text())


def strings_given_to(name: str) -> set[str]:
    """First arguments of every call of this function, and of verbs handed on by name."""
    found: set[str] = set()
    for _path, tree in modules():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", getattr(node.func, "attr", "")) == name
                and node.args
            ):
                found |= {
                    leaf.value
                    for leaf in ast.walk(node.args[0])
                    if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str)
                }
    return found


def acts_decorated() -> list[tuple[Path, ast.FunctionDef]]:
    """Every function that is an act."""
    return [
        (path, node)
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and any(getattr(one, "id", getattr(one, "attr", "")) == "act" for one in node.decorator_list)
    ]


def test_every_recorded_verb_was_declared() -> None:
    """A verb that nobody declared could not be shown on a timeline."""
    assert strings_given_to("record") - set(declared()) == set()


def test_every_declared_verb_is_recorded_somewhere() -> None:
    """A declared act that nothing records is a promise without a deed."""
    text = "\n".join(path.read_text() for path, _tree in modules() if path.name != "acts.py")

    assert [verb for verb in declared() if f'"{verb}"' not in text] == []


def test_every_act_is_read_in_russian_and_in_english() -> None:
    """Each title differs between the languages, so none was left untranslated."""
    with override("en"):
        english = {verb: str(title) for verb, title in declared().items()}
    with override("ru"):
        russian = {verb: str(title) for verb, title in declared().items()}

    assert [verb for verb in english if english[verb] == russian[verb]] == []


@pytest.mark.parametrize(
    ("path", "service"),
    [pytest.param(path, node, id=f"{path.parent.name}.{node.name}") for path, node in acts_decorated()],
)
def test_an_act_names_its_actor_first_and_takes_keywords_only(path: Path, service: ast.FunctionDef) -> None:
    """So that no call can mix up who acts and upon what."""
    assert service.args.args == []
    assert service.args.kwonlyargs[0].arg == "actor"
    assert ast.get_docstring(service), path
