"""Room for boundary timers in the layout of a process: under steps that have some, and where each of them stands."""

from dataclasses import dataclass
from typing import Any

# Under a row of steps with timers: half a circle, its words, the message that it sends and its words.
ROOM = 118
CIRCLE = 36
WORDS = 28
DROP = 32
# Lines that lead into a step from below end so near to it; farther down they lie between the rows.
NEAR_A_STEP = 3
# The part of the lower border where timers stand; lines from below lead to the rest.
BORDER, ENTRY = 0.74, 0.75
# Each has at least so much of it: three take the whole border.
PART = 50


@dataclass(frozen=True)
class Box:
    """A rectangle of the drawing."""

    x: int
    y: int
    width: int = CIRCLE
    height: int = CIRCLE

    @property
    def middle(self) -> int:
        """From left to right."""
        return self.x + self.width // 2

    @property
    def bottom(self) -> int:
        """Its lower edge."""
        return self.y + self.height

    @property
    def attributes(self) -> dict[str, str]:
        """As the format writes it."""
        return {"x": str(self.x), "y": str(self.y), "width": str(self.width), "height": str(self.height)}


def make_room(cells: list[Any], edges: list[Any]) -> None:
    """Move what stands below rows of steps with timers down; ends of lines stay at their steps."""
    bottoms = sorted({cell.y + cell.height for cell in cells if timers_at(cell)})
    moved = {cell.node: _above(bottoms, cell.y) for cell in cells}
    for edge in edges:
        if len(edge.segments) > 1:
            first, *between, last = edge.segments
            edge.segments = [
                [first[0], first[1] + moved[edge.src]],
                *([x, y + _above(bottoms, y - NEAR_A_STEP)] for x, y in between),
                [last[0], last[1] + moved[edge.dst]],
            ]
    for cell in cells:
        cell.y += moved[cell.node]
        cell.shape.y += moved[cell.node]


def timers_at(cell: Any) -> tuple[Any, ...]:
    """The timers of the step that stands in a cell."""
    found: tuple[Any, ...] = getattr(cell.node, "timers", ())
    return found


def on_border(cell: Any, place: int) -> Box:
    """Where the timer of this place stands, on the lower border of its step."""
    middle = int(cell.shape.x + _part(cell) * (place + 0.5))
    return Box(middle - CIRCLE // 2, cell.shape.y + cell.shape.height - CIRCLE // 2)


def words_of(circle: Box, cell: Any) -> Box:
    """Where the words of a timer stand: under it, beside the line that leaves it."""
    return Box(circle.middle + 4, circle.bottom + 1, int(_part(cell)) - 6, WORDS)


def message_of(circle: Box) -> Box:
    """Where the message stands that a timer sends."""
    return Box(circle.x, circle.bottom + DROP)


def way_to(circle: Box, cell: Any, target: Any) -> list[tuple[int, int]]:
    """From a timer to the step that it leads to: down, along under the row, to the nearer border of that step."""
    lane = cell.y + cell.height + ROOM - 12
    middle = target.shape.x + int(target.shape.width * ENTRY)
    end = target.shape.y if target.shape.y > lane else target.shape.y + target.shape.height
    return [(circle.middle, circle.bottom), (circle.middle, lane), (middle, lane), (middle, end)]


def _part(cell: Any) -> float:
    """How much of the border a timer has."""
    return max(float(cell.shape.width) * BORDER / len(timers_at(cell)), PART)


def _above(bottoms: list[int], y: float) -> int:
    """How much room was made above this height."""
    return ROOM * sum(bottom <= y for bottom in bottoms)
