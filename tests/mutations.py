"""``python -m tests.mutations``: leaves out each call of ``visible_to`` in turn, and sees whether the matrix notices.

Every call in the program is found in its syntax tree. The tests of the role matrix and of the object matrix run once as
they are, and it is noted which test reaches which call. Then, for one call after the other, the tests that reach it run
again while this one call, and no other, gives every row instead of those that the person sees. A mutant that no test
notices survives: either the matrix has a hole, or the call cannot matter, and then `EQUIVALENT` says why.

What was found is kept in ``var/mutations.json`` and not done again while neither the program nor the matrix changed;
``--only TEXT`` takes the calls whose place contains the text, ``--seconds N`` stops after that time, to go on later.
"""

import argparse
import ast
import contextlib
import hashlib
import io
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from tests.focus import FOCUS

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("history", "agencies", "citizens", "signing", "documents", "exchange", "workflows", "oversight")
MATRIX = (
    "tests/house/test_object_matrix.py",
    "tests/house/test_sight_matrix.py",
    "tests/house/test_role_matrix.py",
    "tests/house/test_rows_matrix_of_papers.py",
    "tests/house/test_rows_matrix_of_work.py",
)
KEPT = ROOT / "var" / "mutations.json"
NAME = "visible_to"
# Calls that no person can tell from one that gives every row, and why.
_AGENCY = "only who sees every such row of the agency gets there, and the rows are of that agency"
_REFUSED = "whoever may do this to the paper sees it, and the others are refused in the same way"
_OF_CASE = "whoever sees a case sees every paper of it: the mark of a case is that of all its papers"
_POLICY = "the policy asked right after it sees the case by the same condition, and refuses in the same way"
_ACTS = "acts are of audited agencies, and those upon hidden papers were left out before"
EQUIVALENT: dict[str, str] = {
    "agencies/selectors/staff.py::people#1": "the posts beside it are of the reader's agency already",
    "agencies/views/staff.py::employee#2": "nobody holds posts of two agencies, and the person is visible",
    "agencies/views/structure.py::unit#1": "the units beside it are of the reader's agency already",
    "citizens/selectors.py::_candidates#1": _AGENCY,
    "citizens/views/discussion.py::_own#1": _POLICY,
    "citizens/views/discussion.py::discussion#1": _POLICY,
    "citizens/views/discussion.py::discussion#2": "whoever reads the discussion of the case sees every remark in it",
    "citizens/views/people.py::merge#1": "whoever may merge the card sees it, and the others are refused so too",
    "citizens/views/people.py::undo_merge#1": "whoever may merge the card sees it, and the others are refused so too",
    "documents/forms/appeals.py::AppealForm.clean_applicant#1": _AGENCY,
    "documents/views/guests.py::guest_links_page#1": _POLICY,
    "documents/views/post.py::_item#1": "whoever registers in an agency sees its registers; others are refused so too",
    "documents/views/search.py::_changed#1": "nobody works in two agencies, and whoever searches takes part in theirs",
    "oversight/selectors/record.py::_about_number#1": _ACTS,
    "oversight/selectors/record.py::_about_number#2": _ACTS,
    "oversight/views/readings.py::person_readings#1": "whoever audits the agency sees all its applicants",
    "oversight/views/record.py::person_changes#1": "whoever audits the agency sees all its applicants",
    "workflows/forms/undoing.py::CancellationForm.double_of#1": "the service refuses the number in the same words",
    "workflows/views/assignments.py::card#1": _OF_CASE,
    "workflows/views/assignments.py::on_case#1": _REFUSED,
    "workflows/views/assignments.py::on_document#1": _REFUSED,
    "workflows/views/cards.py::case#2": "the discussion is shown to whom `may_read_remarks` lets, by the same rule",
    "workflows/views/drafting.py::on_case#1": _REFUSED,
    "workflows/views/handing.py::follow#1": _REFUSED,
    "workflows/views/handing.py::hand_over_all#1": "whoever may is of an agency of the person, and so sees them",
    "workflows/views/orders.py::draft#1": "the drafts asked for are the reader's own, and authors see theirs",
    "workflows/views/orders.py::take_back#1": _REFUSED,
    "workflows/views/passing.py::on_case#1": _REFUSED,
    "workflows/views/pictures.py::of_case#2": _OF_CASE,
    "workflows/views/undoing.py::_page#1": _REFUSED,
    "workflows/views/work.py::draft#1": "an author with open work in the case takes part in it",
}


@dataclass(frozen=True)
class Site:
    """A call of ``visible_to``: where its name stands, and which of those in its function it is."""

    path: str
    line: int
    end: tuple[int, int]
    function: str
    ordinal: int

    @property
    def name(self) -> str:
        """The same after lines above it came or went."""
        return f"{self.path}::{self.function}#{self.ordinal}"


def sites() -> list[Site]:
    """Every call of the program."""
    return [site for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")) for site in sites_in(path)]


def sites_in(path: Path) -> Iterator[Site]:
    """The calls of a module, in their order."""
    if "migrations" in path.parts:
        return
    counts: dict[str, int] = defaultdict(int)
    for function, call in _calls(ast.parse(path.read_text()), ""):
        counts[function] += 1
        name = call.func
        assert isinstance(name, ast.Attribute)
        assert call.end_lineno is not None
        assert call.end_col_offset is not None
        assert name.end_lineno is not None
        yield Site(
            str(path.relative_to(ROOT)),
            name.end_lineno,
            (call.end_lineno, call.end_col_offset),
            function,
            counts[function],
        )


def _calls(tree: ast.AST, function: str) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.iter_child_nodes(tree):
        within = function
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            within = f"{function}.{node.name}".lstrip(".")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == NAME:
            yield function, node
        yield from _calls(node, within)


@dataclass
class Switch:
    """Lets one call give every row, and notes which calls are reached."""

    every: list[Site]
    off: Site | None = None
    reached: dict[Site, set[str]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        self.by_place = defaultdict(list)
        for site in self.every:
            self.by_place[site.path].append(site)

    def install(self) -> None:
        """Stand before each ``visible_to`` of the program."""
        from django.apps import apps

        owners = {type(model._default_manager) for model in apps.get_models()}
        owners |= {getattr(owner, "_queryset_class", owner) for owner in owners}
        for owner in owners:
            if NAME in vars(owner):
                setattr(owner, NAME, self._guarded(vars(owner)[NAME]))

    def _guarded(self, asked: Any) -> Any:
        def visible_to(rows: Any, *args: Any, **kwargs: Any) -> Any:
            site = self._caller(sys._getframe(1))
            if site is None:
                return asked(rows, *args, **kwargs)
            self.reached[site].add(FOCUS.at)
            return rows.all() if site == self.off else asked(rows, *args, **kwargs)

        return visible_to

    def _caller(self, frame: FrameType | None) -> Site | None:
        """The call whose instruction runs in the nearest frame of the program."""
        while frame is not None and "/django/db/models/manager.py" in frame.f_code.co_filename:
            frame = frame.f_back
        if frame is None or not frame.f_code.co_filename.startswith(f"{ROOT}/"):
            return None
        path = frame.f_code.co_filename.removeprefix(f"{ROOT}/")
        if path not in self.by_place:
            return None
        positions = list(frame.f_code.co_positions())[frame.f_lasti // 2]
        start_line, end_line, _start, end_column = positions
        for site in self.by_place[path]:
            if site.end == (end_line, end_column):
                return site
        return next((site for site in self.by_place[path] if site.line in (start_line, end_line)), None)


@dataclass
class Results:
    """What became of the mutants of one state of program and matrix, kept as they are found."""

    path: Path
    state: str
    found: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, path: Path, state: str, *, anew: bool = False) -> "Results":
        """Those that are kept of this state; none of another."""
        kept = json.loads(path.read_text()) if path.exists() and not anew else {}
        return cls(path, state, kept["results"] if kept.get("state") == state else {})

    def add(self, site: Site, verdict: str) -> None:
        """Keep one more: a run that is stopped goes on from here."""
        self.found[site.name] = verdict
        self.path.parent.mkdir(parents=True, exist_ok=True)
        told = {"state": self.state, "results": self.found}
        self.path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n")


@dataclass
class Mutating:
    """The plugin of pytest that runs the tests as often as there are calls."""

    switch: Switch
    wanted: list[Site]
    seconds: float
    results: "Results"
    failures: int = 0
    begun: float = field(default_factory=time.monotonic)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count what fails."""
        self.failures += report.failed

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """All tests as they are; then for each call those that reach it, until one fails.

        File after file, so that the world on which the tests of a file lie is made once.
        """
        self.switch.install()
        reaching: dict[Site, list[tuple[float, pytest.Item, set[str]]]] = defaultdict(list)
        for item in session.items:
            self.switch.reached.clear()
            took = time.monotonic()
            if self._fails(item):
                raise pytest.UsageError(f"{item.nodeid} fails before anything is changed")
            for site, addresses in self.switch.reached.items():
                reaching[site].append((time.monotonic() - took, item, addresses))
        left = list(self.wanted)
        for path in dict.fromkeys(item.path for item in session.items):
            for site in list(left):
                if time.monotonic() - self.begun > self.seconds:
                    return True
                tests = sorted((one for one in reaching[site] if one[1].path == path), key=lambda one: one[0])
                if self._is_killed(site, [(item, addresses) for _took, item, addresses in tests]):
                    left.remove(site)
                    self._tell(site, "killed")
        for site in left:
            verdict = "equivalent" if site.name in EQUIVALENT else "survived" if reaching[site] else "not reached"
            self._tell(site, verdict)
        return True

    def _is_killed(self, site: Site, tests: list[tuple[pytest.Item, set[str]]]) -> bool:
        """Whether a test notices; a matrix looks at those addresses alone that reach the call."""
        self.switch.off = site
        try:
            for item, addresses in tests:
                FOCUS.only = addresses if addresses != {""} else None
                if self._fails(item):
                    return True
            return False
        finally:
            self.switch.off, FOCUS.only = None, None

    def _tell(self, site: Site, verdict: str) -> None:
        self.results.add(site, verdict)
        _say(f"{verdict:<12}{site.name} (line {site.line}), after {time.monotonic() - self.begun:.0f} s")

    def _fails(self, item: pytest.Item) -> bool:
        before = self.failures
        item._initrequest()  # type: ignore[attr-defined]  # as on the first run
        # Everything is taken down but what is of the session: a test may run after itself.
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=item.session)
        return self.failures > before


def run(wanted: Iterable[Site], tests: list[str], *, seconds: float, results: Results) -> None:
    """Find out what becomes of each wanted mutant."""
    switch = Switch(sites())
    plugin = Mutating(switch, list(wanted), seconds, results)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        code = pytest.main(["-q", "-p", "no:cacheprovider", "--capture=sys", "--tb=line", *tests], plugins=[plugin])
    if code not in (0, 1):
        sys.stderr.write(said.getvalue()[-3000:])
        raise SystemExit(2)


def digest() -> str:
    """What the program and the matrix are made of."""
    folders = [ROOT / room for room in (*ROOMS, "tests", "templates")]
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in (".py", ".html"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def main() -> int:
    """The result in words; 1 if a mutant survives."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0] if __doc__ else "")
    parser.add_argument("--only", default="", help="calls whose place contains this text")
    parser.add_argument("--seconds", type=float, default=3600, help="stop after that many seconds, to go on later")
    parser.add_argument("--tests", nargs="+", default=list(MATRIX), help="other tests than the matrix")
    parser.add_argument("--kept", type=Path, default=KEPT, help="where the results are kept")
    parser.add_argument("--anew", action="store_true", help="forget what was found before")
    asked = parser.parse_args()
    results = Results.of(asked.kept, digest(), anew=asked.anew)
    of_interest = [site for site in sites() if asked.only in site.name]
    left = [site for site in of_interest if site.name not in results.found]
    if left:
        run(left, asked.tests, seconds=asked.seconds, results=results)
    found = {site.name: results.found.get(site.name, "not yet") for site in of_interest}
    for verdict in ("survived", "not reached", "equivalent", "not yet"):
        for name in (name for name, of in found.items() if of == verdict):
            _say(f"{verdict}: {name}{': ' + EQUIVALENT[name] if verdict == 'equivalent' else ''}")
    _say(f"{sum(of == 'killed' for of in found.values())} of {len(found)} killed")
    return int(any(of in ("survived", "not reached") for of in found.values()))


def _say(line: str) -> None:
    sys.__stdout__.write(f"{line}\n")  # type: ignore[union-attr]  # pytest has the other one
    sys.__stdout__.flush()  # type: ignore[union-attr]


if __name__ == "__main__":
    sys.exit(main())
