"""The tooling's own promises: locks without addresses, dependencies that are used, vendored files with licences."""

import ast
import json
import re
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from deploy.translations import ROOMS
from deploy.vendor_assets import FILES, VENDOR, differences
from tests.features import ROWS, claims

ROOT = Path(__file__).resolve().parent.parent.parent
LOCKS = ("requirements/run.txt", "requirements/dev.txt")
# Where the name of a package is not how the program speaks of it.
SPOKEN_OF_AS = {
    "zxing-cpp": "zxingcpp",
    "rfc3161-client": "rfc3161_client",
    "argon2-cffi": "Argon2PasswordHasher",
    "dj-database-url": "dj_db_url",
    "django": "django",
    "django-axes": "axes",
    "django-csp": "csp",
    "django-htmx": "django_htmx",
    "django-simple-history": "simple_history",
    "django-structlog": "structlog",
    "django-viewflow": "viewflow",
    "fpdf2": "fpdf",
    "psycopg": "psycopg",
    "python-pkcs11": "pkcs11",
    "python-stdnum": "stdnum",
}


def names_in(requirements: str) -> list[str]:
    """The packages that a file of requirements asks for, in its order."""
    lines = (ROOT / requirements).read_text().splitlines()
    return [found[0].lower() for line in lines if (found := re.match(r"[A-Za-z][\w.-]*", line))]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_registry_and_hashes_every_package(lock: str) -> None:
    text = (ROOT / lock).read_text()

    pinned = re.findall(r"^[a-z][\w.-]*==", text, re.MULTILINE)
    hashed = re.findall(r"^[a-z][\w.-]*==[^\n]*\\\n    --hash=sha256:", text, re.MULTILINE)

    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text
    assert len(pinned) == len(hashed) == len(names_in(lock))


def test_the_locks_agree_and_hold_what_is_asked_for() -> None:
    run, dev = ({*re.findall(r"^[a-z][\w.-]*==[^ \n]+", (ROOT / lock).read_text(), re.MULTILINE)} for lock in LOCKS)

    assert run <= dev
    assert set(names_in("requirements/run.in")) <= set(names_in(LOCKS[0]))
    assert set(names_in("requirements/dev.in")) <= set(names_in(LOCKS[1]))


def test_every_run_time_dependency_is_used() -> None:
    rooms = [path for path in ROOT.glob("*/*.py") if path.parent.name not in {"tests", "bench", ".venv", "var"}]
    files = {path for top in {path.parent for path in rooms} for path in top.rglob("*.py")} | {ROOT / "Makefile"}
    text = "\n".join(path.read_text() for path in files)

    unused = [name for name in names_in("requirements/run.in") if SPOKEN_OF_AS.get(name, name) not in text]

    assert unused == []


def test_the_lock_of_assets_names_no_registry() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    packages = [package for place, package in lock["packages"].items() if place]

    assert all("resolved" not in package and package["integrity"].startswith("sha512-") for package in packages)


def test_every_vendored_package_comes_with_its_licence() -> None:
    packages = {place.split("/")[0] for place in FILES}

    assert all((VENDOR / package / "LICENSE").read_text(encoding="utf-8-sig").strip() for package in packages)
    assert {path.name for path in VENDOR.iterdir()} == packages


def test_a_changed_missing_or_extra_asset_is_named(tmp_path: Path) -> None:
    built, kept = tmp_path / "built", tmp_path / "kept"
    for folder, files in (
        (built, {"same": "1", "other": "1", "gone": "1"}),
        (kept, {"same": "1", "other": "2", "new": "1"}),
    ):
        folder.mkdir()
        for name, text in files.items():
            (folder / name).write_text(text)

    assert differences(built, kept) == ["missing: gone", "left over: new", "changed: other"]


def test_feature_marks_are_read_from_tests_parameters_classes_and_modules() -> None:
    source = """
pytestmark = pytest.mark.feature("F01")
@pytest.mark.feature("F02", "L01")
def test_one(): ...
@pytest.mark.parametrize("x", [pytest.param(1, marks=pytest.mark.feature("X03"))])
def test_two(x): ...
@pytest.mark.feature("F04")
class TestThree:
    @pytest.mark.feature("F05")
    def test_four(self): ...
"""

    found = set(claims(ast.parse(source)))

    assert found == {
        ("F01", ""),
        ("F02", "test_one"),
        ("L01", "test_one"),
        ("X03", "test_two"),
        ("F04", "TestThree"),
        ("F05", "test_four"),
    }


def test_the_list_of_features_has_every_row_once() -> None:
    expected = [
        *(f"F{n:02}" for n in range(1, 62)),
        *(f"L{n:02}" for n in range(1, 14)),
        *(f"X{n:02}" for n in range(1, 12)),
    ]

    assert list(ROWS) == expected


def test_the_program_imports_nothing_that_only_its_development_installs() -> None:
    """Neither the rooms nor what starts them; the tests' environment would not notice, since it holds both sets."""
    run, dev = (set(names_in(lock)) for lock in LOCKS)
    only_dev = {re.sub(r"[-_.]+", "-", name) for name in dev - run}
    installers = {
        module: {re.sub(r"[-_.]+", "-", name.lower()) for name in names}
        for module, names in packages_distributions().items()
    }
    programs = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]

    found = sorted(
        f"{path.relative_to(ROOT)}: {module}"
        for path in [*programs, ROOT / "manage.py"]
        for module in imported_by(ast.parse(path.read_text(encoding="utf-8")))
        if module in installers and installers[module] <= only_dev
    )

    assert found == []


def imported_by(tree: ast.AST) -> set[str]:
    """The top-level modules that a program imports when it runs, not only for the checker of types."""
    found = set()
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
        found |= imported_by(node)
    return found
