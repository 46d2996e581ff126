"""The list of features, and which of its rows the tests claim to prove: ``python -m tests.features``."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).resolve().parent

ROWS = {
    "F01": "A package goes from one agency to another and is registered there",
    "F02": "Packages are checked on both sides; nothing is lost silently",
    "F03": "Another agency's silence never moves the citizen's term",
    "F04": "The full electronic cycle, with its registration card",
    "F05": "Time saved against an observed baseline",
    "F06": "Staff time on cases, and attendance apart from it",
    "F07": "What cases cost",
    "F08": "Forecast of benefits from the agency's own volumes",
    "F09": "Assignments to colleagues with term, responsible and controller",
    "F10": "Meetings and personal receptions",
    "F11": "Calls planned, held and not reached",
    "F12": "Letters from templates, numbered, approved, signed, sent",
    "F13": "Reminders with one key",
    "F14": "Rules on the last contact",
    "F15": "Nothing open without an owner and a term",
    "F16": "The program dictates the next step and refuses unlawful ends",
    "F17": "Follow-up cycles",
    "F18": "No outside system is needed",
    "F19": "Control desk with reminders ahead",
    "F20": "Funnel of stages by day, week, month",
    "F21": "Figures per person",
    "F22": "Figures by any two dimensions",
    "F23": "Manager's page: decisions, risks, load",
    "F24": "Touches counted and notices at each stage",
    "F25": "Targets, baseline, now",
    "F26": "Directory of organisations in several levels, with names over time",
    "F27": "Directory of persons with duplicates and merges",
    "F28": "One timeline per case and per contact",
    "F29": "Earlier cases shown; everything handed over in one act",
    "F30": "The applicant gets number, term and status page",
    "F31": "Import of journals with dry run and undo",
    "F32": "The hierarchy decides who sees and picks whom",
    "F33": "Several structures and posts at once, dated",
    "F34": "Organisation chart from live data",
    "F35": "Seven levels deep",
    "F36": "Import of staff",
    "F37": "Safe defaults, and who can see what and why",
    "F38": "Roles in a case with fixed rights",
    "F39": "A guest who sees one case until a date",
    "F40": "Discussion and mentions in a case",
    "F41": "SQLite for one office, PostgreSQL beyond",
    "F42": "Several agencies on one server, apart from each other",
    "F43": "Any browser, by touch and by keyboard",
    "F44": "On a trip: weak link, second factor, substitute",
    "F45": "Russian and English, complete",
    "F46": "The rules live in the core, for pages and API alike",
    "F47": "Lessons in the program",
    "F48": "Practice ground",
    "F49": "Group lessons side by side",
    "F50": "A ten-minute demo by one command",
    "F51": "Health, backup, restore, upgrade check",
    "F52": "Processes changed in the interface, versioned",
    "F53": "Ready sets per department",
    "F54": "Start from scratch or by migration",
    "F55": "Where work gets stuck",
    "F56": "Stages, states and funnel columns are the same",
    "F57": "Mass mailings",
    "F58": "Chat with the applicant and among staff",
    "F59": "Signals from social networks",
    "F60": "Modules on and off",
    "F61": "Staff lists and time sheets exchanged as files",
    "L01": "Questions, outcomes, lawful endings",
    "L02": "Repeats, duplicates, collective appeals",
    "L03": "Forwarding, inquiry, assignment and their terms",
    "L04": "A complaint never reaches whom it is about",
    "L05": "Batch scanning and the incoming stamp",
    "L06": "Paper post and its register",
    "L07": "The signer's folder, acting heads",
    "L08": "The head's resolution",
    "L09": "The executor's means",
    "L10": "File plan, filing, retention, disposal",
    "L11": "Restricted documents",
    "L12": "Statutory reports",
    "L13": "The auditor's check",
    "X01": "History that shows every tampering",
    "X02": "Audit of reading",
    "X03": "Evidence that other people's programs can check",
    "X04": "Sending goes on while others are down",
    "X05": "Passing on is one screen",
    "X06": "Time per task and stage, split by whose it was",
    "X07": "Load against capacity",
    "X08": "Live picture of the process, BPMN export",
    "X09": "History for process mining",
    "X10": "Processes tested by their authors",
    "X11": "Real government formats",
}

# Rows of which every sentence is shown by a test. Other rows that bear a mark are shown in part.
WHOLE = frozenset(
    {
        *("F01", "F02", "F04", "F06", "F09", "F15", "F19", "F33", "F34", "F35", "F36", "F37", "F38", "F39", "F40"),
        *("F12", "F32", "F41", "F42", "F52", "F55", "L03", "L05", "L06", "L07", "L09", "L10", "L11"),
        *("X01", "X02", "X03", "X04", "X05", "X06", "X07", "X08", "X10", "X11"),
    }
)


def claims(tree: ast.Module | ast.ClassDef) -> Iterator[tuple[str, str]]:
    """Row and test for every ``feature`` mark of a module: on a test, on a class, on a parameter or on the module."""
    for node in tree.body:
        name = getattr(node, "name", "")
        marks = node.decorator_list if isinstance(node, (ast.FunctionDef, ast.ClassDef)) else [node]
        for mark in marks:
            for leaf in ast.walk(mark):
                if isinstance(leaf, ast.Call) and getattr(leaf.func, "attr", "") == "feature":
                    yield from ((str(row.value), name) for row in leaf.args if isinstance(row, ast.Constant))
        if isinstance(node, ast.ClassDef):
            yield from claims(node)


def proofs() -> dict[str, list[str]]:
    """The tests that claim each row, in the order of the files."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(TESTS.rglob("test_*.py")):
        for row, name in claims(ast.parse(path.read_text(encoding="utf-8"))):
            place = path.relative_to(TESTS.parent).as_posix()
            found[row].append(f"{place}::{name}" if name else place)
    return dict(found)


def main() -> None:
    """Print every row with what proves it, wholly or in part, and the counts."""
    proven = proofs()
    for row, title in ROWS.items():
        tests = proven.get(row, [])
        print(f"{_standing(row, tests):<8}  {row}  {title}")
        for test in tests:
            print(f"               {re.sub(r'^tests/', '', test)}")
    whole = len(WHOLE & proven.keys())
    part = len(proven.keys() & ROWS.keys()) - whole
    print(f"\nOf {len(ROWS)} rows {whole} are proven by tests, {part} in part, {len(ROWS) - whole - part} are not")


def _standing(row: str, tests: list[str]) -> str:
    if not tests:
        return ""
    return "proven" if row in WHOLE else "in part"


if __name__ == "__main__":
    main()
