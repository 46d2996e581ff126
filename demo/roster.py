"""Which appeals lie where when the demo begins: how they came, how old they are, how far they got. Data only."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Road:
    """How far a case gets. It stops before the step ``stops``; ``is_begun`` leaves that step taken but undone.

    ``days`` are the working days since its registration; ``pace`` stretches the gaps between its
    steps; without it a case on its way is stretched so that its last step is fresh.
    """

    days: int
    stops: str = ""
    is_begun: bool = False
    asks_others: bool = False
    is_returned: bool = False
    is_report_returned: bool = False
    pace: float = 0.0


# The steps of a road, in order: register, resolve, inquire, visa-inquiry, sign-inquiry, number-inquiry, send-inquiry,
# wait, go-on, draft, return, revise, visa, sign, number, send, report, return-report, report-again, accept, file.
ROADS_A: tuple[Road, ...] = (
    Road(76, asks_others=True), Road(74, is_returned=True), Road(69, pace=1.6),
    Road(61, is_report_returned=True), Road(56, is_returned=True), Road(47, pace=1.8),
    Road(43, is_returned=True, is_report_returned=True), Road(39),
    # late ones, still open
    Road(33, stops="go-on", asks_others=True, pace=1), Road(31, stops="visa", is_returned=True, pace=3),
    Road(29, stops="draft", is_begun=True, pace=2), Road(28, stops="sign", pace=5),
    Road(27, stops="go-on", asks_others=True, pace=1), Road(26, stops="accept", pace=3),
    # at the end of their road
    Road(24, stops="file"), Road(22, stops="file"), Road(21, stops="accept"),
    Road(20, stops="accept", is_begun=True), Road(19, stops="report", is_begun=True), Road(18, stops="send"),
    Road(16, stops="number"),
    # letters on their way
    Road(15, stops="sign"), Road(14, stops="sign", is_returned=True), Road(13, stops="visa"),
    Road(13, stops="revise"), Road(12, stops="revise"),
    Road(11, stops="sign-inquiry", asks_others=True), Road(10, stops="visa-inquiry", asks_others=True),
    Road(9, stops="go-on", asks_others=True),
    # fresh ones
    Road(8, stops="draft", is_begun=True), Road(7, stops="draft", is_begun=True),
    Road(6, stops="draft", is_begun=True), Road(5, stops="draft"), Road(4, stops="draft"),
    Road(3, stops="draft", is_begun=True), Road(3, stops="draft"), Road(2, stops="resolve"),
    Road(1, stops="resolve"), Road(1, stops="resolve"),
)  # fmt: skip

ROADS_B: tuple[Road, ...] = (
    Road(55), Road(40, is_returned=True), Road(24, stops="file"), Road(12, stops="sign"),
    Road(7, stops="draft", is_begun=True), Road(2, stops="resolve"),
)  # fmt: skip

# Two answered appeals of one man about his entrance; his third complains of the official who answered.
ENTRANCE_ROADS: tuple[Road, ...] = (Road(72), Road(38, pace=0.8))
