"""Drawing the structure of an agency: boxes and lines in pixels, which a template writes as SVG. No script, no library.

Two pictures of the same branches: a `tree`, narrow enough for a telephone, where each level is a step to the right; and
`columns`, for paper and wide screens, where what lies at the top stands side by side.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field

from agencies.selectors import Branch

TREE_WIDTH = 344
COLUMN_WIDTH = 250
GAP = 14
STEP = 12
# Deeper levels go no further to the right, so that a box keeps room for words.
STEPS = 9
LINE = 16
SMALL = 15
PADDING = 7
LETTER = 7.3  # the mean width of a letter at 13 px
LINES_AT_MOST = 4


@dataclass(frozen=True)
class Line:
    """A line of a box's words; it begins at ``x``, its foot is at ``y``."""

    x: float
    y: float
    text: str
    is_name: bool


@dataclass(frozen=True)
class Box:
    """A unit, or the agency itself where there is no ``branch``; ``hidden`` units below it are not drawn."""

    x: float
    y: float
    width: float
    height: float
    lines: tuple[Line, ...]
    branch: Branch | None = None
    hidden: int = 0

    @property
    def kind(self) -> str:
        """What it is: its class in style sheets."""
        return self.branch.unit.kind if self.branch else "agency"

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return self.y + self.height

    @property
    def more_x(self) -> float:
        """Where the words about hidden units begin."""
        return self.x + PADDING

    @property
    def more_y(self) -> float:
        """The foot of the words about hidden units."""
        return self.bottom - PADDING - 1

    @property
    def fill(self) -> str:
        """Its colour where no style sheet says another."""
        return {"agency": "#dbe6fb", "commission": "#fdf3d8", "project": "#e3f4e6"}.get(self.kind, "#ffffff")


@dataclass
class Chart:
    """A picture of so many pixels: boxes in the order of reading, and lines as paths of SVG."""

    width: float
    height: float
    boxes: list[Box] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)


def tree(title: str, branches: Sequence[Branch], *, levels: int, has_agency: bool = True) -> Chart:
    """Each unit below its parent and a step to the right; the agency at the top unless only a branch is drawn."""
    chart = Chart(TREE_WIDTH, 0)
    bottom = 1.0
    parent = None
    if has_agency:
        parent = _box(1, bottom, TREE_WIDTH - 2, title, None, 0)
        chart.boxes.append(parent)
        bottom = parent.bottom
    for branch in branches:
        bottom = _descend(chart, branch, parent, 1.0, TREE_WIDTH - 1, bottom, levels, 0 if parent is None else 1)
    chart.height = bottom + 2
    return chart


def columns(title: str, branches: Sequence[Branch], *, levels: int, has_agency: bool = True) -> Chart:
    """What lies right below the root side by side, each with its own units below it."""
    root = branches[0] if len(branches) == 1 else None
    heads = list(root.below) if root and levels > 1 else [] if root else list(branches)
    count = max(len(heads), 1)
    chart = Chart(count * (COLUMN_WIDTH + GAP) + 2, 0)
    middle = chart.width / 2
    top: Box | None = None
    if has_agency:
        top = _centred(chart, middle, 1, title, None, 0)
    if root is not None:
        hidden = root.size if levels == 1 else 0
        upper = top
        top = _centred(chart, middle, upper.bottom + GAP if upper else 1, str(root.was), root, hidden)
        if upper is not None:
            chart.paths.append(f"M{middle:g} {upper.bottom:g}V{top.y:g}")
    bottom = top.bottom if top else 1.0
    rail, start = bottom + GAP, bottom + 2 * GAP
    depth = levels - 1 if root else levels
    for number, branch in enumerate(heads):
        x = 1 + number * (COLUMN_WIDTH + GAP)
        centre = x + COLUMN_WIDTH / 2
        if top is not None:
            chart.paths.append(f"M{middle:g} {top.bottom:g}V{rail:g}H{centre:g}V{start:g}")
        end = _descend(chart, branch, None, x, x + COLUMN_WIDTH, start - 6, depth, 0)
        bottom = max(bottom, end)
    chart.height = bottom + 2
    return chart


def _descend(
    chart: Chart, branch: Branch, parent: Box | None, left: float, right: float, top: float, levels: int, step: int
) -> float:
    """Draw a branch from here down; the foot of its last box."""
    x = left + min(step, STEPS) * STEP
    hidden = branch.size if levels <= 1 else 0
    box = _box(x, top + 6, right - x, str(branch.was), branch, hidden)
    chart.boxes.append(box)
    if parent is not None:
        rail = min(parent.x + STEP / 2, x)
        chart.paths.append(f"M{rail:g} {parent.bottom:g}V{box.y + box.height / 2:g}H{x:g}")
    bottom = box.bottom
    if levels > 1:
        for one in branch.below:
            bottom = _descend(chart, one, box, left, right, bottom, levels - 1, step + 1)
    return bottom


def _centred(chart: Chart, middle: float, y: float, title: str, branch: Branch | None, hidden: int) -> Box:
    width = min(chart.width - 2, 2 * COLUMN_WIDTH)
    box = _box(middle - width / 2, y, width, title, branch, hidden)
    chart.boxes.append(box)
    return box


def _box(x: float, y: float, width: float, title: str, branch: Branch | None, hidden: int) -> Box:
    room = int((width - 2 * PADDING) / LETTER)
    name = textwrap.wrap(title, room, max_lines=LINES_AT_MOST, placeholder="…")
    small = (
        [textwrap.shorten(head.employee.short_name, room, placeholder="…") for head in branch.heads] if branch else []
    )
    foot, lines = y + PADDING - 3, []
    for text in name:
        foot += LINE
        lines.append(Line(x + PADDING, foot, text, True))
    for text in small:
        foot += SMALL
        lines.append(Line(x + PADDING, foot, text, False))
    if hidden:
        foot += SMALL + 4
    return Box(x, y, width, foot + PADDING - y, tuple(lines), branch, hidden)
